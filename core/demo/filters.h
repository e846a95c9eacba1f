// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/filter_shape.h"
#include "core/base/units.h"
#include "core/demo/exact_math.h"

#include <algorithm>

/// The synthesiser's filters, one sample in, one sample out, states in double.
namespace kilter::demo {

/// A frequency that a filter at `rate` can still be tuned to.
[[nodiscard]] inline double tunable(double hz, SampleRate rate) {
    return std::clamp(hz, 5.0, 0.45 * rate.hz);
}

/// Second-order section, transposed direct form II; designs of the RBJ Audio EQ Cookbook.
class Biquad {
  public:
    double operator()(double x) {
        const double y = b0_ * x + z1_;
        z1_ = b1_ * x - a1_ * y + z2_;
        z2_ = b2_ * x - a2_ * y;
        return y;
    }

    /// |H|^2 at a frequency given in turns a sample, 0 .. 0.5.
    [[nodiscard]] double powerAt(double turns) const {
        const double c1 = cosine(turns);
        const double s1 = sine(turns);
        const double c2 = cosine(2 * turns);
        const double s2 = sine(2 * turns);
        const double nRe = b0_ + b1_ * c1 + b2_ * c2;
        const double nIm = b1_ * s1 + b2_ * s2;
        const double dRe = 1 + a1_ * c1 + a2_ * c2;
        const double dIm = a1_ * s1 + a2_ * s2;
        return (nRe * nRe + nIm * nIm) / (dRe * dRe + dIm * dIm);
    }

    [[nodiscard]] static Biquad lowPass(double hz, double q, SampleRate rate) {
        const Tuning t(hz, q, rate);
        return {(1 - t.cosW) / 2, 1 - t.cosW,  (1 - t.cosW) / 2,
                1 + t.alpha,      -2 * t.cosW, 1 - t.alpha};
    }
    [[nodiscard]] static Biquad highPass(double hz, double q, SampleRate rate) {
        const Tuning t(hz, q, rate);
        return {(1 + t.cosW) / 2, -1 - t.cosW, (1 + t.cosW) / 2,
                1 + t.alpha,      -2 * t.cosW, 1 - t.alpha};
    }
    /// 0 dB at its centre.
    [[nodiscard]] static Biquad bandPass(double hz, double q, SampleRate rate) {
        const Tuning t(hz, q, rate);
        return {t.alpha, 0, -t.alpha, 1 + t.alpha, -2 * t.cosW, 1 - t.alpha};
    }
    [[nodiscard]] static Biquad bell(double hz, double gainDb, double q, SampleRate rate) {
        const Tuning t(hz, q, rate);
        const double A = ratio(gainDb / 2);
        return {1 + t.alpha * A, -2 * t.cosW, 1 - t.alpha * A,
                1 + t.alpha / A, -2 * t.cosW, 1 - t.alpha / A};
    }
    [[nodiscard]] static Biquad lowShelf(double hz, double gainDb, double q, SampleRate rate) {
        const Tuning t(hz, q, rate);
        const double A = ratio(gainDb / 2);
        const double s = 2 * std::sqrt(A) * t.alpha;
        const double up = A + 1;
        const double down = A - 1;
        return {A * (up - down * t.cosW + s), 2 * A * (down - up * t.cosW),
                A * (up - down * t.cosW - s), up + down * t.cosW + s,
                -2 * (down + up * t.cosW),    up + down * t.cosW - s};
    }
    [[nodiscard]] static Biquad highShelf(double hz, double gainDb, double q, SampleRate rate) {
        const Tuning t(hz, q, rate);
        const double A = ratio(gainDb / 2);
        const double s = 2 * std::sqrt(A) * t.alpha;
        const double up = A + 1;
        const double down = A - 1;
        return {A * (up + down * t.cosW + s), -2 * A * (down + up * t.cosW),
                A * (up + down * t.cosW - s), up - down * t.cosW + s,
                2 * (down - up * t.cosW),     up - down * t.cosW - s};
    }

  private:
    struct Tuning {
        double cosW, alpha;
        Tuning(double hz, double q, SampleRate rate) {
            const double turns = tunable(hz, rate) / rate.hz;
            cosW = cosine(turns);
            alpha = sine(turns) / (2 * q);
        }
    };

    Biquad(double b0, double b1, double b2, double a0, double a1, double a2)
        : b0_(b0 / a0)
        , b1_(b1 / a0)
        , b2_(b2 / a0)
        , a1_(a1 / a0)
        , a2_(a2 / a0) {}

    double b0_, b1_, b2_, a1_, a2_;
    double z1_ = 0, z2_ = 0;
};

/// Low-pass whose cut-off may move with every sample: trapezoidal state variable filter
/// (Zavalishin, The Art of VA Filter Design, 2012, section 4).
class SweptLowPass {
  public:
    SweptLowPass(double q, SampleRate rate)
        : rate_(rate)
        , k_(1 / q) {}

    void tune(double hz) {
        g_ = tangent(0.5 * tunable(hz, rate_) / rate_.hz);
        a_ = 1 / (1 + g_ * (g_ + k_));
    }

    double operator()(double x) {
        const double v1 = a_ * (s1_ + g_ * (x - s2_));
        const double v2 = s2_ + g_ * v1;
        s1_ = 2 * v1 - s1_;
        s2_ = 2 * v2 - s2_;
        return v2;
    }

  private:
    SampleRate rate_;
    double k_;
    double g_ = 0, a_ = 1;
    double s1_ = 0, s2_ = 0;
};

/// First-order lag: what follows its input with the given time constant.
class Lag {
  public:
    Lag(double seconds, SampleRate rate, double start = 0)
        : step_(1 - power2(-1.4426950408889634 / (seconds * rate.hz)))
        , value_(start) {}

    double operator()(double x) { return value_ += step_ * (x - value_); }

  private:
    double step_;
    double value_;
};

} // namespace kilter::demo
