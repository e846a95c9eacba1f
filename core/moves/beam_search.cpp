// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/index.h"
#include "core/moves/fit_problem.h"
#include "core/moves/fit_state.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace kilter {

using namespace fitting;

namespace {

// A few steps tell which of many candidates are worth going on with.
constexpr int kFirstIterations = 4;

bool tooClose(const FitBounds& bounds, const Band& a, const Band& b) {
    const bool bell = a.kind == FilterKind::Bell;
    // A low shelf is a high shelf the other way up: two of them at one place are one.
    if (bell != (b.kind == FilterKind::Bell))
        return false;
    if (!bell && bounds.oneShelfOfAKind && a.kind == b.kind)
        return true;
    return std::abs(a.lnF - b.lnF) <
           std::numbers::ln2 * (bell ? bounds.bellSpacing : bounds.shelfSpacing);
}

bool anyTooClose(const FitBounds& bounds, const std::vector<Band>& bands) {
    for (std::size_t i = 0; i < bands.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (tooClose(bounds, bands[i], bands[j]))
                return true;
    return false;
}

bool sameSet(const std::vector<Band>& a, const std::vector<Band>& b) {
    return std::is_permutation(
        a.begin(), a.end(), b.begin(), b.end(), [](const Band& x, const Band& y) {
            return x.kind == y.kind && std::abs(x.lnF - y.lnF) < 0.03 && std::abs(x.g - y.g) < 0.15;
        });
}

// A filter to begin with, and what a decibel of it does to the thirds.
struct Atom {
    Band band;
    FitThirds shape{};
    double norm = 0.0;
};

std::vector<Atom> atomsFor(const Problem& problem) {
    constexpr double kProbe = 3.0; // dB; the shape hardly depends on it
    std::vector<Atom> atoms;
    BandResponse r;
    CellArray scratch;
    const auto add = [&](FilterKind kind, double f, double q) {
        Atom atom;
        atom.band = {kind, std::log(f), kProbe, std::log(q)};
        evaluate(atom.band, problem.f2, r);
        for (int i = 0; i < kFitCells; ++i)
            scratch[at(i)] = problem.power[at(i)] * r.byGain[at(i)];
        const FitColumn sums = thirdSums(scratch.data());
        std::copy(sums.begin(), sums.end(), atom.shape.begin());
        for (int b = 0; b < kFitThirds; ++b)
            atom.shape[at(b)] *= kDbPerLn * problem.inverseThird[at(b)];
        removeMean(problem, atom.shape);
        atom.norm = weightedSquares(problem, atom.shape);
        if (atom.norm > 0.0)
            atoms.push_back(atom);
    };
    for (double f = 35.0; f < kMostHz; f *= std::exp2(1.0 / 6.0))
        for (const double q : {0.35, 0.6, 1.0, 1.6, 2.4})
            add(FilterKind::Bell, f, q);
    for (double f = 35.0; f < kMostHz; f *= std::exp2(1.0 / 3.0))
        for (const double q : {0.5, 0.7, 1.0}) {
            add(FilterKind::LowShelf, f, q);
            add(FilterKind::HighShelf, f, q);
        }
    return atoms;
}

struct Candidate {
    const Atom* atom = nullptr;
    double gain = 0.0;  ///< dB by projection, within its bounds
    double saves = 0.0; ///< chi^2 that it would take away
};

// The most promising filters to add to a state: the best of each kind, then the best of all, no
// two of a kind nearly alike.
std::vector<Candidate> candidates(const Problem& problem, const FitBounds& bounds,
                                  const State& state, const std::vector<Atom>& atoms, int most) {
    FitThirds weighted;
    for (int b = 0; b < kFitThirds; ++b)
        weighted[at(b)] = problem.weight[at(b)] * state.residual()[at(b)];
    std::vector<Candidate> all;
    all.reserve(atoms.size());
    for (const Atom& atom : atoms) {
        const double* shape = atom.shape.data();
        double projection = 0.0;
#pragma omp simd reduction(+ : projection)
        for (int b = 0; b < kFitThirds; ++b)
            projection += weighted[at(b)] * shape[b];
        Band band = atom.band;
        band.g = projection / atom.norm;
        const Band free = band;
        state.hold(band);
        // Refused at this place or with this Q: another atom stands for it.
        if (std::abs(band.lnQ - free.lnQ) > 0.3 || std::abs(band.lnF - free.lnF) > 0.2)
            continue;
        const double saves = 2.0 * band.g * projection - band.g * band.g * atom.norm;
        const bool close = std::any_of(state.bands().begin(), state.bands().end(),
                                       [&](const Band& b) { return tooClose(bounds, b, band); });
        if (saves > 0.0 && !close)
            all.push_back({&atom, band.g, saves});
    }
    std::sort(all.begin(), all.end(),
              [](const Candidate& a, const Candidate& b) { return a.saves > b.saves; });
    std::vector<Candidate> chosen;
    const auto alike = [&](const Candidate& a, const Candidate& b) {
        return a.atom->band.kind == b.atom->band.kind &&
               std::abs(a.atom->band.lnF - b.atom->band.lnF) < 0.3 &&
               std::abs(a.atom->band.lnQ - b.atom->band.lnQ) < 0.6;
    };
    const auto consider = [&](const Candidate& c) {
        if (std::none_of(chosen.begin(), chosen.end(),
                         [&](const Candidate& other) { return alike(c, other); }))
            chosen.push_back(c);
    };
    for (const FilterKind kind : {FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf})
        for (const Candidate& c : all)
            if (c.atom->band.kind == kind) {
                if (c.saves > 0.3 * all.front().saves)
                    consider(c);
                break;
            }
    for (const Candidate& c : all) {
        if (chosen.size() >= at(most))
            break;
        consider(c);
    }
    return chosen;
}

// The best `most`, best first, no two of them the same.
void keepBest(std::vector<State>& states, std::size_t most) {
    std::vector<std::size_t> order(states.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return states[a].objective() < states[b].objective();
    });
    std::vector<State> kept;
    for (const std::size_t i : order) {
        if (kept.size() >= most)
            break;
        if (std::none_of(kept.begin(), kept.end(),
                         [&](const State& s) { return sameSet(s.bands(), states[i].bands()); }))
            kept.push_back(std::move(states[i]));
    }
    states = std::move(kept);
}

// Takes each filter out in turn and looks for a better one in its place, as long as that helps.
void exchange(const Problem& problem, const FitBounds& bounds, const std::vector<Atom>& library,
              int atoms, State& best) {
    constexpr int kRounds = 2;
    for (int round = 0; round < kRounds; ++round) {
        const double before = best.objective();
        for (std::size_t m = 0; m < best.bands().size(); ++m) {
            std::vector<Band> others = best.bands();
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(m));
            const State without(problem, bounds, others);
            std::vector<State> tried;
            for (const Candidate& c : candidates(problem, bounds, without, library, atoms)) {
                std::vector<Band> bands = others;
                bands.push_back(c.atom->band);
                bands.back().g = c.gain;
                tried.emplace_back(problem, bounds, std::move(bands));
                tried.back().refine(false, kFirstIterations);
            }
            keepBest(tried, 2);
            for (State& t : tried) {
                t.refine(false, kIterations);
                if (t.objective() < best.objective() && !anyTooClose(bounds, t.bands()))
                    best = std::move(t);
            }
        }
        if (best.objective() > 0.999 * before)
            return;
    }
}

} // namespace

