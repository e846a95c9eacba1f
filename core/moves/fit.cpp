// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>

namespace kilter {

namespace {

std::size_t at(int i) {
    return static_cast<std::size_t>(i);
}

// The thirds overlap by half on their 1/6-octave grid, so that each is the sum of two neighbouring
// halves of four cells.
constexpr int kPerHalf = kCellsPerThird / 2;
constexpr int kHalves = kFitThirds + 1;
constexpr int kFitCells = kHalves * kPerHalf;
static_assert(kFitCells == kCells);

// Single precision is a hundred times finer than a hundredth of a decibel, and twice as fast.
using CellArray = std::array<float, kFitCells>;
using FitColumn = std::array<float, kFitThirds>;

constexpr double kDbPerLn = 10.0 / std::numbers::ln10; // of power
constexpr double kLeastQ = 0.3;
constexpr double kLeastShelfQ = 0.4;
constexpr double kMostShelfQ = 1.0;
constexpr double kLeastHz = 30.0;
constexpr double kMostHz = 16000.0;
constexpr double kLowExtreme = 40.0; // Hz: boosts beyond lift rumble and codec noise
constexpr double kHighExtreme = 14000.0;
// A few steps tell which of many candidates are worth going on with.
constexpr int kFirstIterations = 4;
constexpr int kIterations = 25;
constexpr double kCompositePenalty = 5.0;

struct Band {
    FilterKind kind = FilterKind::Bell;
    double lnF = 0.0, g = 0.0, lnQ = 0.0;
};

Band bandOf(const FilterShape& s) {
    return {s.kind, std::log(s.frequency.value), s.gain.value, std::log(s.q)};
}

FilterShape shapeOf(const Band& b) {
    return {b.kind, {std::exp(b.lnF)}, {b.g}, std::exp(b.lnQ), 12};
}

// |H|^2 of one band in every cell, and the derivatives of its logarithm.
struct BandResponse {
    CellArray power{}, byLnF{}, byGain{}, byLnQ{};
};

// The RBJ cookbook's analogue prototypes as in core/base/filter_shape, with v = (f/f0)^2,
// a = v/Q^2. Each line of derivatives follows from the line above it.
void evaluate(const Band& band, const CellArray& f2, BandResponse& r) {
    const auto inverseF2 = static_cast<float>(std::exp(-2.0 * band.lnF));
    const auto inverseQ2 = static_cast<float>(std::exp(-2.0 * band.lnQ));
    const float* cells = f2.data();
    float* power = r.power.data();
    float* byLnF = r.byLnF.data();
    float* byGain = r.byGain.data();
    float* byLnQ = r.byLnQ.data();
    if (band.kind == FilterKind::Bell) {
        const auto G = static_cast<float>(std::exp(band.g * (std::numbers::ln10 / 20.0)));
        constexpr float dG = std::numbers::ln10_v<float> / 20.0F; // d ln G / d gain
        const float invG = 1.0F / G;
#pragma omp simd
        for (int i = 0; i < kFitCells; ++i) {
            const float v = cells[i] * inverseF2;
            const float a = v * inverseQ2;
            const float u = (1.0F - v) * (1.0F - v);
            const float n = 1.0F / (u + a * G);
            const float d = 1.0F / (u + a * invG);
            const float du = 4.0F * v * (1.0F - v);
            power[i] = d / n;
            byLnF[i] = (du - 2.0F * a * G) * n - (du - 2.0F * a * invG) * d;
            byGain[i] = dG * a * (G * n + invG * d);
            byLnQ[i] = -2.0F * a * (G * n - invG * d);
        }
        return;
    }
    const bool high = band.kind == FilterKind::HighShelf;
    const auto A = static_cast<float>(std::exp(band.g * (std::numbers::ln10 / 40.0)));
    const float dA = A * (std::numbers::ln10_v<float> / 40.0F);
    const float scale = high ? 1.0F / inverseF2 : inverseF2;
    const float sign = high ? -1.0F : 1.0F;
#pragma omp simd
    for (int i = 0; i < kFitCells; ++i) {
        const float v = high ? scale / cells[i] : cells[i] * scale;
        const float a = A * v * inverseQ2;
        const float p = A - v;
        const float q = 1.0F - A * v;
        const float n = 1.0F / (p * p + a);
        const float d = 1.0F / (q * q + a);
        power[i] = A * A * d / n;
        byLnF[i] = sign * ((4.0F * v * p - 2.0F * a) * n - (4.0F * A * v * q - 2.0F * a) * d);
        byGain[i] =
            dA * (2.0F / A + (2.0F * p + v * inverseQ2) * n - (-2.0F * v * q + v * inverseQ2) * d);
        byLnQ[i] = -2.0F * a * (n - d);
    }
}

// Sums over the thirds of what is given per cell.
FitColumn thirdSums(const float* cells) {
    static_assert(kPerHalf == 4);
    std::array<float, kHalves> halves;
    for (int j = 0; j < kHalves; ++j) {
        const float* c = cells + j * kPerHalf;
        halves[at(j)] = (c[0] + c[1]) + (c[2] + c[3]);
    }
    FitColumn sums;
    for (int b = 0; b < kFitThirds; ++b)
        sums[at(b)] = halves[at(b)] + halves[at(b + 1)];
    return sums;
}

// Everything about the target that stays the same during a search.
struct Problem {
    explicit Problem(const FitTarget& target) {
        double total = 0.0;
        for (int i = 0; i < kFitCells; ++i) {
            const double f = cellCentre(i).value;
            f2[at(i)] = static_cast<float>(f * f);
            total += std::max(0.0, target.power[at(i)]);
        }
        // An empty cell still has a response.
        for (int i = 0; i < kFitCells; ++i)
            power[at(i)] = total > 0.0
                               ? static_cast<float>(std::max(1e-15, target.power[at(i)] / total))
                               : 1.0F;
        const FitColumn sums = thirdSums(power.data());
        for (int b = 0; b < kFitThirds; ++b)
            inverseThird[at(b)] = 1.0 / static_cast<double>(sums[at(b)]);
        wanted = target.wanted;
        weight = target.weight;
        for (const double w : weight) {
            weights += w;
            known += w > 0.0 ? 1 : 0;
        }
        for (int b = 0; b < kFitThirds; ++b) {
            rootWeight[at(b)] = static_cast<float>(std::sqrt(weight[at(b)]));
            meanWeight[at(b)] = static_cast<float>(weight[at(b)] / std::max(1e-30, weights));
        }
    }

