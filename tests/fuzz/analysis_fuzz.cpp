// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fuzz/fuzzing.h"

#include <array>
#include <cstring>

/// Any finite samples have figures that are finite or absent.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kilter;
    using namespace kilter::fuzzing;
    constexpr std::array<int, 8> kRates{8000, 11025, 22050, 44100, 48000, 96000, 192000, 384000};
    constexpr std::size_t kHead = 3;
    if (size < kHead + sizeof(float))
        return 0;
    Track track;
    track.rate = {kRates[data[0] % kRates.size()]};
    const int times = 1 + data[1]; // over and over: a short input is long enough to have figures
    const bool mono = data[2] % 2 != 0;
    std::vector<float> samples((size - kHead) / sizeof(float));
    std::memcpy(samples.data(), data + kHead, samples.size() * sizeof(float));
    constexpr float kLoud = 1e9f; // 180 dB over full scale
    for (float& x : samples)
        x = std::isfinite(x) ? std::clamp(x, -kLoud, kLoud) : 0.0f;
    constexpr std::size_t kMost = 200'000;
    const std::size_t frames = std::min(kMost, samples.size() * static_cast<std::size_t>(times));
    track.audio = AudioBuffer(2, Frames{static_cast<std::int64_t>(frames)});
    track.format.channels = mono ? 1 : 2;
    for (std::size_t i = 0; i < frames; ++i) {
        track.audio.channel(0)[i] = samples[i % samples.size()];
        track.audio.channel(1)[i] = samples[(mono ? i : i + samples.size() / 2) % samples.size()];
    }
    const auto analysis = analyse(track);
    require(static_cast<bool>(analysis), "any track can be measured");
    requireFigures(*analysis);
    return 0;
}
