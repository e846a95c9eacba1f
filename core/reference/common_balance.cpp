// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/index.h"
#include "core/reference/balance.h"
#include "core/reference/balance_model.h"
#include "core/reference/priors.h"
#include "core/reference/robust.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace kilter {

namespace {

// What lies further from the median than this, in spreads, pulls no harder (P. J. Huber, Ann. Math.
// Stat. 35 (1964)).
constexpr double kPull = 2.0;

double squared(Decibels x) {
    return x.value * x.value;
}

// dB^2
double noiseOfBand(const BalanceBand& band, Hertz f) {
    return band.sectionShare * squared(balance_model::sectionDeviation(f)) +
           band.songShare * squared(balance_model::noteDeviation(f));
}

// `scale`: of the model's noise, how much these songs show.
BalanceBand commonBand(std::span<const WeightedReading> songs, double scale, int b) {
    const Hertz f = thirdCentre(b);
    std::vector<Weighted> levels;
    double weights = 0.0;
    double own = 0.0;   // scatter that a saved profile brings along
    double noise = 0.0; // of one reading
    BalanceBand common;
    common.sectionShare = common.songShare = 0.0;
    for (const WeightedReading& song : songs) {
        const BalanceBand& band = song.reading[at(b)];
        if (!band.known)
            continue;
        const double w = song.weight;
        levels.push_back({band.level.value, w});
        weights += w;
        own += w * squared(band.scatter);
        noise += w * noiseOfBand(band, f);
        common.sectionShare += w * w * band.sectionShare;
        common.songShare += w * w * band.songShare;
    }
    if (levels.empty())
        return {};
    common.known = true;
    common.noiseScale = scale;
    common.sectionShare /= weights * weights;
    common.songShare /= weights * weights;
    const double seen = robustSpread(levels);
    const double beyondNoise = std::sqrt(std::max(0.0, seen * seen - scale * noise / weights));
    const double between = shrunkSpread(beyondNoise, effectiveCount(levels), spreadPrior(f).value);
    common.scatter = {levels.size() == 1 && own > 0.0
                          ? std::sqrt(own / weights)
                          : std::hypot(between, std::sqrt(own / weights))};
    const double middle = quantile(levels, 0.5);
    const double reach =
        kPull * shrunkSpread(seen, effectiveCount(levels), std::sqrt(noise / weights));
    for (const Weighted& level : levels)
        common.level += Decibels{level.weight / weights *
                                 (middle + std::clamp(level.value - middle, -reach, reach))};
    return common;
}

// Songs that agree more closely than their sections and notes allow play steadier music than most,
// and so will the mix that is set beside them: the variance that they show within two octaves of a
// third, held to the model's.
std::array<double, kThirds> noiseScales(std::span<const WeightedReading> songs) {
    constexpr int kReach = 12;        // thirds
    constexpr double kFreedom = 12.0; // independent thirds among those
    constexpr double kPrior = 0.5;    // degrees of freedom that the model counts for
    constexpr double kLeast = 0.04;
    std::array<double, kThirds> seen{}, expected{}, count{};
    for (int b = 0; b < kThirds; ++b) {
        std::vector<Weighted> levels;
        double noise = 0.0;
        double weights = 0.0;
        for (const WeightedReading& song : songs)
            if (const BalanceBand& band = song.reading[at(b)]; band.known) {
                levels.push_back({band.level.value, song.weight});
                noise += song.weight * noiseOfBand(band, thirdCentre(b));
                weights += song.weight;
            }
        const double n = effectiveCount(levels);
        if (n < 1.5)
            continue;
        double mean = 0.0;
        for (const Weighted& level : levels)
            mean += level.weight * level.value / weights;
        for (const Weighted& level : levels)
            seen[at(b)] += level.weight / weights * (level.value - mean) * (level.value - mean) *
                           n / (n - 1.0);
        expected[at(b)] = noise / weights;
        count[at(b)] = n;
    }
    std::array<double, kThirds> scales{};
    scales.fill(1.0);
    for (int b = 0; b < kThirds; ++b) {
        double ratio = 0.0;
        double freedom = 0.0;
        int thirds = 0;
        for (int t = std::max(0, b - kReach); t <= std::min(kThirds - 1, b + kReach); ++t)
            if (count[at(t)] > 0.0) {
                ratio += seen[at(t)] / expected[at(t)];
                freedom += (count[at(t)] - 1.0) * kFreedom;
                ++thirds;
            }
        if (thirds == 0)
            continue;
        freedom /= thirds;
        scales[at(b)] =
            std::clamp((kPrior + freedom * ratio / thirds) / (kPrior + freedom), kLeast, 1.0);
    }
    return scales;
}

} // namespace

BalanceReading commonBalance(std::span<const WeightedReading> songs) {
    const std::array<double, kThirds> scales = noiseScales(songs);
    BalanceReading common;
    for (int b = 0; b < kThirds; ++b)
        common[at(b)] = commonBand(songs, scales[at(b)], b);
    return common;
}

BalanceReading sameSongBalance(const BalanceReading& a, const BalanceReading& b) {
    // What agrees more closely than two stretches do was read from the same frames, and says
    // nothing new.
    double seen = 0.0;
    double expected = 0.0;
    for (int i = 0; i < kThirds; ++i)
        if (a[at(i)].known && b[at(i)].known) {
            seen += squared(a[at(i)].level - b[at(i)].level);
            expected += squared(balance_model::sectionDeviation(thirdCentre(i))) *
                        (a[at(i)].sectionShare + b[at(i)].sectionShare);
        }
    const double fresh = expected > 0.0 ? std::min(1.0, seen / expected) : 0.0;

    BalanceReading both = a;
    for (std::size_t i = 0; i < kThirds; ++i) {
        if (!b[i].known)
            continue;
        if (!a[i].known) {
            both[i] = b[i];
            continue;
        }
        // Each counts by how many sections it was read over.
        const double ofA = b[i].sectionShare / (a[i].sectionShare + b[i].sectionShare);
        both[i].level = a[i].level * ofA + b[i].level * (1.0 - ofA);
        both[i].sectionShare = std::lerp(std::min(a[i].sectionShare, b[i].sectionShare),
                                         a[i].sectionShare * ofA, fresh);
    }
    return both;
}

} // namespace kilter
