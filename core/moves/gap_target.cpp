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

// How much of a difference in the balance counts: as far as the references differ among themselves
// it is half a matter of taste.
double counted(double gap, double scatter) {
    const double inside = std::min(std::abs(gap), scatter);
    return std::copysign(std::abs(gap) - 0.5 * inside, gap);
}

FitTarget balanceTarget(const Gap& gap) {
    FitTarget target;
    target.power.fill(1.0); // a level of the balance is a mean of dB
    double mean = 0.0;
    double known = 0.0;
    for (int b = 0; b < kThirds; ++b)
        if (gap.known[at(b)]) {
            double& wanted = target.wanted[at(b + kFitBelow)];
            wanted = -counted(gap.balance.gap[at(b)].value, gap.scatter[at(b)].value);
            target.weight[at(b + kFitBelow)] = 1.0;
            mean += wanted;
            known += 1.0;
        }
    if (known > 0.0)
        mean /= known;
    // The level of the whole is free: too far off is what is far from the rest.
    for (double& wanted : target.wanted)
        wanted = std::clamp(wanted, mean - kMostCounted, mean + kMostCounted);
    return target;
}

} // namespace

FitTarget targetFor(const Gap& gap, bool fullGap) {
    if (!fullGap && !gap.sameSong)
        return balanceTarget(gap);
    FitTarget target;
    for (int b = 0; b < kThirds; ++b) {
        if (!gap.known[at(b)])
            continue;
        const double sigma = gap.sameSong ? gap.sigma[at(b)].value : 1.0;
        target.weight[at(b + kFitBelow)] = 1.0 / (sigma * sigma);
        target.wanted[at(b + kFitBelow)] = -gap.gap[at(b)].value;
    }
    for (int i = 0; i < kCells; ++i)
        target.power[at(i)] = gap.mix.stereo(i);
    if (gap.sameSong)
        addEnds(target, gap);
    return target;
}

} // namespace kilter
