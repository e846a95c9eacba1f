// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/section_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>
#include <vector>

namespace kilter {

namespace {

// Half a section, c0 + c1 z^-1 + c2 z^-2, by its values at z = 1 (u) and z = -1 (v) and by
// r = c0 - c2. On the unit circle
//
//     |.|^2 = (u cos^2(w/2) - v sin^2(w/2))^2 + 4 r^2 sin^2(w/2) cos^2(w/2),
//
// and its roots lie inside the circle exactly when u, v and r are all positive: these are the three
// sides of the stability triangle. Fitting their logarithms therefore needs no constraint, no
// reflecting of roots, and keeps its digits where poles crowd at z = 1.
struct Half {
    double u = 1.0, v = 1.0, r = 1.0;

    [[nodiscard]] double power(double cos2, double sin2) const {
        const double real = u * cos2 - v * sin2;
        return real * real + 4.0 * r * r * cos2 * sin2;
    }
};

struct Candidate {
    Half numerator, denominator;
};

Half scaled(const Half& h, double factor) {
    return {h.u * factor, h.v * factor, h.r * factor};
}

/// One section, or two in a row that share the work.
template <std::size_t N>
using Candidates = std::array<Candidate, N>;

BiquadCoefficients coefficients(const Candidate& h) {
    const auto c0 = [](const Half& p) { return 0.25 * (p.u + p.v) + 0.5 * p.r; };
    const auto c1 = [](const Half& p) { return 0.5 * (p.u - p.v); };
    const auto c2 = [](const Half& p) { return 0.25 * (p.u + p.v) - 0.5 * p.r; };
    const double a0 = c0(h.denominator);
    return {c0(h.numerator) / a0, c1(h.numerator) / a0, c2(h.numerator) / a0,
            c1(h.denominator) / a0, c2(h.denominator) / a0};
}

double power(const Quadratic& p, double x) {
    const double real = p.c0 - p.c2 * x * x;
    const double imaginary = p.c1 * x;
    return real * real + imaginary * imaginary;
}

struct Point {
    double cos2 = 1.0, sin2 = 0.0; // of half the angular frequency
    double target = 0.0;           // dB
    double level = 0.0;            // dB, of the whole filter that this section is a part of
    double weight = 1.0;
};

constexpr double kDb = 4.342944819032518; // 10 / ln 10

template <std::size_t Size>
using Matrix = std::array<std::array<double, Size>, Size>;

// What is being fitted, and which of the six numbers may move.
class Fit {
  public:
    Fit(const AnalogueSection& section, double corner, double rate, int alike)
        : section_(section)
        , alike_(alike)
        , w0_(2.0 * std::numbers::pi * corner / rate)
        , highest_(kHighest * 0.5 * rate)
        , corner_(corner)
        , rate_(rate) {
        const Quadratic& n = section.numerator;
        const bool reachable = corner < 0.97 * 0.5 * rate;
        isNotch_ = n.c1 == 0.0 && n.c0 != 0.0 && n.c2 != 0.0 && reachable;
        zeroAtDc_ = n.c0 == 0.0;
        doubleZeroAtDc_ = zeroAtDc_ && n.c1 == 0.0;
        layPoints();
    }

    [[nodiscard]] Candidate best() {
        return bestOf<1>({Candidates<1>{bilinear()}, Candidates<1>{matchedPoles()},
                          Candidates<1>{matchedNumerator(bilinear().denominator)}})[0];
    }

    /// `first` and beside it one that takes over what a single section can't follow: to begin with
    /// a resonance, weak or strong, that does nothing.
    [[nodiscard]] Candidates<2> bestWith(const Candidate& first) {
        Candidates<2> weak{first, flatResonance(0.3)}, strong{first, flatResonance(0.7)};
        return bestOf<2>({weak, strong});
    }

    [[nodiscard]] double worstOf(const Candidate& c) const { return worst(Candidates<1>{c}); }

  private:
    static constexpr double kHighest = 20000.0 / 22050.0;
    static constexpr double kGoodEnough = 0.003; // dB
    static constexpr double kAudibleDb = -60.0;  // below it errors do not count for choosing
    static constexpr double kLoudDb = -40.0;     // below it they count ever less for fitting
    static constexpr int kReweightings = 12;
    static constexpr std::size_t kFree = 5; // of a section

