// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/rounded_fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kilter {

namespace {

// A user reads and types these figures.
FilterShape rounded(FilterShape f) {
    f.frequency = {1000.0 *
                   std::exp2(std::round(24.0 * std::log2(f.frequency.value / 1000.0)) / 24.0)};
    f.gain = {std::round(10.0 * f.gain.value) / 10.0};
    f.q = std::round(20.0 * f.q) / 20.0;
    return f;
}

// Takes tenths off until the composite is inside its limit.
void holdComposite(std::vector<FilterShape>& filters, double limit) {
    for (int tries = 0; tries < 200 && compositePeak(filters) > limit + 1e-6; ++tries) {
        // The filter that pushes hardest where it is worst.
        double worst = 0.0;
        int cell = 0;
        for (int i = 0; i < kCells; ++i) {
            double h = 0.0;
            for (const FilterShape& f : filters)
                h += response(f, cellCentre(i)).value;
            if (std::abs(h) > std::abs(worst)) {
                worst = h;
                cell = i;
            }
        }
        FilterShape* most = nullptr;
        double push = 0.0;
        for (FilterShape& f : filters) {
            const double h = response(f, cellCentre(cell)).value * (worst > 0.0 ? 1.0 : -1.0);
            if (h > push) {
                push = h;
                most = &f;
            }
        }
        if (most == nullptr)
            return;
        const double tenths = 10.0 * most->gain.value;
        most->gain = {std::round(tenths - std::copysign(1.0, tenths)) / 10.0};
    }
}

} // namespace

void preferNearerEnd(std::vector<FilterShape>& filters, double limit) {
    constexpr double kMiddleHz = 700.0; // between 30 Hz and 16 kHz
    for (FilterShape& f : filters) {
        const bool low = f.frequency.value < kMiddleHz;
        const FilterShape before = f;
        if (f.kind == FilterKind::LowShelf && !low)
            f.kind = FilterKind::HighShelf;
        else if (f.kind == FilterKind::HighShelf && low)
            f.kind = FilterKind::LowShelf;
        else
            continue;
        f.gain = -f.gain;
        if (compositePeak(filters) > limit)
            f = before;
    }
}

std::vector<FilterShape> roundedFit(const FitTarget& target, const FitBounds& bounds,
                                    std::vector<FilterShape> filters) {
    for (FilterShape& f : filters) {
        const Decibels gain = f.gain;
        f = rounded(f);
        f.gain = gain;
    }
    filters = refine(target, bounds, std::move(filters), true).filters;
    for (FilterShape& f : filters)
        f = rounded(f);
    double cost = costOf(target, filters);
    for (int pass = 0; pass < 3; ++pass) {
        bool better = false;
        for (std::size_t m = 0; m < filters.size(); ++m)
            for (int step = 0; step < 6; ++step) {
                FilterShape tried = filters[m];
                const double sign = step % 2 == 0 ? 1.0 : -1.0;
                if (step < 2)
                    tried.gain += Decibels{0.1 * sign};
                else if (step < 4)
                    tried.frequency = tried.frequency * std::exp2(sign / 24.0);
                else
                    tried.q += 0.05 * sign;
                tried = rounded(tried);
                const double mostQ = tried.kind != FilterKind::Bell ? 1.0
                                     : tried.gain.value > 0.0       ? bounds.boostQ
                                                                    : bounds.cutQ;
                const double mostHz =
                    tried.kind == FilterKind::LowShelf ? bounds.lowShelfMost : 16200.0;
                const double leastHz =
                    tried.kind == FilterKind::HighShelf ? bounds.highShelfLeast : 29.5;
                if (tried.q < 0.3 || tried.q > mostQ + 1e-9 || tried.frequency.value < leastHz ||
                    tried.frequency.value > mostHz || std::abs(tried.gain.value) > bounds.limit)
                    continue;
                std::swap(filters[m], tried);
                const double now = costOf(target, filters);
                if (now < cost - 1e-6 && !anyTooClose(bounds, filters)) {
                    cost = now;
                    better = true;
                } else {
                    std::swap(filters[m], tried);
                }
            }
        if (!better)
            break;
    }
    holdComposite(filters, bounds.limit);
    return filters;
}

} // namespace kilter
