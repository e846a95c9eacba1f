// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/render/solve.h"

#include <optional>

namespace kilter {

/// What is known about the drive before it is solved.
struct DriveSituation {
    Target target;
    std::optional<Lufs> mix; ///< integrated loudness
    Decibels change{};       ///< of the loudness, predicted from the moves

    /// What the solver found the last time, with what `change` was then.
    struct Solution {
        Decibels drive;
        std::optional<Lufs> reached;
        double slope = 1.0; ///< dI/dDrive
        Target target;
        Decibels change{};
    };
    std::optional<Solution> last;
};

/// The drive that will probably be right: what the moves make louder, the drive takes back, and
/// what the target asks for more it adds, by the slope that the solver last found. Without a
/// solution, as if the limiter had nothing to do.
[[nodiscard]] Decibels predictedDrive(const DriveSituation& situation);

} // namespace kilter
