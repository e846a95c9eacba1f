// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/gap_target.h"

#include "core/base/index.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

// What is further off is the mix's to mend: no four decibels close it, and it must not bend what
// is done for the rest.
constexpr double kMostCounted = 10.0;

// One song beside itself can also be compared beyond the thirds' ends, where a shelf or a bell at
// the extremes does half its work.
void addEnds(FitTarget& target, const Gap& gap) {
    constexpr double kSigma = 0.5;  // windows leak more there than they show
    constexpr double kHeard = 1e-6; // of the loudness; under it is nothing but leakage
    if (!gap.sameFrames || gap.mix.loudnessPower <= 0.0 || gap.sameFrames->loudnessPower <= 0.0)
        return;
    for (int t = 0; t < kFitThirds; ++t) {
        const int b = t - kFitBelow;
        if (b >= 0 && b < kThirds)
            continue;
        const int nearest = std::clamp(b, 0, kThirds - 1);
        if (!gap.known[at(nearest)])
            continue;
        double mix = 0.0;
        double reference = 0.0;
        for (int i = 0; i < kCellsPerThird; ++i) {
            mix += gap.mix.stereo(t * kCellsPerThird / 2 + i);
            reference += gap.sameFrames->stereo(t * kCellsPerThird / 2 + i);
        }
        mix /= gap.mix.loudnessPower;
        reference /= gap.sameFrames->loudnessPower;
        if (mix < kHeard || reference < kHeard)
            continue;
        const double sigma = std::max(kSigma, 1.5 * gap.sigma[at(nearest)].value);
        target.wanted[at(t)] = powerToDecibels(reference / mix).value;
        target.weight[at(t)] = 1.0 / (sigma * sigma);
    }
}

// 1/sigma^2; all alike where all of the gap is wanted.
FitThirds evidenceWeights(const Gap& gap, bool fullGap) {
    FitThirds weights{};
    for (int b = 0; b < kThirds; ++b)
        if (gap.known[at(b)]) {
            const double sigma = fullGap && !gap.sameSong ? 1.0 : gap.sigma[at(b)].value;
            weights[at(b + kFitBelow)] = 1.0 / (sigma * sigma);
        }
    return weights;
}

// What stays open beside another song is for the greater part what few filters can't follow, and
// that is as large in every band as in any other: half-way between the noise's own weights and
// none.
FitThirds levelled(FitThirds weights) {
    double logSum = 0.0;
    int known = 0;
    for (const double w : weights)
        if (w > 0.0) {
            logSum += std::log(w);
            ++known;
        }
    const double middle = known > 0 ? std::exp(logSum / known) : 1.0;
    for (double& w : weights)
        w = std::sqrt(w * middle);
    return weights;
}

} // namespace

FitTarget evidenceFor(const Gap& gap, bool fullGap) {
    FitTarget target;
    target.weight = evidenceWeights(gap, fullGap);
    for (int b = 0; b < kThirds; ++b) {
        if (!gap.known[at(b)])
            continue;
        const double g = gap.gap[at(b)].value;
        double counted = g;
        if (!gap.sameSong && !fullGap) {
            // Inside the corridor a difference is half a matter of taste.
            const double inside = std::min(std::abs(g), gap.spread[at(b)].value);
            counted = std::copysign(std::min(std::abs(g) - 0.5 * inside, kMostCounted), g);
        }
        target.wanted[at(b + kFitBelow)] = -counted;
    }
    for (int i = 0; i < kCells; ++i)
        target.power[at(i)] = gap.mix.stereo(i);
    if (gap.sameSong)
        addEnds(target, gap);
    return target;
}

FitTarget targetFor(const Gap& gap, bool fullGap) {
    FitTarget target = evidenceFor(gap, fullGap);
    if (!gap.sameSong)
        target.weight = levelled(target.weight);
    return target;
}

} // namespace kilter
