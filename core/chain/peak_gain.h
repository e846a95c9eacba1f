// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/decibel_math.h"

#include <algorithm>

namespace kilter {

/// From the peak of each interval [n, n + 1) to the reduction that each sample asks for, in dB: a
/// sample answers for the peaks on both of its sides. `before` carries the last interval from hop
/// to hop.
inline void reductionAsked(const float* peak, float& before, float ceiling, int hop, float* asked) {
    float loudest = before;
#pragma omp simd reduction(max : loudest)
    for (int n = 0; n < hop; ++n)
        loudest = peak[n] > loudest ? peak[n] : loudest; // std::max is not vectorised
    if (loudest <= ceiling) {
        std::fill(asked, asked + hop, 0.0F);
    } else {
        const float perCeiling = 1.0F / ceiling;
        asked[0] = std::max(before, peak[0]);
#pragma omp simd
        for (int n = 1; n < hop; ++n)
            asked[n] = std::max(peak[n - 1], peak[n]);
#pragma omp simd
        for (int n = 0; n < hop; ++n)
            asked[n] = kDecibelsPerOctave * fastLog2(std::max(asked[n] * perCeiling, 1.0F));
    }
    before = peak[hop - 1];
}

} // namespace kilter
