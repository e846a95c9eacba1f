// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/propose.h"

#include "core/base/index.h"
#include "core/moves/fit.h"
#include "core/moves/footprint.h"
#include "core/moves/gap_target.h"
#include "core/moves/predict.h"
#include "core/moves/reason.h"
#include "core/moves/rounded_fit.h"
#include "core/moves/side_moves.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace kilter {

namespace {

constexpr double kDefaultLimit = 4.0;
constexpr double kExtremeBoost = 2.0;
constexpr double kLeastGain = 0.5;
constexpr double kSignificant = 2.0;
constexpr double kSameBalance = 1.02;
// What a doubtful target asks for.
constexpr double kDoubtfulLimit = 2.0;
constexpr int kDoubtfulMoves = 2;
constexpr double kUnlimited = 24.0;

// What one more move must save of chi^2/N. Noise that is correlated over the thirds lets the first
// move take away 0.42 sigma^2, the second 0.14, the third 0.055: a constant price would be wrong
// at every number but one.
constexpr double kPrice = 1.05;
constexpr double kFullGapPrice = 0.3;
// One song beside itself: what a codec leaves is far under its sigma, and hardly noise.
constexpr double kSameSongPrice = 0.35;

// Wide enough that twice as much finds next to nothing better (tests/quality/moves_bench), and
// still within 50 ms.
constexpr SearchEffort kEffort{16, 6, 8};

struct Rules {
    FitBounds bounds;
    double price = kPrice;
    bool full = false; ///< every move that helps is wanted
};

Rules rulesFor(const Gap& gap, const MoveOptions& options) {
    Rules rules;
    rules.bounds.limit = options.limit.value;
    if (gap.reliability < kDoubtful && !options.fullGap)
        rules.bounds.limit = std::min(rules.bounds.limit, kDoubtfulLimit);
    rules.bounds.extremeBoost =
        options.limit.value > kDefaultLimit ? options.limit.value : kExtremeBoost;
    rules.full = options.fullGap || gap.sameSong;
    if (gap.sameSong) {
        rules.bounds.ridge = 0.05;
        rules.price = kSameSongPrice;
    } else if (options.fullGap) {
        rules.bounds.boostQ = rules.bounds.cutQ;
        rules.price = kFullGapPrice;
    } else {
        // What an engineer would turn: no two bells on one thing, a shelf at its own end and no
        // second one to undo it.
        rules.bounds.oneShelfOfAKind = true;
        rules.bounds.bellSpacing = 0.8;
        rules.bounds.shelfSpacing = 1.0;
        rules.bounds.lowShelfMost = 700.0;
        rules.bounds.highShelfLeast = 1000.0;
    }
    return rules;
}

double harmonic(std::size_t k) {
    double sum = 0.0;
    for (std::size_t i = 1; i <= k; ++i)
        sum += 1.0 / static_cast<double>(i);
    return sum;
}

// A named band in which a move does half its work or more, and which it would push further out of
// the corridor than a person sees it already.
bool pushesOut(const Gap& gap, const FilterShape& filter) {
    for (int n = 0; n < kNamedBands; ++n) {
        const GapBand& band = gap.bands[at(n)];
        if (band.verdict == Verdict::Inside || band.verdict == Verdict::Unknown ||
            band.gap.value * filter.gain.value <= 0.0)
            continue;
        double sum = 0.0;
        int thirds = 0;
        for (int b = 0; b < kThirds; ++b)
            if (thirdCentre(b) >= kBands[at(n)].low && thirdCentre(b) < kBands[at(n)].high) {
                sum += response(filter, thirdCentre(b)).value;
                ++thirds;
            }
        if (std::abs(sum) >= 0.5 * std::abs(filter.gain.value) * thirds)
            return true;
    }
    return false;
}

bool worthwhile(const Gap& gap, const FitTarget& target, const Rules& rules,
                const std::vector<FilterShape>& filters, std::size_t m) {
    if (std::abs(filters[m].gain.value) < kLeastGain - 1e-9)
        return false;
    const Footprint f = footprintOf(gap, target, filters, m);
    if (rules.full)
        return !gap.sameSong || std::abs(f.partial) >= kSignificant * f.sigma;
    // No boost where a person sees too much, and no cut where there is too little.
    if (f.gap * filters[m].gain.value > 0.0 && std::abs(f.gap) > f.sigma)
        return false;
    if (pushesOut(gap, filters[m]))
        return false;
    return std::abs(f.partial) >= kSignificant * f.sigma && std::abs(f.partial) >= 0.5 * f.section;
}

// Without the filters that are not worth a move; those that stay take over what they can.
std::vector<FilterShape> pruned(const Gap& gap, const FitTarget& target, const Rules& rules,
                                std::vector<FilterShape> filters) {
    for (;;) {
        std::size_t weakest = filters.size();
        double least = 1e9;
        for (std::size_t m = 0; m < filters.size(); ++m)
            if (!worthwhile(gap, target, rules, filters, m) &&
                std::abs(filters[m].gain.value) < least) {
                least = std::abs(filters[m].gain.value);
                weakest = m;
            }
        if (weakest == filters.size())
            return filters;
        filters.erase(filters.begin() + static_cast<std::ptrdiff_t>(weakest));
        filters = refine(target, rules.bounds, std::move(filters)).filters;
    }
}

// What would be left of chi^2/N if the filters might turn as far as the gap asks: that the limit
// holds them back is no argument against them.
double costUnlimited(const FitTarget& evidence, const Rules& rules,
                     const std::vector<FilterShape>& filters) {
    FitBounds bounds = rules.bounds;
    bounds.limit = kUnlimited;
    bounds.extremeBoost = kUnlimited;
    return costOf(evidence, refine(evidence, bounds, filters, true).filters);
}

struct Choice {
    std::vector<FilterShape> filters;
    double cost = 0.0; ///< chi^2/N that they leave
};

// By the number of filters; each of them worth a move.
std::vector<Choice> bestOfEachNumber(const Gap& gap, const FitTarget& target, const Rules& rules,
                                     const std::vector<Fit>& fits) {
    std::vector<Choice> best{{{}, costOf(target, {})}};
    for (const Fit& fit : fits) {
        std::vector<FilterShape> filters = pruned(gap, target, rules, fit.filters);
        if (anyTooClose(rules.bounds, filters))
            continue;
        while (best.size() <= filters.size())
            best.push_back(best.front());
        Choice& standing = best[filters.size()];
        const double cost = costOf(target, filters);
        if (cost < standing.cost)
            standing = {std::move(filters), cost};
    }
    return best;
}

// costs[k]: chi^2/N that k filters leave.
std::size_t numberBorneOut(const std::vector<double>& costs, double price) {
    std::size_t best = 0;
    for (std::size_t number = 1; number < costs.size(); ++number)
        if (costs[number] + price * harmonic(number) < costs[best] + price * harmonic(best))
            best = number;
    return best;
}

// As many moves as the data bear out: by what they close, or by what they would if they might.
std::vector<FilterShape> choose(const Gap& gap, const FitTarget& target, const FitTarget& evidence,
                                const Rules& rules, const std::vector<Fit>& fits) {
    const std::vector<Choice> choices = bestOfEachNumber(gap, target, rules, fits);
    std::vector<double> limited, unlimited;
    for (const Choice& choice : choices) {
        limited.push_back(costOf(evidence, choice.filters));
        unlimited.push_back(costUnlimited(evidence, rules, choice.filters));
    }
    const std::size_t number =
        std::max(numberBorneOut(limited, rules.price), numberBorneOut(unlimited, rules.price));
    return choices[number].filters;
}

// By what each takes away of the cost, most first.
std::vector<FilterShape> bestFirst(const FitTarget& target,
                                   const std::vector<FilterShape>& filters) {
    std::vector<double> without(filters.size());
    for (std::size_t m = 0; m < filters.size(); ++m) {
        std::vector<FilterShape> others = filters;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(m));
        without[m] = costOf(target, others);
    }
    std::vector<std::size_t> order(filters.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return without[a] > without[b]; });
    std::vector<FilterShape> sorted;
    for (const std::size_t m : order)
        sorted.push_back(filters[m]);
    return sorted;
}

