// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/filter_shape.h"
#include "core/reference/gap.h"

#include <vector>

namespace kilter {

/// Largest gain of a correction, and of its composite: what a limiter takes from the balance beyond
/// this is the price of the loudness, and not to be hidden.
inline constexpr Decibels kMostCorrection{2.0};

/// Broad bells and shelves (at most three, Q <= 1) beside the moves, which bring a master's balance
/// back to what was promised behind the limiter. `promised` and `measured` are the same mix's gap
/// without and with it; `correction` is what `measured` was heard with already. The moves
/// themselves stay what the user sees. None where nothing worth a filter is wrong.
/// Cost: some 5 ms. Accuracy: tests/core/moves/correction_test.
[[nodiscard]] std::vector<FilterShape> correctionFor(const Gap& promised, const Gap& measured,
                                                     const std::vector<FilterShape>& correction);

} // namespace kilter
