// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit.h"
#include "core/reference/gap.h"

#include <cstddef>
#include <vector>

namespace kilter {

/// What a filter's footprint covers, weighted by the square of how much the filter does there.
struct Footprint {
    /// Of the thirds' powers, as it stands: how many dB of the filter's own shape lie in it, so
    /// that what one bell has done reads as its gain.
    double gap = 0.0;
    double partial = 0.0; ///< of what can be known of it, what the other filters leave
    double spread = 0.0;  ///< of the corridor
    double scatter = 0.0; ///< of the references among themselves
    double sigma = 0.0;   ///< mean of the thirds' own uncertainties
};

/// How many dB of a filter's own shape the balance asks for, by least squares, the level of the
/// whole being free: positive where the mix has too much. All in dB of the filter's gain.
struct ShapeEvidence {
    double amount = 0.0;         ///< with the other filters in place
    double chance = 0.0;         ///< standard deviation of it if there were no difference
    double deviation = 0.0;      ///< of the truth about it
    double again = 0.0;          ///< what other sections of the same songs would show
    double againDeviation = 0.0; ///< and how far that scatters
};
[[nodiscard]] ShapeEvidence evidenceFor(const Gap& gap, const FitTarget& target,
                                        const std::vector<FilterShape>& filters, std::size_t m);

/// Of `filters[m]` among the others. `target` is made of `gap`.
[[nodiscard]] Footprint footprintOf(const Gap& gap, const FitTarget& target,
                                    const std::vector<FilterShape>& filters, std::size_t m);

/// How far from what chance makes of two songs of the same balance the filters' joint answer lies:
/// the square of its standard deviations.
[[nodiscard]] double squaredDeviations(const Gap& gap, const FitTarget& target,
                                       const std::vector<FilterShape>& filters);

/// Whether mix and target differ by more than two songs of one balance do by chance once in twenty
/// times (propose_test chanceIsLeftAlone, pureNoiseIsLeftAlone): all over, or in what these few
/// filters can answer, which finds a single tilt or hump where much is known.
[[nodiscard]] bool isBeyondChance(const Gap& gap, const FitTarget& target,
                                  const std::vector<FilterShape>& filters);

} // namespace kilter