    CellArray f2{}, power{};
    FitThirds inverseThird{}, wanted{}, weight{};
    FitColumn rootWeight{}, meanWeight{};
    double weights = 0.0;
    int known = 0;
};

void removeMean(const Problem& p, FitThirds& x) {
    double mean = 0.0;
    for (int b = 0; b < kFitThirds; ++b)
        mean += p.weight[at(b)] * x[at(b)];
    mean /= p.weights;
    for (double& v : x)
        v -= mean;
}

double weightedSquares(const Problem& p, const FitThirds& x) {
    double sum = 0.0;
    for (int b = 0; b < kFitThirds; ++b)
        sum += p.weight[at(b)] * x[at(b)] * x[at(b)];
    return sum;
}

// One point of the search: where the bands stand, what that costs, and how the cost changes.
class State {
  public:
    State(const Problem& problem, const FitBounds& bounds, std::vector<Band> bands)
        : problem_(&problem)
        , bounds_(&bounds)
        , bands_(std::move(bands))
        , responses_(bands_.size()) {
        for (Band& b : bands_)
            hold(b);
        update();
    }

    [[nodiscard]] const std::vector<Band>& bands() const { return bands_; }
    [[nodiscard]] double objective() const { return objective_; }
    [[nodiscard]] double cost() const {
        return problem_->known > 0 ? chi2_ / problem_->known : 0.0;
    }
    [[nodiscard]] const FitThirds& residual() const { return residual_; }
    [[nodiscard]] const FitThirds& change() const { return change_; }

    void hold(Band& b) const {
        double most = bounds_->limit;
        const double f = std::exp(b.lnF);
        if (f < kLowExtreme || f > kHighExtreme)
            most = std::min(most, bounds_->extremeBoost);
        b.g = std::clamp(b.g, -bounds_->limit, most);
        const double least = b.kind == FilterKind::HighShelf ? bounds_->highShelfLeast : kLeastHz;
        const double highest = b.kind == FilterKind::LowShelf ? bounds_->lowShelfMost : kMostHz;
        b.lnF = std::clamp(b.lnF, std::log(least), std::log(highest));
        if (b.kind == FilterKind::Bell)
            b.lnQ = std::clamp(b.lnQ, std::log(kLeastQ),
                               std::log(b.g > 0.0 ? bounds_->boostQ : bounds_->cutQ));
        else
            b.lnQ = std::clamp(b.lnQ, std::log(kLeastShelfQ), std::log(kMostShelfQ));
    }

