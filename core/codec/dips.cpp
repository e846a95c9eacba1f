// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/dips.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numbers>

namespace kilter {

namespace {

constexpr Seconds kFlat{0.0006}; ///< to either side of the place
constexpr Seconds kSlope{0.002}; ///< and then on the way back
constexpr Seconds kReach = kFlat + kSlope;
constexpr Seconds kSamePlace{0.0008};

Decibels depthOf(const Dip& dip, Seconds time) {
    const Seconds away = abs(time - dip.at);
    if (away >= kReach)
        return {};
    if (away <= kFlat)
        return dip.depth;
    return dip.depth * (0.5 + 0.5 * std::cos(std::numbers::pi * ((away - kFlat) / kSlope)));
}

/// The dips that reach `time`.
std::span<const Dip> around(std::span<const Dip> dips, Seconds time) {
    const auto first = std::ranges::upper_bound(dips, time - kReach, {}, &Dip::at);
    const auto last = std::ranges::lower_bound(dips, time + kReach, {}, &Dip::at);
    return {first, std::max(first, last)};
}

} // namespace

Decibels depthAt(std::span<const Dip> dips, Seconds time) {
    Decibels deepest{};
    for (const Dip& dip : around(dips, time))
        deepest = std::max(deepest, depthOf(dip, time));
    return deepest;
}

std::vector<GainRun> gainsOf(std::span<const Dip> dips, SampleRate rate) {
    std::vector<GainRun> runs;
    for (const Dip& dip : dips) {
        const Frames begin = (dip.at - kReach) * rate;
        const std::int64_t end = ((dip.at + kReach) * rate).count + 1;
        if (runs.empty() || begin.count > runs.back().end())
            runs.push_back({begin, {}});
        GainRun& run = runs.back();
        for (std::int64_t i = run.end(); i < end; ++i)
            run.gains.push_back(static_cast<float>(amplitude(-depthAt(dips, Frames{i} / rate))));
    }
    return runs;
}

void applyDips(AudioBuffer& audio, SampleRate rate, std::span<const Dip> dips) {
    for (const GainRun& run : gainsOf(dips, rate)) {
        const std::int64_t begin = std::max<std::int64_t>(0, run.begin.count);
        const std::int64_t end = std::min(audio.frames().count, run.end());
        for (std::int64_t i = begin; i < end; ++i)
            for (int c = 0; c < audio.channels(); ++c)
                audio.channel(c)[static_cast<std::size_t>(i)] *=
                    run.gains[static_cast<std::size_t>(i - run.begin.count)];
    }
}

void deepen(std::vector<Dip>& dips, std::vector<Dip> wanted) {
    std::ranges::stable_sort(wanted, {}, &Dip::at);
    const auto old = static_cast<std::ptrdiff_t>(dips.size());
    for (const Dip& dip : wanted) {
        const auto end = dips.begin() + old;
        auto nearest = std::ranges::lower_bound(dips.begin(), end, dip.at, {}, &Dip::at);
        if (nearest != dips.begin() &&
            (nearest == end || dip.at - (nearest - 1)->at < nearest->at - dip.at))
            --nearest;
        if (nearest == end || abs(nearest->at - dip.at) > kSamePlace)
            nearest = std::prev(dips.end(), dips.empty() ? 0 : 1); // the newest
        if (nearest != dips.end() && abs(nearest->at - dip.at) <= kSamePlace)
            nearest->depth = std::max(nearest->depth, dip.depth);
        else
            dips.push_back(dip);
    }
    std::ranges::inplace_merge(dips, dips.begin() + old, {}, &Dip::at);
}

} // namespace kilter
