// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/band_response.h"

namespace kilter::fitting {

/// Everything about a target that stays the same during a search.
struct Problem {
    explicit Problem(const FitTarget& target);

    CellArray f2{}, power{};
    FitThirds inverseThird{}, wanted{}, weight{};
    FitColumn rootWeight{}, meanWeight{};
    double weights = 0.0;
    int known = 0;
};

/// Takes the weighted mean out: the level is free.
void removeMean(const Problem& problem, FitThirds& x);
/// chi^2 of `x`.
[[nodiscard]] double weightedSquares(const Problem& problem, const FitThirds& x);

} // namespace kilter::fitting
