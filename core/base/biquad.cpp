// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/biquad.h"

#include <cmath>
#include <numbers>

namespace kilter {

namespace {

// |c0 + c1 z^-1 + c2 z^-2|^2 on the unit circle, as a sum of two squares without cancellation:
// (u cos^2(w/2) - v sin^2(w/2))^2 + (r sin w)^2 with u, v the values at z = 1 and -1, r = c0 - c2.
double power(double c0, double c1, double c2, double sinHalf, double cosHalf) {
    const double u = c0 + c1 + c2;
    const double v = c0 - c1 + c2;
    const double r = c0 - c2;
    const double real = u * cosHalf * cosHalf - v * sinHalf * sinHalf;
    const double imaginary = 2.0 * r * sinHalf * cosHalf;
    return real * real + imaginary * imaginary;
}

} // namespace

double powerResponse(const BiquadCoefficients& h, SampleRate rate, Hertz f) {
    const double half = std::numbers::pi * f.value / rate.hz;
    const double s = std::sin(half);
    const double c = std::cos(half);
    return power(h.b0, h.b1, h.b2, s, c) / power(1.0, h.a1, h.a2, s, c);
}

bool isStable(const BiquadCoefficients& h) {
    return 1.0 + h.a1 + h.a2 > 0.0 && 1.0 - h.a1 + h.a2 > 0.0 && h.a2 < 1.0;
}

} // namespace kilter
