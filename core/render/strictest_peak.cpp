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
constexpr std::ptrdiff_t kGroup = StrictDetector::Full::kGroup;
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

float peakOf(std::span<const float> x, SampleRate rate, float ceiling,
             std::span<const FrameRange> where) {
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
    const auto lookAt = [&](std::ptrdiff_t n, int frames) {
        const std::ptrdiff_t first = std::max<std::ptrdiff_t>(n - kAround, 0);
        const std::ptrdiff_t last = std::min(n + kHop + kAround, size);
        window.fill(0.0F);
        if (first < last)
            std::copy(x.begin() + first, x.begin() + last, window.begin() + (first - n + kAround));
        const float* hop = window.data() + kAround;
        strict.process(hop, frames, ceiling, peak.data());
        for (int i = 0; i < frames; ++i) {
            const float here = peak[static_cast<std::size_t>(i)];
            highest = std::max(highest, here);
            if (here >= std::max(least, kClose * highest))
                highest = std::max(highest, summit(bank, hop + i));
        }
    };
    for (const FrameRange& range : where) {
        const std::ptrdiff_t begin = range.begin.count == 0 ? -kRing : range.begin.count;
        const std::ptrdiff_t end = range.end.count == size ? size + kRing : range.end.count;
        for (std::ptrdiff_t n = begin; n < end; n += kHop) {
            const auto groups = std::min<std::ptrdiff_t>(kHop, end - n + kGroup - 1) / kGroup;
            lookAt(n, static_cast<int>(groups * kGroup));
        }
    }
    return highest;
}

} // namespace

Decibels strictestTruePeak(const AudioBuffer& audio, SampleRate rate, Decibels ceiling) {
    const FrameRange all{{}, audio.frames()};
    return strictestTruePeak(audio, rate, ceiling, {&all, 1});
}

Decibels strictestTruePeak(const AudioBuffer& audio, SampleRate rate, Decibels ceiling,
                           std::span<const FrameRange> where) {
    assert(audio.channels() == 2);
    const auto limit = static_cast<float>(amplitude(ceiling));
    auto right = std::async(std::launch::async,
                            [&] { return peakOf(audio.channel(1), rate, limit, where); });
    const float left = peakOf(audio.channel(0), rate, limit, where);
    return toDecibels(std::max(left, right.get()));
}

} // namespace kilter
