// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit.h"
#include "core/reference/gap.h"

#include <cstddef>
#include <vector>

namespace kilter {

/// What a filter's footprint covers: figures of the gap, weighted by how much the filter does
/// there.
struct Footprint {
    double gap = 0.0;     ///< as it stands
    double partial = 0.0; ///< with the other filters in place
    double spread = 0.0, sigma = 0.0, section = 0.0;
};

/// Of `filters[m]` among the others. `target` is made of `gap`.
[[nodiscard]] Footprint footprintOf(const Gap& gap, const FitTarget& target,
                                    const std::vector<FilterShape>& filters, std::size_t m);

} // namespace kilter
