// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/loudness.h"
#include "core/analysis/true_peak.h"
#include "core/base/units.h"

#include <array>
#include <optional>

namespace kilter {

/// The 3 s that have the least dynamics.
struct DensestPassage {
    Decibels psr; ///< distance between their true peak and their loudness
    Seconds begin, end;
};

/// Where that distance is smallest. Empty where nothing reaches -70 LUFS for 3 s.
[[nodiscard]] std::optional<DensestPassage> densestPassage(const std::array<PeakSeries, 2>& peaks,
                                                           const Loudness& loudness);

} // namespace kilter