    // Levenberg-Marquardt until it settles.
    void refine(bool gainsOnly, int iterations) {
        double mu = 0.01;
        for (int i = 0; i < iterations; ++i) {
            const double before = objective_;
            linearise(gainsOnly);
            bool better = false;
            for (int tries = 0; tries < 6 && !better; ++tries) {
                std::optional<State> next = step(mu, gainsOnly);
                if (next && next->objective_ < objective_) {
                    *this = std::move(*next);
                    mu *= 0.2;
                    better = true;
                } else {
                    mu *= 6.0;
                }
            }
            if (!better || before - objective_ < 1e-4 * objective_ + 1e-9)
                return;
        }
    }

  private:
    void update() {
        total_ = problem_->power;
        for (std::size_t m = 0; m < bands_.size(); ++m) {
            evaluate(bands_[m], problem_->f2, responses_[m]);
            for (int i = 0; i < kFitCells; ++i)
                total_[at(i)] *= responses_[m].power[at(i)];
        }
        const FitColumn sums = thirdSums(total_.data());
        std::copy(sums.begin(), sums.end(), sums_.begin());
        for (int b = 0; b < kFitThirds; ++b)
            change_[at(b)] = kDbPerLn * std::log(sums_[at(b)] * problem_->inverseThird[at(b)]);
        for (int b = 0; b < kFitThirds; ++b)
            residual_[at(b)] = problem_->wanted[at(b)] - change_[at(b)];
        removeMean(*problem_, residual_);
        chi2_ = weightedSquares(*problem_, residual_);
        objective_ = chi2_;
        for (const Band& b : bands_)
            objective_ += bounds_->ridge * b.g * b.g;
        // The composite beyond its limit, once a half third.
        over_.clear();
        const double most = std::exp(bounds_->limit / kDbPerLn);
        for (int j = 0; j < kHalves; ++j) {
            const int i = j * kPerHalf + kPerHalf / 2;
            const double h = static_cast<double>(total_[at(i)] / problem_->power[at(i)]);
            if (h > most || h * most < 1.0) {
                const double db = kDbPerLn * std::log(h);
                const double excess = db > 0.0 ? db - bounds_->limit : db + bounds_->limit;
                over_.push_back({i, excess});
                objective_ += kCompositePenalty * excess * excess;
            }
        }
    }

    void linearise(bool gainsOnly) {
        const std::size_t perBand = gainsOnly ? 1 : 3;
        const std::size_t n = bands_.size() * perBand;
        columns_.resize(n);
        gradient_.assign(n, 0.0);
        normal_.assign(n * n, 0.0);
        FitColumn scale;
        for (int b = 0; b < kFitThirds; ++b)
            scale[at(b)] = static_cast<float>(kDbPerLn / sums_[at(b)]);
        FitColumn residual;
        for (int b = 0; b < kFitThirds; ++b)
            residual[at(b)] = problem_->rootWeight[at(b)] * static_cast<float>(residual_[at(b)]);
        for (std::size_t k = 0; k < n; ++k) {
            columns_[k] = weightedColumn(derivativeOf(k, gainsOnly), scale);
            gradient_[k] = dot(columns_[k], residual);
            for (std::size_t l = 0; l <= k; ++l) {
                const double sum = dot(columns_[k], columns_[l]);
                normal_[k * n + l] = sum;
                normal_[l * n + k] = sum;
            }
        }
        for (std::size_t m = 0; m < bands_.size(); ++m) {
            const std::size_t k = gainsOnly ? m : 3 * m + 1;
            gradient_[k] -= bounds_->ridge * bands_[m].g;
            normal_[k * n + k] += bounds_->ridge;
        }
        std::vector<double> row(n);
        for (const Over& o : over_) {
            for (std::size_t k = 0; k < n; ++k)
                row[k] = kDbPerLn * static_cast<double>(derivativeOf(k, gainsOnly)[o.cell]);
            for (std::size_t k = 0; k < n; ++k) {
                gradient_[k] -= kCompositePenalty * o.excess * row[k];
                for (std::size_t l = 0; l < n; ++l)
                    normal_[k * n + l] += kCompositePenalty * row[k] * row[l];
            }
        }
    }

