// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit.h"
#include "core/moves/move.h"
#include "core/reference/gap.h"

#include <vector>

/// What a fit may come to and an engineer would not do.
namespace kilter {

/// How much further out a named band may end without a word.
inline constexpr Decibels kFurtherOut{0.3};

/// No two filters of opposite sign within 1.2 octaves, both of 2 dB or more: the smaller of them
/// stays under that.
[[nodiscard]] std::vector<FilterShape> withoutOpposites(std::vector<FilterShape> filters);

/// The gains of `filters` that serve `target` best while none is larger than the gap over its
/// footprint by more than 0.5 dB, no named band leaves its corridor, or goes further from it, by
/// more than kFurtherOut, none of them stands against another, and the composite stays within
/// bounds.limit.
/// In steps of 0.1 dB; a gain may end at 0. `target` is made of `gap`. Cost: a few milliseconds.
[[nodiscard]] std::vector<FilterShape> answeringGaps(const Gap& gap, const FitTarget& target,
                                                     const FitBounds& bounds,
                                                     std::vector<FilterShape> filters);

} // namespace kilter
