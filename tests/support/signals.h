// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>
#include <utility>
#include <vector>

/// Sounds to measure, all of them made here and seeded.
namespace kilter::testing {

/// a sin(2 pi f t + phase), phase in radians; the first sample is t = 0.
inline std::vector<float> sine(SampleRate rate, Seconds length, Hertz f, double a,
                               double phase = 0.0) {
    std::vector<float> x(static_cast<std::size_t>((length * rate).count));
    const double step = 2.0 * std::numbers::pi * f.value / rate.hz;
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<float>(a * std::sin(step * static_cast<double>(i) + phase));
    return x;
}

/// Raised-cosine fades at both ends.
inline void fade(std::span<float> x, std::size_t length) {
    for (std::size_t i = 0; i < std::min(length, x.size()); ++i) {
        const auto w =
            static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * static_cast<double>(i) /
                                                    static_cast<double>(length)));
        x[i] *= w;
        x[x.size() - 1 - i] *= w;
    }
}

/// White, uniform, of the given RMS.
inline std::vector<float> whiteNoise(SampleRate rate, Seconds length, double rms, unsigned seed) {
    std::mt19937 engine(seed);
    std::vector<float> x(static_cast<std::size_t>((length * rate).count));
    for (float& v : x)
        v = static_cast<float>(rms * std::sqrt(3.0) *
                               (2.0 * (static_cast<double>(engine()) + 0.5) / 4294967296.0 - 1.0));
    return x;
}

/// About 3 dB an octave down, as music roughly is: P. Kellet's three poles on white noise.
inline std::vector<float> pinkNoise(SampleRate rate, Seconds length, double rms, unsigned seed) {
    std::vector<float> x = whiteNoise(rate, length, 1.0, seed);
    double b0 = 0.0;
    double b1 = 0.0;
    double b2 = 0.0;
    double power = 0.0;
    for (float& v : x) {
        const auto white = static_cast<double>(v);
        b0 = 0.99765 * b0 + white * 0.0990460;
        b1 = 0.96300 * b1 + white * 0.2965164;
        b2 = 0.57000 * b2 + white * 1.0526913;
        const double pink = b0 + b1 + b2 + white * 0.1848;
        v = static_cast<float>(pink);
        power += pink * pink / static_cast<double>(x.size());
    }
    for (float& v : x)
        v *= static_cast<float>(rms / std::sqrt(power));
    return x;
}

inline AudioBuffer stereo(std::span<const float> left, std::span<const float> right) {
    AudioBuffer audio(2, Frames{static_cast<std::int64_t>(left.size())});
    std::copy(left.begin(), left.end(), audio.channel(0).begin());
    std::copy(right.begin(), right.end(), audio.channel(1).begin());
    return audio;
}

inline Track trackOf(AudioBuffer audio, SampleRate rate) {
    Track track;
    track.rate = rate;
    track.format.channels = 2;
    track.audio = std::move(audio);
    return track;
}

} // namespace kilter::testing