// The moves on the whole stereo signal that the fits bear out, rounded, best first.
Moves stereoMoves(const Gap& gap, const FitTarget& target, const FitTarget& evidence,
                  const Rules& rules, const std::vector<Fit>& fits) {
    std::vector<FilterShape> filters = choose(gap, target, evidence, rules, fits);
    filters = roundedFit(target, rules.bounds, std::move(filters));
    std::erase_if(filters,
                  [](const FilterShape& f) { return std::abs(f.gain.value) < kLeastGain - 1e-9; });
    preferNearerEnd(filters, rules.bounds.limit);
    filters = bestFirst(target, filters);
    Moves moves;
    for (std::size_t m = 0; m < filters.size(); ++m) {
        Move move;
        move.shape = filters[m];
        move.reason = reasonFor(gap, target, filters, m);
        // The probability that the true gap lies within half of the one that was measured.
        const double z = std::abs(footprintOf(gap, target, filters, m).partial) /
                         std::max(1e-6, move.reason.sigma.value);
        move.confidence = gap.reliability * std::erf(z / std::sqrt(8.0));
        moves.push_back(move);
    }
    return moves;
}

} // namespace

Moves proposeMoves(const Gap& gap, const MoveOptions& options) {
    const FitTarget target = targetFor(gap, options.fullGap);
    const FitTarget evidence = evidenceFor(gap, options.fullGap);
    const Rules rules = rulesFor(gap, options);
    int most = options.most;
    if (gap.reliability < kDoubtful && !options.fullGap)
        most = std::min(most, kDoubtfulMoves);
    const std::vector<Fit> fits = beamSearch(target, rules.bounds, most, rules.price, kEffort);
    Moves moves = stereoMoves(gap, target, evidence, rules, fits);
    if (options.sideMoves && !options.fullGap)
        for (const auto propose : {monoBass, sideShelf}) {
            const double before = predictedGap(gap, moves).rms.value;
            Moves fewer = moves;
            if (moves.size() >= at(most)) {
                if (most < 2 || moves.back().placement == Placement::Side)
                    continue;
                std::vector<Fit> smaller = fits;
                std::erase_if(smaller,
                              [&](const Fit& fit) { return fit.filters.size() >= at(most); });
                fewer = stereoMoves(gap, target, evidence, rules, smaller);
            }
            const auto side = propose(predictedGap(gap, fewer), {rules.bounds.limit});
            if (!side)
                continue;
            fewer.push_back(side->move);
            // Width is not bought with balance.
            if (fewer.size() <= at(most) &&
                predictedGap(gap, fewer).rms.value <= kSameBalance * before)
                moves = std::move(fewer);
        }
    for (Move& move : moves)
        move.amount = options.amount;
    return moves;
}

} // namespace kilter