    // How the level of each third changes with one parameter, less its mean, times 1/sigma.
    FitColumn weightedColumn(const float* derivative, const FitColumn& scale) const {
        CellArray product;
        const float* total = total_.data();
        float* to = product.data();
#pragma omp simd
        for (int i = 0; i < kFitCells; ++i)
            to[i] = total[i] * derivative[i];
        const FitColumn sums = thirdSums(product.data());
        FitColumn column;
        float mean = 0.0F;
        for (std::size_t b = 0; b < kFitThirds; ++b) {
            column[b] = sums[b] * scale[b];
            mean += problem_->meanWeight[b] * column[b];
        }
        for (std::size_t b = 0; b < kFitThirds; ++b)
            column[b] = (column[b] - mean) * problem_->rootWeight[b];
        return column;
    }

    static double dot(const FitColumn& x, const FitColumn& y) {
        const float* a = x.data();
        const float* b = y.data();
        float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
        for (int i = 0; i < kFitThirds; ++i)
            sum += a[i] * b[i];
        return static_cast<double>(sum);
    }

    const float* derivativeOf(std::size_t column, bool gainsOnly) const {
        if (gainsOnly)
            return responses_[column].byGain.data();
        const BandResponse& r = responses_[column / 3];
        switch (column % 3) {
        case 0:
            return r.byLnF.data();
        case 1:
            return r.byGain.data();
        default:
            return r.byLnQ.data();
        }
    }

    // Where the damped normal equations lead. Parameters that would only push against their bound
    // are frozen.
    std::optional<State> step(double mu, bool gainsOnly) const {
        const std::size_t n = gradient_.size();
        std::vector<std::size_t> freeOnes;
        for (std::size_t k = 0; k < n; ++k) {
            Band wished = bands_[gainsOnly ? k : k / 3];
            move(wished, gainsOnly ? 1 : k % 3, gradient_[k] > 0.0 ? 1e-6 : -1e-6);
            Band held = wished;
            hold(held);
            if (held.lnF == wished.lnF && held.g == wished.g && held.lnQ == wished.lnQ)
                freeOnes.push_back(k);
        }
        const std::size_t m = freeOnes.size();
        if (m == 0)
            return std::nullopt;
        std::vector<double> a(m * m);
        std::vector<double> x(m);
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < m; ++j)
                a[i * m + j] = normal_[freeOnes[i] * n + freeOnes[j]];
            a[i * m + i] *= 1.0 + mu;
            a[i * m + i] += 1e-12;
            x[i] = gradient_[freeOnes[i]];
        }
        if (!solveCholesky(a, x))
            return std::nullopt;
        std::vector<Band> bands = bands_;
        for (std::size_t i = 0; i < m; ++i) {
            const std::size_t k = freeOnes[i];
            const std::size_t parameter = gainsOnly ? 1 : k % 3;
            const double most = parameter == 1 ? 6.0 : 0.5;
            move(bands[gainsOnly ? k : k / 3], parameter, std::clamp(x[i], -most, most));
        }
        return State(*problem_, *bounds_, std::move(bands));
    }

    static void move(Band& b, std::size_t parameter, double by) {
        switch (parameter) {
        case 0:
            b.lnF += by;
            break;
        case 1:
            b.g += by;
            break;
        default:
            b.lnQ += by;
        }
    }

    // a x = b for a symmetric, positive definite a; b becomes x. False when it isn't.
    static bool solveCholesky(std::vector<double>& a, std::vector<double>& b) {
        const std::size_t n = b.size();
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = a[i * n + j];
                for (std::size_t k = 0; k < j; ++k)
                    sum -= a[i * n + k] * a[j * n + k];
                if (i == j) {
                    if (!(sum > 0.0))
                        return false;
                    a[i * n + i] = std::sqrt(sum);
                } else {
                    a[i * n + j] = sum / a[j * n + j];
                }
            }
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < i; ++k)
                b[i] -= a[i * n + k] * b[k];
            b[i] /= a[i * n + i];
        }
        for (std::size_t i = n; i-- > 0;) {
            for (std::size_t k = i + 1; k < n; ++k)
                b[i] -= a[k * n + i] * b[k];
            b[i] /= a[i * n + i];
        }
        return true;
    }

    struct Over {
        int cell;
        double excess;
    };

    const Problem* problem_;
    const FitBounds* bounds_;
    std::vector<Band> bands_;
    std::vector<BandResponse> responses_;
    CellArray total_{};
    FitThirds sums_{}, change_{}, residual_{};
    double chi2_ = 0.0;
    double objective_ = 0.0;
    std::vector<Over> over_;
    std::vector<FitColumn> columns_;
    std::vector<double> gradient_, normal_;
};

