#!/usr/bin/env bash
# SPDX-FileCopyrightText: Kilter contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, masters the demo session on the command line and, where there is a display,
# opens it in the window. With arguments it opens those: MIX [-r REFERENCE]..., or SESSION.kilter.

. "$(dirname "$0")/common.sh"

arguments=()
for argument in "$@"; do # relative paths are the caller's, and the build changes the folder
    if [ -e "$argument" ]; then argument=$(realpath "$argument"); fi
    arguments+=("$argument")
done

install_missing "${build_packages[@]}"
build release
programs=$KILTER_TOP/build/release/app

if [ ${#arguments[@]} -eq 0 ]; then
    demo=${XDG_DATA_HOME:-$HOME/.local/share}/kilter/demo
    "$programs/kilter-cli" demo "$demo" --overwrite
    "$programs/kilter-cli" master "$demo/demo-mix.wav" \
        -r "$demo/demo-reference-a.flac" -r "$demo/demo-reference-b.wav" \
        --loudness -14 --overwrite -o "$demo/master.wav" \
        --report "$demo/report.html" --session "$demo/demo.kilter"
    say "the master, its report and its session are in $demo"
    arguments=("$demo/demo.kilter")
fi

if [ ! -x "$programs/kilter" ]; then
    say "everything works from the command line: $programs/kilter-cli --help"
elif [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "$(uname)" != Darwin ]; then
    say "there is no display here, so the window stays closed; the command line does all of it: $programs/kilter-cli --help"
else
    exec "$programs/kilter" "${arguments[@]}"
fi
