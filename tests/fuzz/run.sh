#!/usr/bin/env bash
# SPDX-FileCopyrightText: Kilter contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/fuzz/run.sh MINUTES [NAME...]: builds the fuzz targets and runs each (or those named) for so
# long, as many at a time as there are cores. What is found lies in build/fuzz/findings; status 1.
# KILTER_FUZZ_HANG: seconds of real time after which an input hangs. 5, the demand, by hand on a machine that is free;
# .ci/run gives more, since there a slow input and a busy machine can't be told apart.

cd "$(dirname "$0")/../.."
. packaging/common.sh
minutes=${1:?usage: tests/fuzz/run.sh MINUTES [NAME...]}
shift
seconds=$(awk -v m="$minutes" 'BEGIN { printf "%d", m * 60 }')
folder=$PWD/build/fuzz
bin=$folder/tests/fuzz
[ $# -gt 0 ] || set -- wave aiff flac ogg mp3 mp4 adts asf wavpack caf layout tags session profile services analysis
build fuzz

export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0

# fuzz_one NAME: goes on behind a finding until its time is over.
fuzz_one() {
    local name=$1 target=reader words=()
    case $name in layout | tags | session | profile | services | analysis) target=$name ;; esac
    case $name in session | profile | services) words=(-dict=tests/fuzz/json.dict) ;; esac
    local corpus=$folder/corpus/$name log=$folder/logs/$name.log
    mkdir -p "$corpus" "$folder/findings"
    : >"$log"
    local end=$((SECONDS + seconds)) runs=0 found=0
    while [ $((end - SECONDS)) -gt 0 ] && [ "$found" -lt 5 ]; do
        "$bin/${target}_fuzz" -max_total_time=$((end - SECONDS)) -timeout="${KILTER_FUZZ_HANG:-5}" -rss_limit_mb=2048 -max_len=65536 "${words[@]}" \
            -print_final_stats=1 -artifact_prefix="$folder/findings/$name-" "$corpus" "$bin/seeds/$name" \
            >"$log.run" 2>&1 || found=$((found + 1))
        runs=$((runs + $(sed -n 's/^stat::number_of_executed_units: *//p' "$log.run" | tail -n 1 | grep . || echo 0)))
        cat "$log.run" >>"$log"
        rm "$log.run"
    done
    printf '%-9s %9d executions, %d findings\n' "$name" "$runs" "$found"
    if [ "$found" -gt 0 ]; then
        grep -aE 'does not hold|ERROR: |runtime error|SUMMARY: |Test unit written' "$log" | sort | uniq -c
        return 1
    fi
}
export -f fuzz_one
export folder bin seconds
mkdir -p "$folder/logs"
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'set -uo pipefail; fuzz_one {}'
