// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/reason.h"

#include "core/base/index.h"
#include "core/moves/footprint.h"
#include "core/reference/levels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kilter {

MoveReason reasonFor(const Gap& gap, const FitTarget& target,
                     const std::vector<FilterShape>& filters, std::size_t m) {
    MoveReason reason;
    const Footprint f = footprintOf(gap, target, filters, m);
    const double gain = filters[m].gain.value;
    // The gap as a user sees it, unless it is only what the other moves make of it.
    const bool plain = f.gap * gain < 0.0 && std::abs(f.gap) >= 0.4 * std::abs(gain);
    reason.gap = {plain ? f.gap : f.partial};
    reason.spread = {f.spread};
    reason.sigma = {evidenceFor(gap, target, filters, m).deviation};

    const auto own = thirdChange(target, {filters[m]});
    std::array<double, kNamedBands> closed{};
    for (int b = 0; b < kThirds; ++b)
        for (int n = 0; n < kNamedBands; ++n)
            if (gap.known[at(b)] && thirdCentre(b) >= kBands[at(n)].low &&
                thirdCentre(b) < kBands[at(n)].high)
                closed[at(n)] -= own[at(b + kFitBelow)] * gap.gap[at(b)].value;
    reason.band =
        filters[m].kind == FilterKind::Bell
            ? bandAt(filters[m].frequency)
            : static_cast<int>(std::max_element(closed.begin(), closed.end()) - closed.begin());
    reason.shareGap = gap.bands[at(reason.band)].shareGap;

    int first = kCells;
    int last = 0;
    for (int i = 0; i < kCells; ++i)
        if (std::abs(response(filters[m], cellCentre(i)).value) >= 0.5 * std::abs(gain)) {
            first = std::min(first, i);
            last = std::max(last, i);
        }
    if (first < kCells) {
        reason.low = cellEdge(first);
        reason.high = cellEdge(last + 1);
    }

    double least = 1e9;
    double most = -1e9;
    int opinions = 0;
    for (const ReferenceGap& r : gap.references) {
        double sum = 0.0;
        double weights = 0.0;
        for (int b = 0; b < kThirds; ++b)
            if (r.known[at(b)]) {
                sum += own[at(b + kFitBelow)] * own[at(b + kFitBelow)] * r.gap[at(b)].value;
                weights += own[at(b + kFitBelow)] * own[at(b + kFitBelow)];
            }
        if (weights > 0.0) {
            least = std::min(least, sum / weights);
            most = std::max(most, sum / weights);
            ++opinions;
        }
    }
    if (opinions >= 2)
        reason.disagreement = Decibels{most - least};
    return reason;
}

} // namespace kilter
