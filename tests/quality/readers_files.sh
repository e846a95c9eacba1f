#!/usr/bin/env bash
# SPDX-FileCopyrightText: Kilter contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# readers_files.sh FOLDER: some four seconds of made-up music, encoded by every program that is here into every format
# that Kilter reads, at many rates, in one, two and six channels, for readers_bench. Uses what it finds of ffmpeg, sox,
# lame, flac, oggenc, opusenc and wavpack; what an encoder refuses (a rate, a width) is no file.

set -u
folder=${1:?usage: readers_files.sh FOLDER}
mkdir -p "$folder"
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
has() { command -v "$1" >/dev/null; }
has sox || { echo "readers_files.sh: needs sox" >&2; exit 1; }

# make NAME COMMAND...: runs the command, in which {} is the file to make.
make_file() {
    local target=$folder/$1
    shift
    "${@//\{\}/$target}" >/dev/null 2>&1 </dev/null || rm -f "$target"
}

# music RATE CHANNELS BITS FILE: plucked strings over noise, different in every channel.
music() {
    local tones=() c
    for c in $(seq "$2"); do tones+=(pluck "$((90 + 45 * c))"); done
    local noises=()
    for c in $(seq "$2"); do noises+=(pinknoise mix); done
    sox -R -n -r "$1" -c "$2" -b "$3" "$4" synth 4.1 "${tones[@]}" synth 4.1 "${noises[@]}" gain -n -6 2>/dev/null
}

for rate in 8000 11025 16000 22050 24000 32000 44056 44100 47952 48000 64000 88200 96000 96096 176400 192000 384000; do
    for channels in 1 2 6; do
        [ "$channels" = 6 ] && [ "$rate" != 48000 ] && continue
        wav=$source/s.wav wide=$source/w.wav
        music "$rate" "$channels" 16 "$wav"
        music "$rate" "$channels" 24 "$wide"
        at=$rate-$channels
        for coding in u8 s16le s24le s32le f32le f64le; do
            make_file "ffmpeg-$coding-$at.wav" ffmpeg -y -i "$wide" -c:a "pcm_$coding" {}
        done
        make_file "ffmpeg-rf64-$at.wav" ffmpeg -y -i "$wide" -c:a pcm_s24le -rf64 always {}
        make_file "ffmpeg-$at.w64" ffmpeg -y -i "$wav" {}
        make_file "ffmpeg-pipe-$at.w64" bash -c 'ffmpeg -i "$1" -f w64 - | cat >"$2"' - "$wav" {}
        make_file "ffmpeg-pipe-$at.wav" bash -c 'ffmpeg -i "$1" -f wav - | cat >"$2"' - "$wav" {}
        make_file "sox-pipe-$at.wav" bash -c 'sox "$1" -t wav - | cat >"$2"' - "$wav" {}
        make_file "sox-pipe-$at.aiff" bash -c 'sox "$1" -t aiff - | cat >"$2"' - "$wav" {}
        make_file "ffmpeg-$at.aiff" ffmpeg -y -i "$wide" -c:a pcm_s24be {}
        make_file "sox-$at.aifc" sox "$wav" {}
        make_file "ffmpeg-sowt-$at.aifc" ffmpeg -y -i "$wav" -c:a pcm_s16le -f aiff {}
        for coding in s16be s24le f32be; do
            make_file "ffmpeg-$coding-$at.caf" ffmpeg -y -i "$wide" -c:a "pcm_$coding" {}
        done
        make_file "ffmpeg-alac-$at.caf" ffmpeg -y -i "$wav" -c:a alac {}
        make_file "ffmpeg-$at.flac" ffmpeg -y -i "$wav" {}
        make_file "ffmpeg-24-$at.flac" ffmpeg -y -i "$wide" -sample_fmt s32 {}
        for level in 0 5 8; do has flac && make_file "flac-$level-$at.flac" flac -f "-$level" --lax "$wide" -o {}; done
        make_file "ffmpeg-$at.wv" ffmpeg -y -i "$wav" -sample_fmt s16p {}
        has wavpack && make_file "wavpack-$at.wv" wavpack -y "$wide" -o {}
        has wavpack && make_file "wavpack-hybrid-$at.wv" wavpack -y -b320 "$wav" -o {}
        make_file "ffmpeg-alac-$at.m4a" ffmpeg -y -i "$wav" -c:a alac {}
        make_file "ffmpeg-aac-$at.m4a" ffmpeg -y -i "$wav" -c:a aac {}
        make_file "ffmpeg-fragments-$at.m4a" ffmpeg -y -i "$wav" -c:a aac -movflags +frag_keyframe+empty_moov {}
        make_file "ffmpeg-$at.aac" ffmpeg -y -i "$wav" -c:a aac {}
        make_file "ffmpeg-1-$at.wma" ffmpeg -y -i "$wav" -c:a wmav1 {}
        make_file "ffmpeg-2-$at.wma" ffmpeg -y -i "$wav" -c:a wmav2 {}
        make_file "ffmpeg-$at.mp3" ffmpeg -y -i "$wav" -c:a libmp3lame {}
        make_file "ffmpeg-vbr-$at.mp3" ffmpeg -y -i "$wav" -c:a libmp3lame -q:a 4 {}
        make_file "ffmpeg-shine-$at.mp3" ffmpeg -y -i "$wav" -c:a libshine {}
        make_file "ffmpeg-no-info-$at.mp3" ffmpeg -y -i "$wav" -c:a libmp3lame -write_xing 0 {}
        has lame && make_file "lame-$at.mp3" lame --quiet "$wav" {}
        has lame && make_file "lame-vbr-$at.mp3" lame --quiet -V 5 "$wav" {}
        has lame && make_file "lame-no-tag-$at.mp3" lame --quiet -t "$wav" {}
        make_file "sox-$at.mp3" sox "$wav" {}
        make_file "ffmpeg-libvorbis-$at.ogg" ffmpeg -y -i "$wav" -c:a libvorbis {}
        make_file "ffmpeg-vorbis-$at.ogg" ffmpeg -y -i "$wav" -c:a vorbis -strict experimental {}
        has oggenc && make_file "oggenc-$at.ogg" oggenc -Q -q 5 "$wav" -o {}
        make_file "ffmpeg-libopus-$at.opus" ffmpeg -y -i "$wav" -c:a libopus {}
        make_file "ffmpeg-opus-$at.opus" ffmpeg -y -i "$wav" -c:a opus -strict experimental {}
        has opusenc && make_file "opusenc-$at.opus" opusenc --quiet "$wav" {}
        has opusenc && make_file "opusenc-speech-$at.opus" opusenc --quiet --speech --bitrate 24 "$wav" {}
    done
done
find "$folder" -type f -size 0 -delete
echo "$(find "$folder" -type f | wc -l) files in $folder"
