// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/biquad.h"

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

template <int Abreast>
void cascadeOf(PairSection* const* sections, Pair* x, int frames) noexcept {
    PairCoefficients c[Abreast];
    PairState s[Abreast];
    for (int k = 0; k < Abreast; ++k) {
        c[k] = sections[k]->c;
        s[k] = sections[k]->s;
    }
    for (int i = 0; i < frames; ++i) {
        Pair y = x[i];
        for (int k = 0; k < Abreast; ++k)
            y = step(c[k], s[k], y);
        x[i] = y;
    }
    for (int k = 0; k < Abreast; ++k)
        sections[k]->s = s[k];
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

void cascade(PairSection* const* sections, int count, Pair* x, int frames) noexcept {
    for (; count >= 4; count -= 4, sections += 4)
        cascadeOf<4>(sections, x, frames);
    if (count >= 2) {
        cascadeOf<2>(sections, x, frames);
        count -= 2;
        sections += 2;
    }
    if (count == 1)
        cascadeOf<1>(sections, x, frames);
}

} // namespace kilter
