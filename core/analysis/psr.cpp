// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/psr.h"

#include <algorithm>
#include <cstddef>

namespace kilter {

std::optional<DensestPassage> densestPassage(const std::array<PeakSeries, 2>& peaks,
                                             const Loudness& loudness) {
    constexpr std::size_t kShortTerm = 30; // tenths
    constexpr float kAbsoluteGate = -70.0F;
    std::optional<DensestPassage> densest;
    for (std::size_t end = kShortTerm; end <= loudness.shortTerm.size(); ++end) {
        const float shortTerm = loudness.shortTerm[end - 1];
        if (shortTerm <= kAbsoluteGate)
            continue;
        float peak = 0.0F;
        for (const PeakSeries& channel : peaks)
            for (std::size_t i = end - kShortTerm; i < end; ++i)
                peak = std::max(peak, channel.tenths[i]);
        const Decibels psr{toDecibels(static_cast<double>(peak)).value -
                           static_cast<double>(shortTerm)};
        const auto at = [&](std::size_t tenth) {
            return loudness.hop * static_cast<double>(tenth);
        };
        if (!densest || psr < densest->psr)
            densest = DensestPassage{psr, at(end - kShortTerm), at(end)};
    }
    return densest;
}

} // namespace kilter
