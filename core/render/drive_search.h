// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <optional>
#include <span>

namespace kilter {

/// One trial of the solver: with this drive into the limiter the master is this loud.
struct DriveTrial {
    Decibels drive;
    Lufs loudness;
};

inline constexpr Decibels kSolverTolerance{0.02}; ///< LU; the answer promises 0.05
inline constexpr int kMostRenders = 6;

/// What the solver knows before its first render.
struct DriveProblem {
    Lufs target;
    Lufs undriven;         ///< loudness of what goes into the limiter
    Decibels undrivenPeak; ///< its peak, dBFS or dBTP
    Decibels ceiling;
    std::optional<Decibels> guess = std::nullopt; ///< from a search with nearly the same equaliser
    int mostRenders = kMostRenders;
};

/// The two drives to try next, from all trials so far: the best estimate, and a companion that
/// brackets the answer. nullopt: no more to try, either because one is close enough or because
/// more drive no longer makes it louder. A pure function; the trials may come in any order.
struct DrivePair {
    Decibels estimate, companion;
};
[[nodiscard]] std::optional<DrivePair> nextDrives(const DriveProblem& problem,
                                                  std::span<const DriveTrial> trials);

/// The trial nearest to the target. `trials` is not empty.
[[nodiscard]] DriveTrial nearest(std::span<const DriveTrial> trials, Lufs target);

/// Marginal loudness, dI/dDrive, from the trial nearest to the target to one some tenths of a dB
/// away (what lies closer tells more about rounding than about the slope): 1 where the limiter has
/// nothing to do, towards 0 where drive buys nothing. nullopt with fewer than two trials.
[[nodiscard]] std::optional<double> marginalSlope(std::span<const DriveTrial> trials, Lufs target);

} // namespace kilter
