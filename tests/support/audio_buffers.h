// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

/// Signals laid straight into buffers.
namespace kilter::testing {

/// The same sine in every channel; amplitude re full scale.
inline AudioBuffer sine(double frequency, double amplitude, SampleRate rate, Frames frames,
                        int channels = 2) {
    AudioBuffer audio(channels, frames);
    for (int c = 0; c < channels; ++c) {
        const auto x = audio.channel(c);
        for (std::size_t n = 0; n < x.size(); ++n)
            x[n] = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * frequency *
                                                           static_cast<double>(n) / rate.hz));
    }
    return audio;
}

/// White noise, uniform in +-amplitude, independent in each channel.
inline AudioBuffer noise(double amplitude, Frames frames, std::uint32_t seed, int channels = 2) {
    AudioBuffer audio(channels, frames);
    std::mt19937 random(seed);
    for (int c = 0; c < channels; ++c) {
        for (float& x : audio.channel(c))
            x = static_cast<float>(amplitude *
                                   (2.0 * static_cast<double>(random()) / 4294967295.0 - 1.0));
    }
    return audio;
}

/// To the steps of `bits` bits, so that integer files hold it exactly.
inline AudioBuffer onGrid(AudioBuffer audio, int bits) {
    const double scale = std::ldexp(1.0, bits - 1);
    for (int c = 0; c < audio.channels(); ++c) {
        for (float& x : audio.channel(c))
            x = static_cast<float>(std::nearbyint(x * scale) / scale);
    }
    return audio;
}

} // namespace kilter::testing
