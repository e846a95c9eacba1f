// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/move.h"
#include "core/reference/gap.h"

#include <optional>

namespace kilter {

/// A move on the side signal where the gap lives there, for a mix whose stereo moves are already
/// in `gap` (predictedGap), within `limit`: a narrow or wide top by a high shelf on the sides, -3
/// to +1.5 dB; a wide bass by a side low cut at 80-120 Hz, 12 dB/oct. None when the sides are
/// within their uncertainty or too soft to matter, or when the mono sum would lose more than 1 dB
/// by it.
struct SideProposal {
    Move move;
    double saves = 0.0; ///< chi^2 of the sides' gap that it takes away
};
[[nodiscard]] std::optional<SideProposal> sideShelf(const Gap& gap, Decibels limit);
[[nodiscard]] std::optional<SideProposal> monoBass(const Gap& gap, Decibels limit);

} // namespace kilter
