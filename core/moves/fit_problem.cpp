// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/fit_problem.h"

#include "core/base/index.h"

#include <algorithm>
#include <cmath>

namespace kilter::fitting {

Problem::Problem(const FitTarget& target) {
    double total = 0.0;
    for (int i = 0; i < kFitCells; ++i) {
        const double f = cellCentre(i).value;
        f2[at(i)] = static_cast<float>(f * f);
        total += std::max(0.0, target.power[at(i)]);
    }
    // An empty cell still has a response.
    for (int i = 0; i < kFitCells; ++i)
        power[at(i)] =
            total > 0.0 ? static_cast<float>(std::max(1e-15, target.power[at(i)] / total)) : 1.0F;
    const FitColumn sums = thirdSums(power.data());
    for (int b = 0; b < kFitThirds; ++b)
        inverseThird[at(b)] = 1.0 / static_cast<double>(sums[at(b)]);
    wanted = target.wanted;
    weight = target.weight;
    for (const double w : weight) {
        weights += w;
        known += w > 0.0 ? 1 : 0;
    }
    for (int b = 0; b < kFitThirds; ++b) {
        rootWeight[at(b)] = static_cast<float>(std::sqrt(weight[at(b)]));
        meanWeight[at(b)] = static_cast<float>(weight[at(b)] / std::max(1e-30, weights));
    }
}

void removeMean(const Problem& p, FitThirds& x) {
    double mean = 0.0;
    for (int b = 0; b < kFitThirds; ++b)
        mean += p.weight[at(b)] * x[at(b)];
    mean /= p.weights;
    for (double& v : x)
        v -= mean;
}

double weightedSquares(const Problem& p, const FitThirds& x) {
    double sum = 0.0;
    for (int b = 0; b < kFitThirds; ++b)
        sum += p.weight[at(b)] * x[at(b)] * x[at(b)];
    return sum;
}

} // namespace kilter::fitting
