// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/match_curve.h"

#include "core/base/index.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kilter {

namespace {

constexpr int kThirdStep = kCellsPerThird / 2; // cells from one third to the next
constexpr int kFirstCentre = thirdFirstCell(0) + kCellsPerThird / 2;

// A curve on the thirds as one on the cells: straight between their centres, flat beyond.
std::array<double, kCells> onCells(const std::array<double, kThirds>& thirds) {
    std::array<double, kCells> cells{};
    for (int i = 0; i < kCells; ++i) {
        // The centre of third b is the lower edge of its fifth cell.
        const double place = (i + 0.5 - kFirstCentre) / kThirdStep;
        const double held = std::clamp(place, 0.0, kThirds - 1.0);
        const int b = std::min(kThirds - 2, static_cast<int>(held));
        const double t = held - b;
        cells[at(i)] = (1.0 - t) * thirds[at(b)] + t * thirds[at(b + 1)];
    }
    return cells;
}

std::array<double, kCells> smoothed(const std::array<double, kCells>& x, double fwhmOctaves) {
    const double sigma = std::max(0.01, fwhmOctaves) * 24.0 / 2.3548; // cells
    const int reach = static_cast<int>(std::ceil(4.0 * sigma));
    std::vector<double> kernel(at(reach + 1));
    for (int d = 0; d <= reach; ++d)
        kernel[at(d)] = std::exp(-0.5 * d * d / (sigma * sigma));
    std::array<double, kCells> y{};
    for (int i = 0; i < kCells; ++i) {
        double sum = 0.0;
        double weight = 0.0;
        for (int d = -reach; d <= reach; ++d) {
            const double k = kernel[at(std::abs(d))];
            sum += k * x[at(std::clamp(i + d, 0, kCells - 1))];
            weight += k;
        }
        y[at(i)] = sum / weight;
    }
    return y;
}

// dB that a boost may come to at f: next to nothing where only rumble is (0.2 at 20 Hz, 2 at 28),
// little where the ear hears least (6 at 20 kHz), anything between. Without a kink, so that the
// curve has none.
double boostAllowed(Hertz f) {
    const double fromBelow = 0.2 * std::pow(10.0, 2.0 * std::log2(f.value / 20.0));
    const double fromAbove = 6.0 * std::pow(10.0, 1.3 * std::log2(20000.0 / f.value));
    return std::min(fromBelow, fromAbove); // they meet where both are out of reach
}

// `gain` up to `most`, either way: bends over the last quarter towards it.
double kneed(double gain, double most) {
    const double knee = 0.25 * most;
    const double over = std::abs(gain) - (most - knee);
    if (over <= 0.0 || knee <= 0.0)
        return std::clamp(gain, -most, most);
    const double held = over >= 2.0 * knee ? most : std::abs(gain) - over * over / (4.0 * knee);
    return std::copysign(held, gain);
}

// Nothing is matched where nothing is known: from the last known third the curve returns to zero
// within an octave. Thirds of the grid's own ends are held.
std::array<double, kThirds> filledIn(const std::array<Decibels, kThirds>& gap,
                                     const std::array<bool, kThirds>& known) {
    constexpr double kReturn = 6.0; // thirds
    std::array<double, kThirds> wanted{};
    for (int b = 0; b < kThirds; ++b) {
        if (known[at(b)]) {
            wanted[at(b)] = -gap[at(b)].value;
            continue;
        }
        double sum = 0.0;
        double weight = 0.0;
        for (const int direction : {-1, 1})
            for (int d = 1; b + d * direction >= 0 && b + d * direction < kThirds; ++d)
                if (known[at(b + d * direction)]) {
                    sum += std::max(0.0, 1.0 - d / kReturn) * -gap[at(b + d * direction)].value / d;
                    weight += 1.0 / d;
                    break;
                }
        wanted[at(b)] = weight > 0.0 ? sum / weight : 0.0;
    }
    return wanted;
}

// What a curve does to the level of each third of a spectrum, in dB.
std::array<double, kThirds> changeOfThirds(const Spectrum& spectrum,
                                           const std::array<double, kCells>& curve) {
    std::array<double, kThirds> change{};
    for (int b = 0; b < kThirds; ++b) {
        double before = 0.0;
        double after = 0.0;
        for (int i = thirdFirstCell(b); i < thirdFirstCell(b) + kCellsPerThird; ++i) {
            before += spectrum.stereo(i);
            after += spectrum.stereo(i) * power(Decibels{curve[at(i)]});
        }
        if (before > 0.0)
            change[at(b)] = powerToDecibels(after / before).value;
    }
    return change;
}

// Held within the limit and what boosts are allowed, without a corner where either begins.
void limit(MatchCurve& curve) {
    constexpr double kRoundOff = 0.33; // octaves
    const double most = curve.options.limit.value;
    std::array<double, kCells> taken{};
    for (int i = 0; i < kCells; ++i) {
        const double wanted = curve.gain[at(i)].value;
        const double allowed =
            wanted > 0.0 ? wanted / std::hypot(1.0, wanted / boostAllowed(cellCentre(i))) : wanted;
        taken[at(i)] = kneed(allowed, most) - wanted;
    }
    taken = smoothed(taken, kRoundOff);
    for (int i = 0; i < kCells; ++i)
        curve.gain[at(i)] = {kneed(curve.gain[at(i)].value + taken[at(i)], most)};
}

} // namespace

