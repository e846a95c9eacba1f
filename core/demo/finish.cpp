// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/finish.h"

#include "core/demo/filters.h"
#include "core/demo/loudness.h"
#include "core/demo/oscillators.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kilter::demo {

namespace {

constexpr std::size_t kOctaves = 9;
constexpr std::array<double, kOctaves> kOctaveHz{46, 92, 184, 368, 735, 1470, 2940, 5880, 11760};

using Octaves = std::array<double, kOctaves>;

/// dB per octave band of the average record, but for a constant: the integral of its slope, -2.350
/// - 1.318 log2(f / 200) dB an octave, and 3 dB an octave because the bands grow wider.
double houseLevel(double hz) {
    const double octaves = log2Of(hz / 200);
    return (3.010 - 2.350) * octaves - 1.318 / 2 * octaves * octaves;
}

/// Power in each octave of frames [first, end), both channels together.
Octaves octavePowers(const AudioBuffer& stereo, std::size_t first, std::size_t end,
                     SampleRate rate) {
    Octaves powers{};
    for (int c = 0; c < stereo.channels(); ++c) {
        std::vector<Biquad> bands;
        for (const double hz : kOctaveHz)
            bands.push_back(Biquad::bandPass(hz, 1.414, rate));
        const auto samples = stereo.channel(c);
        for (std::size_t n = first; n < end; ++n)
            for (std::size_t i = 0; i < kOctaves; ++i) {
                const double y = bands[i](static_cast<double>(samples[n]));
                powers[i] += y * y;
            }
    }
    return powers;
}

void apply(std::vector<Biquad> filters, std::span<float> samples) {
    for (float& sample : samples) {
        double x = static_cast<double>(sample);
        for (Biquad& filter : filters)
            x = filter(x);
        sample = static_cast<float>(x);
    }
}

void scale(AudioBuffer& stereo, double gain) {
    for (int c = 0; c < stereo.channels(); ++c)
        for (float& sample : stereo.channel(c))
            sample = static_cast<float>(gain * static_cast<double>(sample));
}

std::vector<Biquad> octaveEqualiser(const Octaves& gains, SampleRate rate) {
    std::vector<Biquad> filters{Biquad::highPass(28, 0.7, rate)};
    for (std::size_t i = 0; i < kOctaves; ++i)
        if (kOctaveHz[i] < 0.3 * rate.hz)
            filters.push_back(i + 1 < kOctaves
                                  ? Biquad::bell(kOctaveHz[i], gains[i], 1.2, rate)
                                  : Biquad::highShelf(0.75 * kOctaveHz[i], gains[i], 0.7, rate));
    return filters;
}

} // namespace

void balance(AudioBuffer& stereo, SampleRate rate) {
    // The second chorus and the verse before it stand for the song.
    const auto frames = static_cast<std::size_t>(stereo.frames().count);
    const std::size_t first = frames * 3 / 10;
    const std::size_t end = frames * 7 / 10;
    AudioBuffer part(stereo.channels(), Frames{static_cast<std::int64_t>(end - first)});

    Octaves gains{};
    for (int round = 0; round < 3; ++round) {
        for (int c = 0; c < stereo.channels(); ++c) {
            std::copy_n(stereo.channel(c).data() + first, end - first, part.channel(c).data());
            apply(octaveEqualiser(gains, rate), part.channel(c));
        }
        const Octaves powers = octavePowers(part, 0, end - first, rate);
        double offset = 0; // of the level, which is not the balance
        Octaves gap{};
        for (std::size_t i = 0; i < kOctaves; ++i) {
            gap[i] = houseLevel(kOctaveHz[i]) - decibelsOf(std::max(powers[i], 1e-30));
            offset += gap[i] / kOctaves;
        }
        // Neighbouring bells help each other: 0.8 of the gap each round does not overshoot.
        for (std::size_t i = 0; i < kOctaves; ++i)
            gains[i] = std::clamp(gains[i] + 0.8 * (gap[i] - offset), -9.0, 9.0);
    }
    for (int c = 0; c < stereo.channels(); ++c)
        apply(octaveEqualiser(gains, rate), stereo.channel(c));
}

void colour(AudioBuffer& stereo, const std::vector<FilterShape>& shapes, SampleRate rate) {
    std::vector<Biquad> filters;
    for (const FilterShape& shape : shapes) {
        const double hz = shape.frequency.value;
        const double gain = shape.gain.value;
        if (shape.kind == FilterKind::Bell)
            filters.push_back(Biquad::bell(hz, gain, shape.q, rate));
        else if (shape.kind == FilterKind::LowShelf)
            filters.push_back(Biquad::lowShelf(hz, gain, shape.q, rate));
        else if (shape.kind == FilterKind::HighShelf)
            filters.push_back(Biquad::highShelf(hz, gain, shape.q, rate));
    }
    for (int c = 0; c < stereo.channels(); ++c)
        apply(filters, stereo.channel(c));
}

void fadeEnd(AudioBuffer& stereo, SampleRate rate) {
    const std::int64_t frames = stereo.frames().count;
    const std::int64_t fade = std::min((Seconds{0.5} * rate).count, frames / 20);
    for (int c = 0; c < stereo.channels(); ++c)
        for (std::int64_t n = 0; n < fade; ++n) {
            const double left = static_cast<double>(n) / static_cast<double>(fade);
            float& sample = stereo.channel(c)[static_cast<std::size_t>(frames - 1 - n)];
            sample = static_cast<float>(static_cast<double>(sample) * left * left * (3 - 2 * left));
        }
}

void bringTo(AudioBuffer& stereo, Lufs loudness, SampleRate rate) {
    const double power = loudnessPower(stereo, rate);
    if (power > 0)
        scale(stereo, std::sqrt(powerOf(loudness) / power));
}

} // namespace kilter::demo
