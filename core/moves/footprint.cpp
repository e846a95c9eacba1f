// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/footprint.h"

#include "core/base/index.h"
#include "core/reference/priors.h"

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
    Footprint f;
    double weights = 0.0;
    for (int b = 0; b < kThirds; ++b) {
        if (!gap.known[at(b)])
            continue;
        const double w = own[at(b + kFitBelow)] * own[at(b + kFitBelow)];
        weights += w;
        f.gap += w * gap.gap[at(b)].value;
        f.partial +=
            w * (gap.gap[at(b)].value + all[at(b + kFitBelow)] - own[at(b + kFitBelow)] - offset);
        f.spread += w * gap.spread[at(b)].value;
        f.sigma += w * gap.sigma[at(b)].value;
        f.section += w * sectionDeviation(thirdCentre(b)).value;
    }
    if (weights > 0.0)
        for (double* v : {&f.gap, &f.partial, &f.spread, &f.sigma, &f.section})
            *v /= weights;
    return f;
}

} // namespace kilter