std::optional<double> detailOf(const MatchOptions& options) {
    if (options.detailOctaves || options.limit <= MatchOptions{}.limit)
        return options.detailOctaves;
    return kDefaultDetail;
}

MatchCurve matchCurve(const Gap& gap, const MatchOptions& options) {
    MatchCurve curve;
    curve.options = options;
    const std::optional<double> detail =
        gap.sameSong ? options.detailOctaves.value_or(kDefaultDetail) : detailOf(options);
    std::array<double, kCells> whole{};
    if (!detail) {
        // What can be known is as smooth as balance is; the grid of thirds is not.
        constexpr double kBetweenThirds = 0.33;
        whole = smoothed(onCells(filledIn(gap.balance.gap, gap.known)), kBetweenThirds);
    } else {
        // What one pass of the smoothing leaves, it smooths again, so that the curve is still made
        // of nothing finer than its Gaussian, and comes closer (P. H. van Cittert, Z. Physik 69
        // (1931)).
        constexpr int kPasses = 4;
        std::array<Decibels, kThirds> left = gap.gap;
        for (int pass = 0; pass < kPasses; ++pass) {
            const auto wanted = smoothed(onCells(filledIn(left, gap.known)), *detail);
            for (int i = 0; i < kCells; ++i)
                whole[at(i)] += wanted[at(i)];
            const auto change = changeOfThirds(gap.mix, whole);
            for (int b = 0; b < kThirds; ++b)
                left[at(b)] = gap.gap[at(b)] + Decibels{change[at(b)]};
        }
    }
    for (int i = 0; i < kCells; ++i)
        curve.gain[at(i)] = {0.01 * options.percent * whole[at(i)]};
    limit(curve);
    return curve;
}

MatchCurve correctedCurve(const MatchCurve& curve, const Gap& predicted, const Gap& measured) {
    std::array<Decibels, kThirds> moved{};
    for (std::size_t b = 0; b < kThirds; ++b)
        moved[b] = measured.gap[b] - predicted.gap[b];
    MatchCurve corrected = curve;
    const auto wanted = smoothed(onCells(filledIn(moved, measured.known)),
                                 curve.options.detailOctaves.value_or(kDefaultDetail));
    for (int i = 0; i < kCells; ++i) {
        // As far as the limits leave room.
        double& gain = corrected.gain[at(i)].value;
        const double more = wanted[at(i)];
        const double most = curve.options.limit.value;
        const double room =
            more > 0.0 ? std::min(most, boostAllowed(cellCentre(i))) - gain : most + gain;
        if (room > 0.0)
            gain += more / std::hypot(1.0, more / room);
    }
    return corrected;
}

} // namespace kilter
