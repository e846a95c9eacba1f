// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/propose.h"

#include "core/base/index.h"
#include "core/moves/fit.h"
#include "core/moves/footprint.h"
#include "core/moves/gap_target.h"
#include "core/moves/predict.h"
#include "core/moves/reason.h"
#include "core/moves/restraint.h"
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
constexpr double kSameBalance = 1.02;
// What a doubtful target asks for.
constexpr double kDoubtfulLimit = 2.0;
constexpr int kDoubtfulMoves = 2;

// What one more move must take off the mean square of what counts, in dB^2: what a decibel over an
// octave is.
constexpr double kBalancePrice = 0.13;
// Balance is broad: what is narrower was played, not mixed.
constexpr double kBalanceQ = 1.2;

// Of one song beside itself, or where all of the gap is wanted: what one more move must save of
// chi^2/N. Noise that is correlated over the thirds lets the first move take away 0.42 sigma^2, the
// second 0.14, the third 0.055: a constant price would be wrong at every number but one.
constexpr double kFullGapPrice = 0.3;
// What a codec leaves is far under its sigma, and hardly noise.
constexpr double kSameSongPrice = 0.35;
constexpr double kSignificant = 2.0;

// Wide enough that twice as much finds next to nothing better (tests/quality/moves_bench), and
// still within 50 ms.
constexpr SearchEffort kEffort{16, 6, 8};

// What the moves are to follow.
enum class Basis {
    Balance,  ///< what can be known of the difference between two songs
    FullGap,  ///< all of it, as the user asked
    SameSong, ///< what was done to one recording
};

struct Rules {
    Basis basis = Basis::Balance;
    FitBounds bounds;
};

Basis basisOf(const Gap& gap, const MoveOptions& options) {
    if (gap.sameSong)
        return Basis::SameSong;
    return options.fullGap ? Basis::FullGap : Basis::Balance;
}

Rules rulesFor(const Gap& gap, const MoveOptions& options) {
    Rules rules;
    rules.basis = basisOf(gap, options);
    FitBounds& bounds = rules.bounds;
    bounds.limit = options.limit.value;
    if (gap.reliability < kDoubtful && !options.fullGap)
        bounds.limit = std::min(bounds.limit, kDoubtfulLimit);
    bounds.extremeBoost = options.limit.value > kDefaultLimit ? options.limit.value : kExtremeBoost;
    switch (rules.basis) {
    case Basis::SameSong:
        bounds.ridge = 0.05;
        break;
    case Basis::FullGap:
        break;
    case Basis::Balance:
        // What an engineer would turn: no two bells on one thing, a shelf at its own end and no
        // second one to undo it.
        bounds.boostQ = bounds.cutQ = kBalanceQ;
        bounds.oneShelfOfAKind = true;
        bounds.bellSpacing = 0.8;
        bounds.shelfSpacing = 1.0;
        bounds.lowShelfMost = 700.0;
        bounds.highShelfLeast = 1000.0;
        break;
    }
    return rules;
}

double harmonic(std::size_t k) {
    double sum = 0.0;
    for (std::size_t i = 1; i <= k; ++i)
        sum += 1.0 / static_cast<double>(i);
    return sum;
}

double priceOf(Basis basis, std::size_t moves) {
    switch (basis) {
    case Basis::Balance:
        return kBalancePrice * static_cast<double>(moves);
    case Basis::FullGap:
        return kFullGapPrice * harmonic(moves);
    case Basis::SameSong:
        return kSameSongPrice * harmonic(moves);
    }
    return 0.0;
}

// The balance asks for a filter that way, and chance does not.
bool isEvident(const ShapeEvidence& e, const FilterShape& filter, double deviations) {
    return e.amount * filter.gain.value < 0.0 && std::abs(e.amount) >= deviations * e.chance;
}

// The more songs, the better they say by themselves how widely their kind is spread.
double knowledgeOfKind(int songs) {
    return songs > 2 ? 1.0 - 2.0 / songs : 0.0;
}

bool worthwhile(const Gap& gap, const FitTarget& target, const Rules& rules,
                const std::vector<FilterShape>& filters, std::size_t m) {
    if (std::abs(filters[m].gain.value) < kLeastGain - 1e-9)
        return false;
    const Footprint f = footprintOf(gap, target, filters, m);
    switch (rules.basis) {
    case Basis::FullGap:
        return true;
    case Basis::SameSong:
        return std::abs(f.partial) >= kSignificant * f.sigma;
    case Basis::Balance:
        // It answers what is seen there, what can't be chance, and what the references agree on.
        return f.gap * filters[m].gain.value < 0.0 &&
               isEvident(evidenceFor(gap, target, filters, m), filters[m], kBeyondChance) &&
               std::abs(f.gap) >= std::lerp(f.scatter, f.spread, knowledgeOfKind(gap.songs));
    }
    return false;
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

// As the user will see them, each gain held to what is there for it to answer.
std::vector<FilterShape> settled(const Gap& gap, const FitTarget& target, const Rules& rules,
                                 std::vector<FilterShape> filters) {
    filters = roundedFit(target, rules.bounds, std::move(filters));
    preferNearerEnd(filters, rules.bounds.limit);
    if (rules.basis != Basis::SameSong)
        filters = withoutOpposites(std::move(filters));
    if (rules.basis == Basis::Balance)
        filters = answeringGaps(gap, target, rules.bounds, std::move(filters));
    std::erase_if(filters,
                  [](const FilterShape& f) { return std::abs(f.gain.value) < kLeastGain - 1e-9; });
    return filters;
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
        // What is held back may be less worth than what was second to it.
        if (rules.basis == Basis::Balance)
            filters = settled(gap, target, rules, std::move(filters));
        while (best.size() <= filters.size())
            best.push_back(best.front());
        Choice& standing = best[filters.size()];
        const double cost = costOf(target, filters);
        if (cost < standing.cost)
            standing = {std::move(filters), cost};
    }
    return best;
}

