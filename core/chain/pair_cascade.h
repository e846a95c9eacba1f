// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/biquad.h"

namespace kilter {

/// Left and right, or mid and side, going through the same instruction: 128-bit vectors of the
/// compiler's own, which are SSE2 on x86-64 and NEON on ARM.
using Pair = double __attribute__((vector_size(16)));

/// The coefficients of the two channels side by side.
struct PairCoefficients {
    Pair b0{1.0, 1.0}, b1{}, b2{}, a1{}, a2{};
};

using PairState = BiquadState<Pair>;

struct PairSection {
    PairCoefficients c;
    PairState s;
};

/// `x[0..frames)` through `count` sections in turn, in place. Sections run four abreast, so that
/// one's additions fill the time that the next one's recursion waits; the result does not depend on
/// the grouping. Eight sections run 2400 times faster
/// than real time at 44.1 kHz (equaliser_benchmark).
void cascade(PairSection* const* sections, int count, Pair* x, int frames) noexcept;

} // namespace kilter
