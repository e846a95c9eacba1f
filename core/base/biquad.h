// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

namespace kilter {

/// One second-order section, a0 = 1.
struct BiquadCoefficients {
    double b0 = 1.0, b1 = 0.0, b2 = 0.0, a1 = 0.0, a2 = 0.0;

    friend bool operator==(const BiquadCoefficients&, const BiquadCoefficients&) = default;
};

/// |H(f)|^2 of one section.
///
/// Keeps its accuracy where poles and zeros crowd at z = 1 (20 Hz at 384 kHz), where the textbook
/// sum of cosines loses all its digits.
[[nodiscard]] double powerResponse(const BiquadCoefficients& section, SampleRate rate, Hertz f);

/// Both poles lie inside the unit circle. The set of such (a1, a2) is a triangle, hence convex: on
/// the straight way from one stable filter to another all filters are stable.
[[nodiscard]] bool isStable(const BiquadCoefficients& section);

/// What a section remembers, in transposed direct form II, the form that stays quiet while
/// coefficients move.
template <class Value>
struct BiquadState {
    Value s1{}, s2{};
};

/// One frame: y = b0 x + s1, s1 = b1 x + s2 - a1 y, s2 = b2 x - a2 y. `Coefficients` has the names
/// of BiquadCoefficients, for one channel or for two side by side.
template <class Coefficients, class Value>
[[nodiscard]] Value step(const Coefficients& c, BiquadState<Value>& s, Value x) noexcept {
    const Value y = c.b0 * x + s.s1;
    s.s1 = (c.b1 * x + s.s2) - c.a1 * y;
    s.s2 = c.b2 * x - c.a2 * y;
    return y;
}

} // namespace kilter