    template <std::size_t N>
    [[nodiscard]] Candidates<N> bestOf(const std::vector<Candidates<N>>& starts) {
        std::optional<Candidates<N>> best;
        double bestError = 0.0;
        const auto consider = [&](const Candidates<N>& c) {
            const double e = worst(c);
            if (!best || e < bestError) {
                best = c;
                bestError = e;
            }
        };
        for (const auto& start : starts)
            consider(start);
        if (bestError < kGoodEnough)
            return *best;
        for (const auto& start : starts)
            consider(descend(start));
        // Lawson's reweighting takes the squares' optimum towards the smallest worst error.
        const std::vector<Point> unweighted = points_;
        Candidates<N> c = *best;
        for (int round = 0; round < kReweightings && bestError > kGoodEnough; ++round) {
            reweight(c);
            c = descend(c);
            consider(c);
        }
        points_ = unweighted;
        return *best;
    }

    void layPoints() {
        const double lowest = std::min(20.0, corner_ / 8.0);
        constexpr int spread = 96;
        for (int i = 0; i < spread; ++i)
            add(lowest * std::pow(highest_ / lowest, i / (spread - 1.0)));
        // and, about the corner, as many more as a resonance wants
        constexpr int close = 16;
        const double q = std::max(1.0, resonance());
        for (int i = -close; i <= close; ++i)
            add(corner_ * std::exp(0.15 * i / q));
    }

    void add(double f) {
        if (f > highest_ * 1.0000001)
            return;
        Point p;
        const double half = std::numbers::pi * f / rate_;
        p.cos2 = std::cos(half) * std::cos(half);
        p.sin2 = std::sin(half) * std::sin(half);
        const double h = powerResponse(section_, f / corner_);
        p.target = h > 0.0 ? kDb * std::log(h) : -1000.0;
        if (isNotch_ && p.target < -40.0)
            return; // the zero itself is exact
        p.level = alike_ * p.target;
        p.weight = isLoud(p) ? 1.0 : std::pow(10.0, (p.level - kLoudDb) / 40.0);
        points_.push_back(p);
    }

    [[nodiscard]] static bool isLoud(const Point& p) { return p.level > kLoudDb; }

    [[nodiscard]] double resonance() const {
        const auto q = [](const Quadratic& p) {
            return p.c1 > 0.0 ? std::sqrt(p.c0 * p.c2) / p.c1 : 0.0;
        };
        return std::max(q(section_.numerator), q(section_.denominator));
    }

    // s = j k tan(w/2)
    [[nodiscard]] Candidate bilinear() const {
        const double k = 1.0 / std::tan(0.5 * std::min(w0_, 0.97 * std::numbers::pi));
        const auto half = [k](const Quadratic& p) {
            Half h{p.c0, p.c2 * k * k, 0.5 * p.c1 * k};
            if (p.c2 == 0.0 && p.c1 != 0.0) { // first order, c2 = 0
                h.v = p.c1 * k;
                h.r = 0.5 * (h.u + h.v);
            }
            return h;
        };
        Candidate c{half(section_.numerator), half(section_.denominator)};
        tie(c);
        return c;
    }

    // Vicanek: the analogue poles by z = e^s, and a numerator that is right at DC, Nyquist, corner.
    [[nodiscard]] Candidate matchedPoles() const {
        const Quadratic& d = section_.denominator;
        Half h;
        if (d.c2 == 0.0) {
            const double p = std::exp(-w0_ * d.c0 / d.c1);
            h = {1.0 - p, 1.0 + p, 1.0};
        } else {
            const std::complex<double> root =
                std::sqrt(std::complex<double>(d.c1 * d.c1 - 4.0 * d.c2 * d.c0));
            const std::complex<double> one = std::exp(w0_ * (-d.c1 + root) / (2.0 * d.c2));
            const std::complex<double> two = std::exp(w0_ * (-d.c1 - root) / (2.0 * d.c2));
            h.u = ((1.0 - one) * (1.0 - two)).real();
            h.v = ((1.0 + one) * (1.0 + two)).real();
            h.r = 1.0 - (one * two).real();
        }
        return matchedNumerator(h);
    }

