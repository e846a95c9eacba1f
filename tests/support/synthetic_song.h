// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/reference/gap.h"
#include "core/reference/profile.h"
#include "tests/support/synthetic_spectrum.h"

namespace kilter::testing {

/// An analysis with a spectrogram: `spectrum` played in a rhythm of its own by `seed`, `frames`
/// frames of 93 ms. All of it is compared.
inline Analysis songOf(const Spectrum& spectrum, unsigned seed, int frames = 600) {
    Random random(seed);
    Analysis a;
    a.rate = {44100};
    Spectrogram& s = a.spectrogram;
    s.hop = {4096.0 / 44100.0};
    s.frameLength = {16384.0 / 44100.0};
    s.frames = frames;
    const auto n = static_cast<std::size_t>(frames) * kCells;
    s.mid.resize(n);
    s.side.resize(n);
    s.cross.resize(n);
    s.loudnessPower.resize(static_cast<std::size_t>(frames));
    const auto weights = kWeightingOfCells();
    constexpr int kVoices = 10; // each plays two octaves less than the next
    std::array<double, kVoices> level{};
    for (int f = 0; f < frames; ++f) {
        for (double& l : level)
            l = 0.6 * l + 2.5 * random.normal();
        double loudness = 0.0;
        for (int i = 0; i < kCells; ++i) {
            const auto c = static_cast<std::size_t>(i);
            const double gain =
                power(Decibels{level[static_cast<std::size_t>(i * kVoices / kCells)]});
            const auto k = static_cast<std::size_t>(f) * kCells + c;
            s.mid[k] = static_cast<float>(gain * spectrum.mid[c]);
            s.side[k] = static_cast<float>(gain * spectrum.side[c]);
            loudness += weights[c] * 2.0 * gain * (spectrum.mid[c] + spectrum.side[c]);
        }
        s.loudnessPower[static_cast<std::size_t>(f)] = static_cast<float>(loudness);
    }
    a.frames = Frames{static_cast<std::int64_t>(4096) * (frames + 3)};
    compareSections(a, wholeOf(s));
    return a;
}

/// The same song behind a curve, in dB per cell.
inline Analysis behind(const Analysis& song, const std::array<double, kCells>& curve) {
    Analysis a = song;
    Spectrogram& s = a.spectrogram;
    const auto weights = kWeightingOfCells();
    for (int f = 0; f < s.frames; ++f) {
        double loudness = 0.0;
        for (std::size_t c = 0; c < kCells; ++c) {
            const std::size_t k = static_cast<std::size_t>(f) * kCells + c;
            const auto gain = static_cast<float>(power(Decibels{curve[c]}));
            s.mid[k] *= gain;
            s.side[k] *= gain;
            loudness += weights[c] * 2.0 * static_cast<double>(s.mid[k] + s.side[k]);
        }
        s.loudnessPower[static_cast<std::size_t>(f)] = static_cast<float>(loudness);
    }
    compareSections(a, wholeOf(s));
    return a;
}

/// Frames `from` to the end.
inline Analysis trimmed(const Analysis& song, int from) {
    Analysis a = song;
    Spectrogram& s = a.spectrogram;
    const auto off = static_cast<std::ptrdiff_t>(from) * kCells;
    for (auto* plane : {&s.mid, &s.side, &s.cross})
        plane->erase(plane->begin(), plane->begin() + off);
    s.loudnessPower.erase(s.loudnessPower.begin(), s.loudnessPower.begin() + from);
    s.frames -= from;
    a.frames.count -= static_cast<std::int64_t>(4096) * from;
    compareSections(a, wholeOf(s));
    return a;
}

/// With a profile of this one reference.
inline Gap gapTo(const Analysis& mix, const Analysis& reference) {
    const Reference r{&reference, nullptr, 1.0, "A"};
    return gapBetween(mix, profileOf({&r, 1}), {&r, 1});
}

} // namespace kilter::testing
