// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

/// Music for tests that keep hashes of what is made of it. It is written in integers and in single
/// IEEE additions, multiplications and divisions, without libm, so that every machine and every
/// compiler (with -ffp-contract=off) makes the same samples, and it shares no code with core.
namespace kilter::testing {

/// What one song has more or less of than another; factors of amplitude.
struct ExactMixture {
    double bass = 1.0, chords = 1.0, air = 1.0, drums = 1.0, width = 1.0;
};

namespace exact {

/// sin(2 pi phase / 2^32), to 1e-6.
inline double sine(std::uint32_t phase) {
    double t = static_cast<double>(static_cast<std::int32_t>(phase)) / 1073741824.0; // -2..2
    if (t > 1.0)
        t = 2.0 - t;
    else if (t < -1.0)
        t = -2.0 - t;
    const double u = t * t;
    return t * (1.57079632679 -
                u * (0.64596409751 - u * (0.07969262625 - u * (0.00468175414 - u * 0.00016044))));
}

class Noise {
  public:
    explicit Noise(std::uint64_t seed)
        : state_(seed * 2862933555777941757U + 3037000493U) {}
    /// -1..1.
    double next() {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<double>(static_cast<std::int32_t>(state_ >> 32U)) / 2147483648.0;
    }

  private:
    std::uint64_t state_;
};

struct Stereo {
    std::span<float> left, right;
    double rate;

    [[nodiscard]] std::size_t at(double seconds) const {
        return static_cast<std::size_t>(seconds * rate);
    }
    void add(std::size_t frame, double x, double pan) const {
        left[frame] = static_cast<float>(left[frame] + x * (1.0 - pan));
        right[frame] = static_cast<float>(right[frame] + x * (1.0 + pan));
    }
};

/// A note of partials 1/k that fades by `decay` per second; pan -1..1.
inline void note(const Stereo& out, double start, double length, double hz, double level,
                 double decay, int partials, double pan) {
    const std::size_t end = std::min(out.at(start + length), out.left.size());
    const auto step = static_cast<std::uint32_t>(hz / out.rate * 4294967296.0);
    const double fade = 1.0 - decay / out.rate;
    const double rise = 1.0 / (0.005 * out.rate);
    double envelope = level;
    double attack = 0.0;
    std::uint32_t phase = 0;
    for (std::size_t i = out.at(start); i < end; ++i, phase += step) {
        double x = 0.0;
        for (int k = 1; k <= partials && k * hz < 0.45 * out.rate; ++k)
            x += sine(static_cast<std::uint32_t>(k) * phase) / k;
        attack = std::min(1.0, attack + rise);
        out.add(i, x * envelope * attack, pan);
        envelope *= fade;
    }
}

/// A drum: a tone that falls from `from` to `to` Hz, and noise.
inline void drum(const Stereo& out, double start, double from, double to, double tone, double noise,
                 double decay, double pan, Noise& random) {
    const std::size_t end = std::min(out.at(start + 0.4), out.left.size());
    const double fade = 1.0 - decay / out.rate;
    double hz = from;
    double envelope = 1.0;
    double before = 0.0;
    double phase = 0.0;
    for (std::size_t i = out.at(start); i < end; ++i) {
        const double white = random.next();
        const double hiss = white - before; // the highs of it
        before = white;
        phase += hz / out.rate;
        if (phase >= 1.0)
            phase -= 1.0;
        const double x =
            tone * sine(static_cast<std::uint32_t>(phase * 4294967295.0)) + noise * hiss;
        out.add(i, x * envelope, pan);
        hz = to + (hz - to) * (1.0 - 30.0 / out.rate);
        envelope *= fade;
    }
}

} // namespace exact

/// Bass, chords, drums and a little air; tempo, notes and rhythm are the seed's. The highest sample
/// is `peak`.
[[nodiscard]] inline AudioBuffer exactSong(unsigned seed, SampleRate rate, Seconds length,
                                           const ExactMixture& mixture = {}, double peak = 0.7) {
    using namespace exact;
    constexpr std::array<double, 6> kRoots{55.0, 65.40625, 49.0, 73.40625, 82.40625, 61.75};
    constexpr std::array<double, 3> kChord{4.0, 5.0, 6.0}; // a pure major triad, two octaves up
    AudioBuffer audio(2, length * rate);
    const Stereo out{audio.channel(0), audio.channel(1), static_cast<double>(rate.hz)};
    Noise random(seed);
    const auto chance = [&random](double share) { return random.next() < 2.0 * share - 1.0; };
    const double beat = 0.375 + 0.03125 * static_cast<double>((seed * 3U) % 7U);
    double root = kRoots[seed % kRoots.size()];
    for (int n = 0; (n + 1) * beat <= length.value; ++n) {
        const double start = n * beat;
        if (chance(0.4))
            root = kRoots[static_cast<std::size_t>(3.0 * (random.next() + 1.0)) % kRoots.size()];
        if (chance(0.8))
            note(out, start, beat, root, 0.20 * mixture.bass, 3.0, 5, 0.0);
        for (std::size_t voice = 0; voice < kChord.size(); ++voice)
            if (chance(0.7))
                note(out, start, 2.0 * beat, root * kChord[voice], 0.05 * mixture.chords, 1.5, 14,
                     0.7 * mixture.width * (static_cast<double>(voice) - 1.0));
        if (chance(0.6))
            drum(out, start, 160.0, 48.0, 0.40 * mixture.drums, 0.02, 14.0, 0.0, random);
        if (chance(0.4))
            drum(out, start, 240.0, 190.0, 0.15 * mixture.drums, 0.20 * mixture.drums, 18.0, 0.1,
                 random);
        for (int k = 0; k < 4; ++k)
            if (chance(0.7))
                drum(out, start + 0.25 * beat * k, 1.0, 1.0, 0.0, 0.05 * mixture.air, 50.0,
                     k % 2 == 0 ? -0.6 * mixture.width : 0.6 * mixture.width, random);
    }
    float highest = 0.0F;
    for (int c = 0; c < 2; ++c)
        for (const float x : audio.channel(c))
            highest = std::max(highest, std::abs(x));
    const double gain = peak / static_cast<double>(highest);
    for (int c = 0; c < 2; ++c)
        for (float& x : audio.channel(c))
            x = static_cast<float>(gain * static_cast<double>(x));
    return audio;
}

} // namespace kilter::testing
