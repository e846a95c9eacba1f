// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cmath>

/// Elementary functions out of IEEE 754 operations alone. A C library's sin, exp2 and tan differ in
/// the last bit from version to version and from processor to processor; these do not, so that a
/// song has the same samples everywhere.
namespace kilter::demo {

inline constexpr double kPi = 3.14159265358979323846;

/// sin(2 pi x) for |x| < 2^62. Error below 1e-9 (Taylor up to the 13th power on a quarter turn).
[[nodiscard]] inline double sine(double turns) {
    double x = turns - static_cast<double>(static_cast<long long>(turns)); // (-1, 1)
    x = x > 0.5 ? x - 1.0 : (x < -0.5 ? x + 1.0 : x);
    x = x > 0.25 ? 0.5 - x : (x < -0.25 ? -0.5 - x : x);
    const double y = 2.0 * kPi * x;
    const double y2 = y * y;
    return y * (1.0 +
                y2 * (-1.0 / 6 +
                      y2 * (1.0 / 120 +
                            y2 * (-1.0 / 5040 + y2 * (1.0 / 362880 + y2 * (-1.0 / 39916800 +
                                                                           y2 / 6227020800.0))))));
}

[[nodiscard]] inline double cosine(double turns) {
    return sine(turns + 0.25);
}

/// tan(2 pi x).
[[nodiscard]] inline double tangent(double turns) {
    return sine(turns) / cosine(turns);
}

/// 2^x for |x| < 1000. Relative error below 1e-11.
[[nodiscard]] inline double power2(double x) {
    const double whole = std::floor(x + 0.5);
    const double y = (x - whole) * 0.69314718055994530942;
    double sum = 1.0;
    for (int n = 9; n >= 1; --n)
        sum = 1.0 + sum * y / n;
    return std::ldexp(sum, static_cast<int>(whole));
}

/// The logarithm to base 2 of x > 0. Error below 1e-11.
[[nodiscard]] inline double log2Of(double x) {
    int exponent = 0;
    double m = std::frexp(x, &exponent); // [0.5, 1)
    if (m < 0.70710678118654752440) {
        m *= 2;
        exponent -= 1;
    }
    const double s = (m - 1) / (m + 1);
    const double s2 = s * s;
    double sum = 0;
    for (int n = 13; n >= 1; n -= 2)
        sum = 1.0 / n + s2 * sum;
    return exponent + 2.88539008177792681472 * s * sum;
}

/// 10 log10 of a power ratio > 0.
[[nodiscard]] inline double decibelsOf(double powerRatio) {
    return 3.01029995663981195214 * log2Of(powerRatio);
}

/// Amplitude ratio of a level in dB: 10^(dB/20).
[[nodiscard]] inline double ratio(double decibels) {
    return power2(decibels * 0.16609640474436813);
}

/// Frequency in Hz of a MIDI pitch (69 is A4, 440 Hz; 12 a octave; fractions welcome).
[[nodiscard]] inline double pitchHz(double pitch) {
    return 440.0 * power2((pitch - 69.0) / 12.0);
}

} // namespace kilter::demo
