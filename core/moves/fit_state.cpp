// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/fit_state.h"

#include "core/base/index.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kilter::fitting {

namespace {

constexpr double kLowExtreme = 40.0; // Hz: boosts beyond lift rumble and codec noise
constexpr double kHighExtreme = 14000.0;
constexpr double kCompositePenalty = 5.0;

double dot(const FitColumn& x, const FitColumn& y) {
    const float* a = x.data();
    const float* b = y.data();
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < kFitThirds; ++i)
        sum += a[i] * b[i];
    return static_cast<double>(sum);
}

void move(Band& b, std::size_t parameter, double by) {
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
bool solveCholesky(std::vector<double>& a, std::vector<double>& b) {
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

} // namespace

State::State(const Problem& problem, const FitBounds& bounds, std::vector<Band> bands)
    : problem_(&problem)
    , bounds_(&bounds)
    , bands_(std::move(bands))
    , responses_(bands_.size()) {
    for (Band& b : bands_)
        hold(b);
    update();
}

void State::hold(Band& b) const {
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

void State::refine(bool gainsOnly, int iterations) {
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

void State::update() {
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

void State::linearise(bool gainsOnly) {
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

FitColumn State::weightedColumn(const float* derivative, const FitColumn& scale) const {
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

const float* State::derivativeOf(std::size_t column, bool gainsOnly) const {
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

std::optional<State> State::step(double mu, bool gainsOnly) const {
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

Fit fitOf(const State& state) {
    Fit fit;
    for (const Band& b : state.bands())
        fit.filters.push_back(shapeOf(b));
    fit.cost = state.cost();
    return fit;
}

} // namespace kilter::fitting
