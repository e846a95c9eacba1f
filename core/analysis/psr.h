// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/loudness.h"
#include "core/analysis/true_peak.h"
#include "core/base/units.h"

#include <array>
#include <optional>

namespace kilter {

/// The smallest distance between the true peak of 3 s and their loudness, in dB: how much dynamics
/// the densest passage has. Empty where nothing reaches -70 LUFS for 3 s.
[[nodiscard]] std::optional<Decibels> smallestPsr(const std::array<PeakSeries, 2>& peaks,
                                                  const Loudness& loudness);

} // namespace kilter
