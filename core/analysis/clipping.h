// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/overview.h"
#include "core/base/units.h"

#include <cstdint>
#include <span>
#include <vector>

namespace kilter {

/// Samples of one channel that stand still at full scale.
struct ClippedRun {
    Frames begin;
    std::int64_t samples = 0; ///< kClippedRun or more
};

/// So many in a row are clipped; fewer may have come to lie there.
inline constexpr std::int64_t kClippedRun = 3;

/// The clipped runs of `samples`, whose overview `channel` of `overview` is, in order. Over full
/// scale (floating point) nothing was clipped yet, unless it stands still there. Looks only where
/// the overview reaches full scale.
[[nodiscard]] std::vector<ClippedRun> clippedRuns(std::span<const float> samples,
                                                  const Overview& overview,
                                                  const Overview::Channel& channel);

} // namespace kilter