bool tooClose(const FitBounds& bounds, const Band& a, const Band& b) {
    const bool bell = a.kind == FilterKind::Bell;
    // A low shelf is a high shelf the other way up: two of them at one place are one.
    if (bell != (b.kind == FilterKind::Bell))
        return false;
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

Fit fitOf(const State& state) {
    Fit fit;
    for (const Band& b : state.bands())
        fit.filters.push_back(shapeOf(b));
    fit.cost = state.cost();
    return fit;
}

std::vector<Band> bandsOf(const std::vector<FilterShape>& filters) {
    std::vector<Band> bands;
    bands.reserve(filters.size());
    for (const FilterShape& f : filters)
        bands.push_back(bandOf(f));
    return bands;
}

} // namespace

std::vector<Fit> beamSearch(const FitTarget& target, const FitBounds& bounds, int most,
                            double price, int beams, int atoms) {
    const Problem problem(target);
    std::vector<Fit> fits;
    if (problem.known == 0)
        return fits;
    const std::vector<Atom> library = atomsFor(problem);
    std::vector<State> beam{State(problem, bounds, {})};
    for (int k = 1; k <= most; ++k) {
        std::vector<State> next;
        for (const State& state : beam)
            for (const Candidate& c : candidates(problem, bounds, state, library, atoms)) {
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
        keepBest(next, at(beams));
        for (State& state : next)
            state.refine(false, kIterations);
        std::erase_if(next, [&](const State& s) { return anyTooClose(bounds, s.bands()); });
        if (next.empty())
            break;
        keepBest(next, at(beams));
        beam = std::move(next);
        if (k == most)
            exchange(problem, bounds, library, atoms, beam.front());
        fits.push_back(fitOf(beam.front()));
        if (beam.front().cost() < price / (k + 1))
            break;
    }
    return fits;
}

Fit refine(const FitTarget& target, const FitBounds& bounds, std::vector<FilterShape> filters,
           bool gainsOnly) {
    const Problem problem(target);
    if (problem.known == 0)
        return {std::move(filters), 0.0};
    State state(problem, bounds, bandsOf(filters));
    state.refine(gainsOnly, kIterations);
    return fitOf(state);
}

double costOf(const FitTarget& target, const std::vector<FilterShape>& filters) {
    const Problem problem(target);
    if (problem.known == 0)
        return 0.0;
    const FitThirds change = thirdChange(target, filters);
    FitThirds residual;
    for (int b = 0; b < kFitThirds; ++b)
        residual[at(b)] = target.wanted[at(b)] - change[at(b)];
    removeMean(problem, residual);
    return weightedSquares(problem, residual) / problem.known;
}

FitThirds thirdChange(const FitTarget& target, const std::vector<FilterShape>& filters) {
    const Problem problem(target);
    CellArray total = problem.power;
    BandResponse r;
    for (const FilterShape& f : filters) {
        evaluate(bandOf(f), problem.f2, r);
        for (int i = 0; i < kFitCells; ++i)
            total[at(i)] *= r.power[at(i)];
    }
    const FitColumn sums = thirdSums(total.data());
    FitThirds change;
    for (int b = 0; b < kFitThirds; ++b)
        change[at(b)] =
            kDbPerLn * std::log(static_cast<double>(sums[at(b)]) * problem.inverseThird[at(b)]);
    return change;
}

double compositePeak(const std::vector<FilterShape>& filters) {
    double peak = 0.0;
    for (int i = 0; i < kCells; ++i) {
        double h = 0.0;
        for (const FilterShape& f : filters)
            h += response(f, cellCentre(i)).value;
        peak = std::max(peak, std::abs(h));
    }
    return peak;
}

} // namespace kilter