// As many moves as pay for themselves.
std::vector<FilterShape> choose(const Gap& gap, const FitTarget& target, const Rules& rules,
                                const std::vector<Fit>& fits) {
    std::vector<Choice> choices = bestOfEachNumber(gap, target, rules, fits);
    std::size_t best = 0;
    const auto total = [&](std::size_t number) {
        return choices[number].cost + priceOf(rules.basis, number);
    };
    for (std::size_t number = 1; number < choices.size(); ++number)
        if (total(number) < total(best))
            best = number;
    return std::move(choices[best].filters);
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

// The probability that other sections of the same songs would show the gap of the same sign and at
// least half as large.
double repeatability(const ShapeEvidence& e) {
    const double more = std::copysign(1.0, e.amount) * e.again - 0.5 * std::abs(e.amount);
    return 0.5 * std::erfc(-more / std::max(1e-6, e.againDeviation) / std::sqrt(2.0));
}

// Whether a named band lies further outside its corridor than it would otherwise.
bool isFurtherOut(const Gap& gap, const Gap& otherwise) {
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        const GapBand& band = gap.bands[b];
        if (band.verdict != Verdict::Unknown && abs(band.gap) > std::max(band.spread, band.sigma) &&
            abs(band.gap) > abs(otherwise.bands[b].gap) + kFurtherOut)
            return true;
    }
    return false;
}

// Where a named band ends further out, the move that does most of it says so.
void sayWhatIsPushedOut(const Gap& gap, Moves& moves) {
    const Gap after = predictedGap(gap, moves);
    for (int b = 0; b < kNamedBands; ++b) {
        const GapBand& band = gap.bands[at(b)];
        const Decibels change = after.bands[at(b)].gap - band.gap;
        if (band.verdict == Verdict::Unknown ||
            abs(after.bands[at(b)].gap) <= abs(band.gap) + kFurtherOut)
            continue;
        Move* culprit = nullptr;
        double most = 0.0;
        for (Move& move : moves) {
            const Gap alone = predictedGap(gap, {move});
            const double share = (alone.bands[at(b)].gap - band.gap) / change;
            if (share > most) {
                most = share;
                culprit = &move;
            }
        }
        if (culprit != nullptr)
            culprit->reason.pushed.push_back({b, band.gap, after.bands[at(b)].gap});
    }
}

// The moves on the whole stereo signal, rounded, best first.
Moves stereoMoves(const Gap& gap, const FitTarget& target, const Rules& rules,
                  const std::vector<Fit>& fits) {
    std::vector<FilterShape> filters = choose(gap, target, rules, fits);
    if (rules.basis != Basis::Balance)
        filters = settled(gap, target, rules, std::move(filters));
    filters = bestFirst(target, filters);
    Moves moves;
    for (std::size_t m = 0; m < filters.size(); ++m) {
        Move move;
        move.shape = filters[m];
        move.reason = reasonFor(gap, target, filters, m);
        move.confidence = gap.reliability * repeatability(evidenceFor(gap, target, filters, m));
        moves.push_back(move);
    }
    if (rules.basis != Basis::SameSong)
        sayWhatIsPushedOut(gap, moves);
    return moves;
}

} // namespace

Moves proposeMoves(const Gap& gap, const MoveOptions& options) {
    const FitTarget target = targetFor(gap, options.fullGap);
    const Rules rules = rulesFor(gap, options);
    int most = options.most;
    if (gap.reliability < kDoubtful && !options.fullGap)
        most = std::min(most, kDoubtfulMoves);
    std::vector<Fit> fits =
        beamSearch(target, rules.bounds, most, priceOf(rules.basis, 1), kEffort);
    if (rules.basis == Basis::Balance &&
        std::none_of(fits.begin(), fits.end(),
                     [&](const Fit& fit) { return isBeyondChance(gap, target, fit.filters); }))
        fits.clear();
    Moves moves = stereoMoves(gap, target, rules, fits);
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
                fewer = stereoMoves(gap, target, rules, smaller);
            }
            const auto side = propose(predictedGap(gap, fewer), {rules.bounds.limit});
            if (!side)
                continue;
            fewer.push_back(side->move);
            // Width is not bought with balance.
            const Gap after = predictedGap(gap, fewer);
            if (fewer.size() <= at(most) && after.rms.value <= kSameBalance * before &&
                !isFurtherOut(after, predictedGap(gap, moves)))
                moves = std::move(fewer);
        }
    for (Move& move : moves) {
        move.amount = options.amount;
        move.asProposed = move.shape;
    }
    return moves;
}

} // namespace kilter
