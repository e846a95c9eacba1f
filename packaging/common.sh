# SPDX-FileCopyrightText: Kilter contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh and test.sh: what Kilter needs, and how to build it.

set -euo pipefail
KILTER_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Debian 12 and newer. libjack-jackd2-dev stands beside librtaudio-dev, which would pull in JACK 1.
build_packages=(
    build-essential cmake ninja-build pkg-config ccache
    qt6-base-dev libqt6opengl6-dev qt6-multimedia-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
    librtaudio-dev libjack-jackd2-dev libfftw3-dev libebur128-dev libsndfile1-dev libsoxr-dev
    libflac-dev libogg-dev libvorbis-dev libopus-dev
    libavformat-dev libavcodec-dev libswresample-dev libavutil-dev libtag1-dev
    libbenchmark-dev nlohmann-json3-dev libcli11-dev libeigen3-dev fonts-dejavu-core
)
test_packages=(locales xvfb xauth dbus dbus-x11 pulseaudio pulseaudio-utils ffmpeg desktop-file-utils libxml2-utils appstream)
check_packages=(git clang clang-format clang-tidy libclang-rt-14-dev file dpkg-dev)

say() { printf '%s\n' "kilter: $*" >&2; }

# install_missing PACKAGE...: by apt those that are missing; elsewhere it says what is needed.
install_missing() {
    if ! command -v apt-get >/dev/null; then
        say "this script installs packages on Debian and Ubuntu only. Elsewhere, install the equivalents of:"
        say "  $*"
        say "(a C++20 compiler, CMake >= 3.25, Ninja, Qt >= 6.4 with Multimedia and Svg, RtAudio, FFTW3, libebur128,"
        say " libsndfile, FLAC, Ogg, Vorbis, Opus, soxr, FFmpeg's libraries, TagLib, nlohmann-json, CLI11, Eigen 3,"
        say " Google Benchmark)"
        command -v cmake >/dev/null || exit 1
        return 0
    fi
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "these packages are missing; install them as root, then run this again:"
            say "  apt-get install --no-install-recommends ${missing[*]}"
            exit 1
        fi
        as_root=(sudo)
    fi
    say "installing ${#missing[@]} missing packages: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        say "apt-get could not install them (the whole log: $log)"
        exit 1
    fi
    rm -f "$log"
}

# build PRESET: configures and builds it. Compiler output only when something is wrong.
build() {
    cd "$KILTER_TOP"
    say "building ($1); the first time takes some minutes"
    cmake --preset "$1" >/dev/null
    local log
    log=$(mktemp)
    if ! cmake --build --preset "$1" --parallel "$(nproc)" >"$log" 2>&1; then
        grep -E -A 12 'error|FAILED' "$log" | head -n 80 >&2
        say "the build failed (the whole log: $log)"
        exit 1
    fi
    rm -f "$log"
}
