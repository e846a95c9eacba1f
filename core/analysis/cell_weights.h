// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/frequency_grid.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kilter {

/// How much of each cell lies in [low, high): 1, 0, or a part by width in Hz.
[[nodiscard]] inline std::array<double, kCells> cellWeights(Hertz low, Hertz high) {
    std::array<double, kCells> weights{};
    for (int i = 0; i < kCells; ++i) {
        const Hertz from = cellEdge(i);
        const Hertz to = cellEdge(i + 1);
        const Hertz inside = std::min(to, high) - std::max(from, low);
        weights[static_cast<std::size_t>(i)] = std::clamp(inside / (to - from), 0.0, 1.0);
    }
    return weights;
}

} // namespace kilter
