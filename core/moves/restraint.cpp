// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/restraint.h"

#include "core/analysis/cell_weights.h"
#include "core/base/index.h"
#include "core/moves/footprint.h"
#include "core/reference/levels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace kilter {

namespace {

constexpr double kStep = 0.1;        // dB
constexpr double kBeyondGap = 0.5;   // dB
constexpr double kOpposedGain = 2.0; // dB
constexpr double kOpposedOctaves = 1.2;

// To `most` dB, downwards to the grid of 0.1 dB.
void hold(FilterShape& filter, double most) {
    const double held = kStep * std::floor(most / kStep + 1e-6);
    if (std::abs(filter.gain.value) > held)
        filter.gain = {std::copysign(std::max(0.0, held), filter.gain.value)};
}

bool opposed(const FilterShape& a, const FilterShape& b) {
    return a.gain.value * b.gain.value < 0.0 &&
           std::abs(std::log2(a.frequency / b.frequency)) <= kOpposedOctaves &&
           std::min(std::abs(a.gain.value), std::abs(b.gain.value)) >= kOpposedGain - 1e-9;
}

// The named bands of a mix behind filters, as core/moves/predict has them, without the rest.
class NamedBandGaps {
  public:
    NamedBandGaps(const Gap& gap, double limit)
        : gap_(gap)
        , limit_(limit)
        , loudness_(kWeightingOfCells()) {
        for (std::size_t b = 0; b < kNamedBands; ++b)
            weights_[b] = cellWeights(kBands[b].low, kBands[b].high);
        for (int i = 0; i < kCells; ++i)
            power_[at(i)] = gap.mix.stereo(i);
        levels_ = levelsBehind({});
    }

    // dB by which the filters would take bands too far out, all bands together, and the composite
    // beyond its limit.
    [[nodiscard]] double excess(const std::vector<FilterShape>& filters) const {
        const auto levels = levelsBehind(filters);
        double sum = std::max(0.0, compositePeak(filters) - limit_ - 1e-6);
        for (std::size_t b = 0; b < kNamedBands; ++b) {
            if (gap_.bands[b].verdict == Verdict::Unknown)
                continue;
            const double before = gap_.bands[b].gap.value;
            const double after = before + levels[b] - levels_[b];
            const double corridor = std::max(gap_.bands[b].spread, gap_.bands[b].sigma).value;
            sum += std::max(0.0, std::abs(after) -
                                     std::max(std::abs(before) + kFurtherOut.value, corridor));
        }
        return sum;
    }

  private:
    // dB re the loudness of the same frames.
    [[nodiscard]] std::array<double, kNamedBands>
    levelsBehind(const std::vector<FilterShape>& filters) const {
        std::array<double, kCells> power = power_;
        for (const FilterShape& f : filters)
            if (f.gain.value != 0.0)
                for (int i = 0; i < kCells; ++i)
                    power[at(i)] *= powerResponse(f, cellCentre(i));
        double loudness = 0.0;
        std::array<double, kNamedBands> bands{};
        for (std::size_t i = 0; i < kCells; ++i) {
            loudness += loudness_[i] * power[i];
            for (std::size_t b = 0; b < kNamedBands; ++b)
                bands[b] += weights_[b][i] * power[i];
        }
        for (double& level : bands)
            level = level > 0.0 && loudness > 0.0 ? powerToDecibels(level / loudness).value
                                                  : kFloor.value;
        return bands;
    }

    const Gap& gap_;
    double limit_;
    std::array<double, kCells> loudness_, power_{};
    std::array<std::array<double, kCells>, kNamedBands> weights_{};
    std::array<double, kNamedBands> levels_{};
};

// Takes tenths off where that helps most, until no band ends too far out.
void holdBands(const NamedBandGaps& bands, std::vector<FilterShape>& filters) {
    double now = bands.excess(filters);
    while (now > 1e-9) {
        FilterShape* best = nullptr;
        double least = 1e9;
        for (FilterShape& filter : filters) {
            if (filter.gain.value == 0.0)
                continue;
            const FilterShape before = filter;
            hold(filter, std::abs(filter.gain.value) - kStep);
            const double then = bands.excess(filters);
            filter = before;
            if (then < least) {
                least = then;
                best = &filter;
            }
        }
        if (best == nullptr)
            return;
        hold(*best, std::abs(best->gain.value) - kStep);
        now = least;
    }
}

} // namespace

std::vector<FilterShape> withoutOpposites(std::vector<FilterShape> filters) {
    for (std::size_t i = 0; i < filters.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (opposed(filters[i], filters[j]))
                hold(abs(filters[i].gain) < abs(filters[j].gain) ? filters[i] : filters[j],
                     kOpposedGain - kStep);
    return filters;
}

std::vector<FilterShape> answeringGaps(const Gap& gap, const FitTarget& target,
                                       const FitBounds& bounds, std::vector<FilterShape> filters) {
    constexpr int kSweeps = 12;
    constexpr double kSteps[]{0.5, -0.5, 0.1, -0.1};
    const NamedBandGaps bands(gap, bounds.limit);
    std::vector<double> most; // of each gain, with its sign
    for (std::size_t m = 0; m < filters.size(); ++m) {
        const Footprint f = footprintOf(gap, target, filters, m);
        most.push_back(std::clamp(std::abs(f.gap) + kBeyondGap, 0.0, bounds.limit));
        hold(filters[m], f.gap * filters[m].gain.value < 0.0 ? most.back() : 0.0);
    }
    filters = withoutOpposites(std::move(filters));
    holdBands(bands, filters);

    // From there uphill: single gains and pairs of them, as long as all of it still holds.
    double cost = costOf(target, filters);
    const auto turned = [&](std::size_t m, double step) -> std::optional<FilterShape> {
        FilterShape f = filters[m];
        f.gain = {kStep * std::round((f.gain.value + step) / kStep)};
        const bool turnsRound = f.gain.value * filters[m].gain.value < 0.0;
        if (filters[m].gain.value == 0.0 || turnsRound || std::abs(f.gain.value) > most[m] + 1e-9)
            return std::nullopt;
        return f;
    };
    const auto improve = [&](std::vector<FilterShape> tried) {
        const double then = costOf(target, tried);
        if (then >= cost - 1e-4)
            return false;
        for (std::size_t i = 0; i < tried.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (opposed(tried[i], tried[j]))
                    return false;
        if (bands.excess(tried) > 1e-9)
            return false;
        filters = std::move(tried);
        cost = then;
        return true;
    };
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
        bool better = false;
        for (std::size_t m = 0; m < filters.size(); ++m)
            for (const double step : kSteps) {
                const auto first = turned(m, step);
                if (!first)
                    continue;
                std::vector<FilterShape> tried = filters;
                tried[m] = *first;
                if (improve(tried)) {
                    better = true;
                    continue;
                }
                for (std::size_t n = 0; n < m; ++n)
                    for (const double other : kSteps)
                        if (const auto second = turned(n, other)) {
                            tried = filters;
                            tried[m] = *first;
                            tried[n] = *second;
                            better = improve(tried) || better;
                        }
            }
        if (!better)
            break;
    }
    return filters;
}

} // namespace kilter
