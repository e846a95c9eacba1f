// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/correction.h"

#include "core/base/index.h"
#include "core/moves/fit.h"

namespace kilter {

namespace {

constexpr int kMostFilters = 3;
constexpr double kBroad = 1.0; // largest Q
constexpr double kSigma = 0.1; // dB; so near a rendered master should come
// What one more filter must save of chi^2/N: nothing here is noise, but fewer is simpler.
constexpr double kPrice = 0.3;
// Filters that work against each other are worse than a tenth of a decibel.
constexpr double kRidge = 2.0;

} // namespace

std::vector<FilterShape> correctionFor(const Gap& promised, const Gap& measured,
                                       const std::vector<FilterShape>& correction) {
    FitTarget target;
    for (int i = 0; i < kCells; ++i)
        target.power[at(i)] = promised.mix.stereo(i);
    const FitThirds sofar = thirdChange(target, correction);
    for (int b = 0; b < kThirds; ++b)
        if (measured.known[at(b)]) {
            target.wanted[at(b + kFitBelow)] =
                sofar[at(b + kFitBelow)] - (measured.gap[at(b)] - promised.gap[at(b)]).value;
            target.weight[at(b + kFitBelow)] = 1.0 / (kSigma * kSigma);
        }
    FitBounds bounds;
    bounds.limit = kMostCorrection.value;
    bounds.extremeBoost = kMostCorrection.value;
    bounds.ridge = kRidge;
    bounds.bellSpacing = 1.0;
    bounds.shelfSpacing = 2.0;
    bounds.lowShelfMost = 800.0;
    bounds.highShelfLeast = 1000.0;
    bounds.boostQ = kBroad;
    bounds.cutQ = kBroad;
    std::vector<FilterShape> best;
    double least = costOf(target, {});
    double price = 0.0;
    for (const Fit& fit : beamSearch(target, bounds, kMostFilters, kPrice, {})) {
        price += kPrice / static_cast<double>(fit.filters.size());
        if (fit.cost + price < least) {
            least = fit.cost + price;
            best = fit.filters;
        }
    }
    // The search only leans on its limit; this one is meant.
    const double peak = compositePeak(best);
    if (peak > kMostCorrection.value)
        for (FilterShape& filter : best)
            filter.gain = filter.gain * (kMostCorrection.value / peak);
    return best;
}

} // namespace kilter
