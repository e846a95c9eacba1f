// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

/// Weights of the new against the old, frame by frame: from just above 0 to exactly 1.
namespace kilter {

[[nodiscard]] inline std::vector<double> raisedCosineTransition(std::int64_t frames) {
    std::vector<double> w(static_cast<std::size_t>(frames));
    for (std::size_t i = 0; i < w.size(); ++i) {
        const double t = static_cast<double>(i + 1) / static_cast<double>(frames);
        w[i] = 0.5 - 0.5 * std::cos(std::numbers::pi * t);
    }
    return w;
}

/// 6t^5 - 15t^4 + 10t^3: first and second derivative vanish at both ends.
[[nodiscard]] inline std::vector<double> quinticTransition(std::int64_t frames) {
    std::vector<double> w(static_cast<std::size_t>(frames));
    for (std::size_t i = 0; i < w.size(); ++i) {
        const double t = static_cast<double>(i + 1) / static_cast<double>(frames);
        w[i] = t * t * t * (10.0 + t * (6.0 * t - 15.0));
    }
    return w;
}

} // namespace kilter
