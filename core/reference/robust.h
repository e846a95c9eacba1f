// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

/// Statistics that one odd value among many can't pull away.
namespace kilter {

struct Weighted {
    double value = 0.0;
    double weight = 1.0; ///< > 0
};

/// The weighted quantile p (0..1), linear between the values, each standing at the middle of its
/// own weight: with equal weights the median of two is their mean. `values` not empty.
[[nodiscard]] inline double quantile(std::vector<Weighted> values, double p) {
    assert(!values.empty());
    std::sort(values.begin(), values.end(),
              [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
    double total = 0.0;
    for (const Weighted& v : values)
        total += v.weight;
    double below = 0.0;
    double lastPlace = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double place = (below + 0.5 * values[i].weight) / total;
        if (p <= place) {
            if (i == 0)
                return values[0].value;
            const double t = (p - lastPlace) / (place - lastPlace);
            return values[i - 1].value + t * (values[i].value - values[i - 1].value);
        }
        below += values[i].weight;
        lastPlace = place;
    }
    return values.back().value;
}

/// (P84 - P16)/2: the standard deviation of a normal distribution, deaf to its tails.
[[nodiscard]] inline double robustSpread(const std::vector<Weighted>& values) {
    return 0.5 * (quantile(values, 0.84) - quantile(values, 0.16));
}

/// How many equally weighted values would say as much: (sum w)^2 / sum w^2.
[[nodiscard]] inline double effectiveCount(const std::vector<Weighted>& values) {
    double sum = 0.0;
    double squares = 0.0;
    for (const Weighted& v : values) {
        sum += v.weight;
        squares += v.weight * v.weight;
    }
    return squares > 0.0 ? sum * sum / squares : 0.0;
}

/// A measured spread of n values held to a prior that counts like two more.
[[nodiscard]] inline double shrunkSpread(double measured, double n, double prior) {
    return std::sqrt((n * measured * measured + 2.0 * prior * prior) / (n + 2.0));
}

} // namespace kilter
