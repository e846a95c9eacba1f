// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/side_moves.h"

#include "core/base/index.h"
#include "core/moves/predict.h"
#include "core/reference/levels.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kMostCut = 3.0;
constexpr double kMostBoost = 1.5;
constexpr double kLeastGap = 1.5; // dB over the footprint
constexpr double kLeastGain = 0.5;
constexpr double kSignificant = 2.5;
constexpr Decibels kMostMonoLoss{1.0};
// Sides so far under the middle are not heard as width.
constexpr double kHeardWidth = -22.0;

// 10 log(S^2/M^2) of each third.
std::array<double, kThirds> widthOfThirds(const Spectrum& s) {
    std::array<double, kThirds> width{};
    for (int b = 0; b < kThirds; ++b) {
        double mid = 1e-30;
        double side = 1e-30;
        for (int i = thirdFirstCell(b); i < thirdFirstCell(b) + kCellsPerThird; ++i) {
            mid += s.mid[at(i)];
            side += s.side[at(i)];
        }
        width[at(b)] = powerToDecibels(side / mid).value;
    }
    return width;
}

// What the sides are off beyond what the whole is: the notes are the same in both.
double sideGapOf(const Gap& gap, int b) {
    return (gap.sideGap[at(b)] - (gap.known[at(b)] ? gap.gap[at(b)] : Decibels{})).value;
}

// The sides' gap over a filter's footprint.
struct SideFootprint {
    double gap = 0.0, sigma = 0.0, width = 0.0;
};

SideFootprint footprintOf(const Gap& gap, const std::array<double, kThirds>& shape) {
    const auto widths = widthOfThirds(gap.mix);
    SideFootprint f;
    double weights = 0.0;
    for (int b = 0; b < kThirds; ++b) {
        if (!gap.sideKnown[at(b)])
            continue;
        const double w = shape[at(b)] * shape[at(b)];
        weights += w;
        f.gap += w * sideGapOf(gap, b);
        f.sigma += w * gap.sideSigma[at(b)].value;
        f.width += w * widths[at(b)];
    }
    if (weights > 0.0)
        for (double* v : {&f.gap, &f.sigma, &f.width})
            *v /= weights;
    return f;
}

std::array<double, kThirds> shapeOf(const FilterShape& filter) {
    std::array<double, kThirds> shape{};
    for (int b = 0; b < kThirds; ++b)
        shape[at(b)] = std::max(-24.0, response(filter, thirdCentre(b)).value);
    return shape;
}

std::optional<SideProposal> proposal(const Gap& gap, const FilterShape& shape,
                                     const SideFootprint& f, double saves, Hertz low, Hertz high) {
    SideProposal p;
    p.saves = saves;
    p.move.shape = shape;
    p.move.placement = Placement::Side;
    p.move.reason.gap = {f.gap};
    p.move.reason.sigma = {f.sigma};
    p.move.reason.low = low;
    p.move.reason.high = high;
    const double middle = std::sqrt(low.value * high.value);
    for (int b = 0; b < kNamedBands; ++b)
        if (middle >= kBands[at(b)].low.value)
            p.move.reason.band = b;
    p.move.reason.spread = gap.widthSpread[at(p.move.reason.band)];
    p.move.confidence =
        gap.reliability * std::erf(std::abs(f.gap) / std::max(1e-6, f.sigma) / std::sqrt(8.0));
    p.move.reason.monoLossBefore = predictedMonoLoss(gap, {});
    p.move.reason.monoLossAfter = predictedMonoLoss(gap, {p.move});
    if (*p.move.reason.monoLossAfter < *p.move.reason.monoLossBefore - kMostMonoLoss)
        return std::nullopt;
    return p;
}

} // namespace

std::optional<SideProposal> sideShelf(const Gap& gap, Decibels limit) {
    constexpr double kLeastHz = 250.0;
    constexpr double kMostHz = 8000.0;
    std::optional<SideProposal> best;
    for (double f = kLeastHz; f <= kMostHz * 1.001; f *= std::exp2(1.0 / 3.0)) {
        FilterShape shelf{FilterKind::HighShelf, {f}, {1.0}, 0.7, 12};
        const auto perDb = shapeOf(shelf);
        double projection = 0.0;
        double norm = 0.0;
        for (int b = 0; b < kThirds; ++b)
            if (gap.sideKnown[at(b)]) {
                const double w = 1.0 / (gap.sideSigma[at(b)].value * gap.sideSigma[at(b)].value);
                projection -= w * perDb[at(b)] * sideGapOf(gap, b);
                norm += w * perDb[at(b)] * perDb[at(b)];
            }
        if (norm <= 0.0)
            continue;
        const double gain =
            std::round(10.0 * std::clamp(projection / norm, -std::min(kMostCut, limit.value),
                                         std::min(kMostBoost, limit.value))) /
            10.0;
        const double saves = 2.0 * gain * projection - gain * gain * norm;
        const SideFootprint foot = footprintOf(gap, perDb);
        if (std::abs(gain) < kLeastGain || foot.gap * gain > 0.0 ||
            std::abs(foot.gap) < std::max(kLeastGap, kSignificant * foot.sigma) ||
            foot.width < kHeardWidth || (best && saves <= best->saves))
            continue;
        shelf.gain = {gain};
        shelf.frequency = {1000.0 * std::exp2(std::round(24.0 * std::log2(f / 1000.0)) / 24.0)};
        if (auto p = proposal(gap, shelf, foot, saves, shelf.frequency, {16000.0}))
            best = p;
    }
    return best;
}

std::optional<SideProposal> monoBass(const Gap& gap, Decibels /*a cut has none*/) {
    constexpr double kLeastExcess = 3.0; // dB
    constexpr double kWideBass = -14.0;  // 10 log(S^2/M^2) from which on bass is wide
    std::optional<SideProposal> best;
    for (const double f : {80.0, 100.0, 120.0}) {
        const FilterShape cut{FilterKind::LowCut, {f}, {}, 0.7071067811865476, 12};
        const auto shape = shapeOf(cut);
        const SideFootprint foot = footprintOf(gap, shape);
        if (foot.gap < std::max(kLeastExcess, kSignificant * foot.sigma) || foot.width < kWideBass)
            continue;
        double saves = 0.0;
        for (int b = 0; b < kThirds; ++b)
            if (gap.sideKnown[at(b)]) {
                const double w = 1.0 / (gap.sideSigma[at(b)].value * gap.sideSigma[at(b)].value);
                const double before = sideGapOf(gap, b);
                // Less side than the references in the bass is no fault.
                const double after = std::max(std::min(before, 0.0), before + shape[at(b)]);
                saves += w * (before * before - after * after);
            }
        if (best && saves <= best->saves)
            continue;
        if (auto p = proposal(gap, cut, foot, saves, {30.0}, {f}))
            best = p;
    }
    return best;
}

} // namespace kilter
