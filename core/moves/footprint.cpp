// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/footprint.h"

#include "core/base/index.h"
#include <cmath>

namespace kilter {

Footprint footprintOf(const Gap& gap, const FitTarget& target,
                      const std::vector<FilterShape>& filters, std::size_t m) {
    const auto own = thirdChange(target, {filters[m]});
    const auto all = thirdChange(target, filters);
    // What all of them leave open of what counts has a mean that no filter is answerable for.
    double offset = 0.0;
    double known = 0.0;
    for (int b = kFitBelow; b < kFitBelow + kThirds; ++b) {
        offset += target.weight[at(b)] * (all[at(b)] - target.wanted[at(b)]);
        known += target.weight[at(b)];
    }
    offset = known > 0.0 ? offset / known : 0.0;
    std::array<double, kThirds> weights{};
    double sum = 0.0;
    for (int b = 0; b < kThirds; ++b)
        if (gap.known[at(b)]) {
            weights[at(b)] = own[at(b + kFitBelow)] * own[at(b + kFitBelow)];
            sum += weights[at(b)];
        }
    Footprint f;
    if (sum <= 0.0)
        return f;
    for (int b = 0; b < kThirds; ++b)
        if (gap.known[at(b)])
            f.gap += own[at(b + kFitBelow)] * gap.gap[at(b)].value;
    f.gap *= filters[m].gain.value / sum;
    for (double& w : weights)
        w /= sum;
    for (int b = 0; b < kThirds; ++b) {
        const double w = weights[at(b)];
        f.partial += w * (gap.balance.gap[at(b)].value + all[at(b + kFitBelow)] -
                          own[at(b + kFitBelow)] - offset);
        f.spread += w * gap.spread[at(b)].value;
        f.sigma += w * gap.sigma[at(b)].value;
        f.scatter += w * gap.scatter[at(b)].value;
    }
    return f;
}

ShapeEvidence evidenceFor(const Gap& gap, const FitTarget& target,
                          const std::vector<FilterShape>& filters, std::size_t m) {
    ShapeEvidence e;
    const FilterShape& unit = filters[m];
    if (unit.gain.value == 0.0)
        return e;
    const auto own = thirdChange(target, {unit});
    const auto all = thirdChange(target, filters);
    std::array<double, kThirds> shape{};
    double mean = 0.0;
    double thirds = 0.0;
    for (int b = 0; b < kThirds; ++b)
        if (gap.known[at(b)]) {
            shape[at(b)] = own[at(b + kFitBelow)] / unit.gain.value;
            mean += shape[at(b)];
            thirds += 1.0;
        }
    double squares = 0.0;
    for (int b = 0; b < kThirds; ++b)
        if (gap.known[at(b)]) {
            shape[at(b)] -= mean / thirds;
            squares += shape[at(b)] * shape[at(b)];
        }
    if (squares <= 0.0)
        return e;
    for (double& s : shape)
        s /= squares;
    for (int b = 0; b < kThirds; ++b) {
        const double others = all[at(b + kFitBelow)] - own[at(b + kFitBelow)];
        e.amount += shape[at(b)] * (gap.balance.gap[at(b)].value + others);
        e.again += shape[at(b)] * (gap.balance.again[at(b)].value + others);
    }
    e.chance = std::sqrt(squareOf(gap.balance.chance, shape));
    e.deviation = std::sqrt(squareOf(gap.balance.covariance, shape));
    e.againDeviation = std::sqrt(squareOf(gap.balance.againCovariance, shape));
    return e;
}

double squaredDeviations(const Gap& gap, const FitTarget& target,
                         const std::vector<FilterShape>& filters) {
    const auto change = thirdChange(target, filters);
    std::array<double, kThirds> shape{};
    double mean = 0.0;
    double thirds = 0.0;
    for (int b = 0; b < kThirds; ++b)
        if (gap.known[at(b)]) {
            shape[at(b)] = change[at(b + kFitBelow)];
            mean += shape[at(b)];
            thirds += 1.0;
        }
    double answer = 0.0;
    for (std::size_t b = 0; b < kThirds; ++b)
        if (gap.known[b]) {
            shape[b] -= mean / thirds;
            answer -= shape[b] * gap.balance.gap[b].value;
        }
    const double chance = squareOf(gap.balance.chance, shape);
    return chance > 0.0 && answer > 0.0 ? answer * answer / chance : 0.0;
}

bool isBeyondChance(const Gap& gap, const FitTarget& target,
                    const std::vector<FilterShape>& filters) {
    constexpr double kAll = 0.5;
    constexpr double kSome = 6.0;
    constexpr double kEach = 4.0;
    return gap.balance.beyondChance >= kAll ||
           squaredDeviations(gap, target, filters) >=
               kSome + kEach * static_cast<double>(filters.size());
}

} // namespace kilter