    [[nodiscard]] Candidate matchedNumerator(const Half& denominator) const {
        const double nyquist = std::numbers::pi / w0_;
        const auto analogue = [this](double x) { return powerResponse(section_, x); };
        Candidate c{{}, denominator};
        c.numerator.u = denominator.u * std::sqrt(analogue(0.0));
        c.numerator.v = denominator.v * std::sqrt(analogue(nyquist));
        const double x = std::min(1.0, 0.8 * nyquist);
        const double s = std::sin(0.5 * w0_ * x);
        const double sin2 = s * s;
        const double cos2 = 1.0 - sin2;
        const double real = c.numerator.u * cos2 - c.numerator.v * sin2;
        const double rest = analogue(x) * denominator.power(cos2, sin2) - real * real;
        const double least = 0.01 * (c.numerator.u + c.numerator.v);
        c.numerator.r = std::max(least, std::sqrt(std::max(0.0, rest / (4.0 * sin2 * cos2))));
        tie(c);
        return c;
    }

    // Numerator and denominator alike, with a root at the corner's angle and `radius`.
    [[nodiscard]] Candidate flatResonance(double radius) const {
        const double w = std::min(w0_, 0.8 * std::numbers::pi);
        const double sum = 1.0 + radius * radius;
        const double cross = 2.0 * radius * std::cos(w);
        const Half h{sum - cross, sum + cross, 1.0 - radius * radius};
        return {h, h};
    }

    // What the prototype demands exactly: its zeros on the frequency axis.
    void tie(Candidate& c) const {
        if (zeroAtDc_)
            c.numerator.u = 0.0;
        if (doubleZeroAtDc_ || isNotch_)
            c.numerator.r = 0.0;
        if (isNotch_)
            c.numerator.v = c.numerator.u * notchRatio();
    }

    [[nodiscard]] double notchRatio() const {
        const double t = std::tan(0.5 * w0_);
        return 1.0 / (t * t);
    }

    template <std::size_t N>
    [[nodiscard]] double error(const Candidates<N>& sections, const Point& p) const {
        double ratio = 1.0;
        for (const Candidate& c : sections)
            ratio *= std::max(1e-300, c.numerator.power(p.cos2, p.sin2)) /
                     c.denominator.power(p.cos2, p.sin2);
        return kDb * std::log(ratio) - p.target;
    }

    template <std::size_t N>
    [[nodiscard]] double worst(const Candidates<N>& c) const {
        double e = 0.0;
        for (const Point& p : points_)
            if (p.level > kAudibleDb)
                e = std::max(e, std::abs(error(c, p)));
        return e;
    }

    template <std::size_t N>
    [[nodiscard]] double cost(const Candidates<N>& c) const {
        double sum = 0.0;
        for (const Point& p : points_) {
            const double e = p.weight * error(c, p);
            sum += e * e;
        }
        return sum;
    }

    template <std::size_t N>
    void reweight(const Candidates<N>& c) {
        const double top = worst(c);
        for (Point& p : points_)
            if (isLoud(p))
                p.weight *= std::sqrt(0.02 + std::abs(error(c, p)) / top);
    }

    // Derivatives of the error in dB by the logarithms of (u, v, r) above and (v, r) below.
    [[nodiscard]] std::array<double, kFree> gradient(const Candidate& c, const Point& p) const {
        const auto parts = [&p](const Half& h) {
            const double real = h.u * p.cos2 - h.v * p.sin2;
            const double scale = 2.0 * kDb / std::max(1e-300, h.power(p.cos2, p.sin2));
            return Half{scale * real * h.u * p.cos2, -scale * real * h.v * p.sin2,
                        scale * 4.0 * h.r * h.r * p.cos2 * p.sin2};
        };
        const Half n = parts(c.numerator);
        const Half d = parts(c.denominator);
        if (isNotch_)
            return {n.u + n.v, 0.0, 0.0, -d.v, -d.r};
        return {n.u, n.v, n.r, -d.v, -d.r};
    }