std::vector<Fit> beamSearch(const FitTarget& target, const FitBounds& bounds, int most,
                            double price, const SearchEffort& effort) {
    const Problem problem(target);
    std::vector<Fit> fits;
    if (problem.known == 0)
        return fits;
    const std::vector<Atom> library = atomsFor(problem);
    std::vector<State> beam{State(problem, bounds, {})};
    for (int k = 1; k <= most; ++k) {
        std::vector<State> next;
        for (const State& state : beam)
            for (const Candidate& c : candidates(problem, bounds, state, library, effort.atoms)) {
                std::vector<Band> bands = state.bands();
                bands.push_back(c.atom->band);
                bands.back().g = c.gain;
                State tried(problem, bounds, std::move(bands));
                tried.refine(false, kFirstIterations);
                if (!anyTooClose(bounds, tried.bands()))
                    next.push_back(std::move(tried));
            }
        if (next.empty())
            break;
        keepBest(next, at(effort.beams));
        for (State& state : next)
            state.refine(false, kIterations);
        std::erase_if(next, [&](const State& s) { return anyTooClose(bounds, s.bands()); });
        if (next.empty())
            break;
        keepBest(next, at(effort.beams));
        beam = std::move(next);
        if (k == most)
            exchange(problem, bounds, library, effort.atoms, beam.front());
        for (std::size_t i = 0; i < std::min(beam.size(), at(effort.fits)); ++i)
            fits.push_back(fitOf(beam[i]));
        if (beam.front().cost() < price / (k + 1))
            break;
    }
    return fits;
}

bool anyTooClose(const FitBounds& bounds, const std::vector<FilterShape>& filters) {
    std::vector<Band> bands;
    for (const FilterShape& filter : filters)
        bands.push_back(bandOf(filter));
    return anyTooClose(bounds, bands);
}

} // namespace kilter
