// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/fit.h"

#include "core/base/index.h"
#include "core/moves/fit_problem.h"
#include "core/moves/fit_state.h"

#include <algorithm>
#include <cmath>

namespace kilter {

using namespace fitting;

namespace {

std::vector<Band> bandsOf(const std::vector<FilterShape>& filters) {
    std::vector<Band> bands;
    bands.reserve(filters.size());
    for (const FilterShape& f : filters)
        bands.push_back(bandOf(f));
    return bands;
}

} // namespace

Fit refine(const FitTarget& target, const FitBounds& bounds, std::vector<FilterShape> filters,
           bool gainsOnly) {
    const Problem problem(target);
    if (problem.known == 0)
        return {std::move(filters), 0.0};
    State state(problem, bounds, bandsOf(filters));
    state.refine(gainsOnly, kIterations);
    return fitOf(state);
}

double costOf(const FitTarget& target, const std::vector<FilterShape>& filters) {
    const Problem problem(target);
    if (problem.known == 0)
        return 0.0;
    const FitThirds change = thirdChange(target, filters);
    FitThirds residual;
    for (int b = 0; b < kFitThirds; ++b)
        residual[at(b)] = target.wanted[at(b)] - change[at(b)];
    removeMean(problem, residual);
    return weightedSquares(problem, residual) / problem.known;
}

FitThirds thirdChange(const FitTarget& target, const std::vector<FilterShape>& filters) {
    const Problem problem(target);
    CellArray total = problem.power;
    BandResponse r;
    for (const FilterShape& f : filters) {
        evaluate(bandOf(f), problem.f2, r);
        for (int i = 0; i < kFitCells; ++i)
            total[at(i)] *= r.power[at(i)];
    }
    const FitColumn sums = thirdSums(total.data());
    FitThirds change;
    for (int b = 0; b < kFitThirds; ++b)
        change[at(b)] =
            kDbPerLn * std::log(static_cast<double>(sums[at(b)]) * problem.inverseThird[at(b)]);
    return change;
}

double compositePeak(const std::vector<FilterShape>& filters) {
    double peak = 0.0;
    for (int i = 0; i < kCells; ++i) {
        double h = 0.0;
        for (const FilterShape& f : filters)
            h += response(f, cellCentre(i)).value;
        peak = std::max(peak, std::abs(h));
    }
    return peak;
}

} // namespace kilter
