// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/strictest_peak.h"

#include "core/audio/oversample.h"
#include "core/chain/strict_detector.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <future>
#include <span>

namespace kilter {

namespace {

constexpr int kHop = 512;
using Bank = SincBank<8, 128>;

/// The magnitude's maximum in the interval that begins at x[0], by a parabola where it has one.
float summit(const Bank& bank, const float* x) {
    std::array<float, Bank::kPhases + 3> y; // from a step before the interval to one behind it
    y[0] = std::abs(bank.at(x - 1, Bank::kPhases - 1));
    for (int p = 0; p < Bank::kPhases; ++p)
        y[static_cast<std::size_t>(p) + 1] = std::abs(bank.at(x, p));
    y[Bank::kPhases + 1] = std::abs(x[1]);
    y[Bank::kPhases + 2] = std::abs(bank.at(x + 1, 1));
    float highest = 0.0F;
    for (std::size_t i = 1; i + 1 < y.size(); ++i) {
        if (y[i] < y[i - 1] || y[i] < y[i + 1])
            continue;
        const float bend = 2.0F * y[i] - y[i - 1] - y[i + 1];
        const float slope = y[i + 1] - y[i - 1];
        highest = std::max(highest, bend > 0.0F ? y[i] + slope * slope / (8.0F * bend) : y[i]);
    }
    return highest;
}

float peakOf(std::span<const float> x, SampleRate rate, float ceiling) {
    static const Bank bank(9.0);
    constexpr float kClose = 0.85F; // the limiter's detector may read that much less
    const float least = kClose * ceiling;
    StrictDetector strict(rate, kHop);

    // Before the first sample and after the last it still rings. A hop with what lies around it is
    // copied at a time: a padded copy of the whole would be as long as the song.
    constexpr auto kRing = static_cast<std::ptrdiff_t>(StrictDetector::kAfter);
    constexpr std::ptrdiff_t kAround = kRing + 2;
    const auto size = static_cast<std::ptrdiff_t>(x.size());
    std::array<float, kAround + kHop + kAround> window;
    float highest = 0.0F;
    std::array<float, kHop> peak;
    for (std::ptrdiff_t n = -kRing; n < size + kRing; n += kHop) {
        const std::ptrdiff_t first = std::max<std::ptrdiff_t>(n - kAround, 0);
        const std::ptrdiff_t last = std::min(n + kHop + kAround, size);
        window.fill(0.0F);
        if (first < last)
            std::copy(x.begin() + first, x.begin() + last, window.begin() + (first - n + kAround));
        const float* hop = window.data() + kAround;
        strict.process(hop, kHop, ceiling, peak.data());
        for (std::size_t i = 0; i < peak.size(); ++i) {
            highest = std::max(highest, peak[i]);
            if (peak[i] >= std::max(least, kClose * highest))
                highest = std::max(highest, summit(bank, hop + i));
        }
    }
    return highest;
}

} // namespace

Decibels strictestTruePeak(const AudioBuffer& audio, SampleRate rate, Decibels ceiling) {
    assert(audio.channels() == 2);
    const auto limit = static_cast<float>(amplitude(ceiling));
    auto right =
        std::async(std::launch::async, [&] { return peakOf(audio.channel(1), rate, limit); });
    const float left = peakOf(audio.channel(0), rate, limit);
    return toDecibels(std::max(left, right.get()));
}

} // namespace kilter
