// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/clipping.h"

#include <cmath>
#include <cstddef>

namespace kilter {

std::vector<ClippedRun> clippedRuns(std::span<const float> samples, const Overview& overview,
                                    const Overview::Channel& channel) {
    constexpr float kFullScale = 0.9999F; // of 16 bit: 32767/32768 = 0.99997
    std::vector<ClippedRun> runs;
    std::int64_t length = 0;
    const auto add = [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const float v = samples[static_cast<std::size_t>(i)];
            const bool full = std::abs(v) >= kFullScale;
            const bool still =
                length == 0 || std::abs(v - samples[static_cast<std::size_t>(i) - 1]) < 1e-4F;
            length = full ? (still ? length + 1 : 1) : 0;
            if (length == kClippedRun)
                runs.push_back({{i + 1 - kClippedRun}, kClippedRun});
            else if (length > kClippedRun)
                runs.back().samples = length;
        }
    };
    for (std::size_t p = 0; p < overview.points(); ++p) {
        if (channel.maximum[p] >= kFullScale || channel.minimum[p] <= -kFullScale)
            add(overview.begin(p).count, overview.begin(p + 1).count);
        else
            length = 0;
    }
    return runs;
}

} // namespace kilter