    // Levenberg-Marquardt.
    template <std::size_t N>
    [[nodiscard]] Candidates<N> descend(Candidates<N> c) const {
        constexpr std::size_t kAll = N * kFree;
        for (Candidate& section : c)
            prepare(section);
        double damping = 1e-3;
        double before = cost(c);
        for (int iteration = 0; iteration < 40 && damping < 1e8; ++iteration) {
            Matrix<kAll> A{};
            std::array<double, kAll> g{};
            for (const Point& p : points_) {
                std::array<double, kAll> j{};
                for (std::size_t k = 0; k < N; ++k)
                    std::ranges::copy(gradient(c[k], p),
                                      j.begin() + static_cast<std::ptrdiff_t>(k * kFree));
                const double w = p.weight * p.weight;
                const double e = error(c, p);
                for (std::size_t a = 0; a < kAll; ++a) {
                    g[a] += w * j[a] * e;
                    for (std::size_t b = 0; b <= a; ++b)
                        A[a][b] += w * j[a] * j[b];
                }
            }
            bool better = false;
            double after = before;
            while (!better && damping < 1e8) {
                const auto step = solve<kAll>(A, g, damping);
                Candidates<N> next = c;
                for (std::size_t k = 0; k < N; ++k)
                    next[k] = moved(c[k], &step[k * kFree]);
                after = cost(next);
                better = after < before;
                if (better)
                    c = next;
                damping *= better ? 0.2 : 8.0;
            }
            if (before - after < 1e-7 * before)
                break;
            before = after;
        }
        return c;
    }

    // A logarithm can't leave zero: what may move and is not, starts small.
    void prepare(Candidate& c) const {
        const double scale = c.numerator.u + c.numerator.v + c.numerator.r;
        if (!zeroAtDc_)
            c.numerator.u = std::max(c.numerator.u, 1e-3 * scale);
        if (!doubleZeroAtDc_ && !isNotch_)
            c.numerator.r = std::max(c.numerator.r, 1e-3 * scale);
        c.numerator.v = std::max(c.numerator.v, 1e-3 * scale);
        tie(c);
    }

    [[nodiscard]] Candidate moved(Candidate c, const double* step) const {
        const auto by = [](double x) { return std::exp(std::clamp(x, -1.0, 1.0)); };
        c.numerator.u *= by(step[0]);
        c.numerator.v *= by(step[1]);
        c.numerator.r *= by(step[2]);
        c.denominator.v *= by(step[3]);
        c.denominator.r *= by(step[4]);
        tie(c);
        return c;
    }

    // -(A + damping diag A)^-1 g by Cholesky's method.
    template <std::size_t Size>
    [[nodiscard]] static std::array<double, Size>
    solve(const Matrix<Size>& A, const std::array<double, Size>& g, double damping) {
        Matrix<Size> L{};
        std::array<double, Size> x{};
        for (std::size_t i = 0; i < Size; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = A[i][j];
                if (i == j)
                    sum += damping * A[i][i] + 1e-9;
                for (std::size_t k = 0; k < j; ++k)
                    sum -= L[i][k] * L[j][k];
                L[i][j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / L[j][j];
            }
            double sum = -g[i];
            for (std::size_t k = 0; k < i; ++k)
                sum -= L[i][k] * x[k];
            x[i] = sum / L[i][i];
        }
        for (std::size_t i = Size; i-- > 0;) {
            for (std::size_t k = i + 1; k < Size; ++k)
                x[i] -= L[k][i] * x[k];
            x[i] /= L[i][i];
        }
        return x;
    }

    AnalogueSection section_;
    int alike_;
    double w0_;
    double highest_;
    double corner_;
    double rate_;
    bool isNotch_ = false;
    bool zeroAtDc_ = false;
    bool doubleZeroAtDc_ = false;
    std::vector<Point> points_;
};

} // namespace

double powerResponse(const AnalogueSection& section, double ratio) {
    return power(section.numerator, ratio) / power(section.denominator, ratio);
}

BiquadCoefficients fitSection(const AnalogueSection& section, Hertz corner, SampleRate rate,
                              int alike) {
    return coefficients(Fit(section, corner.value, rate.hz, alike).best());
}

FittedSections fitSections(const AnalogueSection& section, Hertz corner, SampleRate rate,
                           Decibels enough) {
    Fit fit(section, corner.value, rate.hz, 1);
    const Candidate single = fit.best();
    if (fit.worstOf(single) <= enough.value)
        return {{coefficients(single)}, 1};
    Candidates<2> both = fit.bestWith(single);
    // The second leaves 0 Hz alone, so that bass does not move while the sections come and go.
    const double bass = both[1].numerator.u / both[1].denominator.u;
    both[0].numerator = scaled(both[0].numerator, bass);
    both[1].numerator = scaled(both[1].numerator, 1.0 / bass);
    return {{coefficients(both[0]), coefficients(both[1])}, 2};
}

} // namespace kilter
