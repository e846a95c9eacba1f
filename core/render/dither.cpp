// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/dither.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <span>

namespace kilter {

namespace {

// Wannamaker, JAES 40 (1992) 611: nine taps on the modified E-weighting, made for 44.1 kHz.
constexpr std::array kModifiedE{1.662,   -1.263,  0.4827,   -0.2913, 0.1268,
                                -0.1124, 0.03252, -0.01265, -0.03524};

// Counter-based noise: the n-th value needs no other (S. Vigna's SplitMix64, after Steele, Lea,
// Flood, OOPSLA 2014).
struct Noise {
    std::uint64_t seed;

    // Triangular on (-1, 1): two uniform halves of one word.
    [[nodiscard]] double triangular(std::uint64_t n) const {
        std::uint64_t z = seed + (n + 1) * 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        z ^= z >> 31;
        const auto high = static_cast<double>(static_cast<std::uint32_t>(z >> 32));
        const auto low = static_cast<double>(static_cast<std::uint32_t>(z));
        return (high + low + 1.0) * 0x1p-32 - 1.0;
    }
};

// One stream of noise a channel: seeds are hashed, so that neighbours share nothing.
Noise noiseFor(std::uint64_t seed, int channel) {
    std::uint64_t z = seed ^ (static_cast<std::uint64_t>(channel) + 1) * 0xD6E8FEB86659FD93u;
    z = (z ^ z >> 32) * 0xD6E8FEB86659FD93u;
    return {z ^ z >> 32};
}

// To the nearest integer, ties to even: for |v| < 2^51 the sum has no bits left for a fraction.
double rounded(double v) {
    constexpr double kNoFraction = 0x1.8p52;
    return (v + kNoFraction) - kNoFraction;
}

// The grid of `bits` bits: values in units of one step.
struct Grid {
    double scale; ///< steps in full scale
    double step;

    explicit Grid(int bits)
        : scale(static_cast<double>(1 << (bits - 1)))
        , step(1.0 / scale) {}
    [[nodiscard]] double clipped(double steps) const {
        return std::clamp(steps, -scale, scale - 1.0);
    }
    [[nodiscard]] float sample(double steps) const { return static_cast<float>(steps * step); }
};

std::int64_t quantise(std::span<float> x, Grid grid) {
    std::int64_t clipped = 0;
    for (float& sample : x) {
        const double steps = rounded(sample * grid.scale);
        const double held = grid.clipped(steps);
        clipped += held != steps ? 1 : 0;
        sample = grid.sample(held);
    }
    return clipped;
}

std::int64_t ditherPlain(std::span<float> x, Grid grid, Noise noise) {
    std::int64_t clipped = 0;
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double steps = rounded(x[n] * grid.scale + noise.triangular(n));
        const double held = grid.clipped(steps);
        clipped += held != steps ? 1 : 0;
        x[n] = grid.sample(held);
    }
    return clipped;
}

// v = x - sum c_k e[n-k], e = y - v: the output's error is e filtered by 1 - sum c_k z^-k. Clipping
// stays out of e, or it would come back as a burst.
std::int64_t ditherShaped(std::span<float> x, Grid grid, Noise noise) {
    constexpr std::size_t kTaps = kModifiedE.size();
    std::array<double, kTaps> e{}; // e[k-1] is the error k samples ago
    std::int64_t clipped = 0;
    for (std::size_t n = 0; n < x.size(); ++n) {
        double v = x[n] * grid.scale;
        for (std::size_t k = 0; k < kTaps; ++k)
            v -= kModifiedE[k] * e[k];
        const double y = rounded(v + noise.triangular(n));
        for (std::size_t k = kTaps - 1; k > 0; --k)
            e[k] = e[k - 1];
        e[0] = y - v;
        const double held = grid.clipped(y);
        clipped += held != y ? 1 : 0;
        x[n] = grid.sample(held);
    }
    return clipped;
}

} // namespace

std::string_view nameOf(DitherKind kind) {
    switch (kind) {
    case DitherKind::None:
        return "none";
    case DitherKind::Tpdf:
        return "tpdf";
    case DitherKind::Shaped:
        return "shaped";
    }
    return {};
}

DitherOutcome dither(AudioBuffer& audio, SampleRate rate, int bits, DitherKind kind,
                     std::uint64_t seed) {
    assert(bits == 16 || bits == 24);
    const bool canShape = rate.hz == 44100 || rate.hz == 48000;
    DitherOutcome outcome{.applied =
                              kind == DitherKind::Shaped && !canShape ? DitherKind::Tpdf : kind};
    const Grid grid(bits);
    for (int c = 0; c < audio.channels(); ++c) {
        const Noise noise = noiseFor(seed, c);
        switch (outcome.applied) {
        case DitherKind::None:
            outcome.clipped += quantise(audio.channel(c), grid);
            break;
        case DitherKind::Tpdf:
            outcome.clipped += ditherPlain(audio.channel(c), grid, noise);
            break;
        case DitherKind::Shaped:
            outcome.clipped += ditherShaped(audio.channel(c), grid, noise);
            break;
        }
    }
    return outcome;
}

} // namespace kilter
