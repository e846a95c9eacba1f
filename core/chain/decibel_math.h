// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <bit>
#include <cstdint>

/// Decibels for inner loops: no call, no table, no branch, so that loops over them vectorise, and
/// the same bits on every machine (the C library's differ between versions).
namespace kilter {

inline constexpr float kDecibelsPerOctave = 6.0205999132796239F; ///< 20 log10(2)

/// log2(x) for normal x > 0. Error < 3e-7 absolute or relative, whichever is more, and < 4e-7
/// relative near x = 1 (decibel_math_test).
[[nodiscard]] inline float fastLog2(float x) {
    // x = m 2^e with m in [sqrt(1/2), sqrt(2)); then log m = 2 artanh((m - 1)/(m + 1)).
    constexpr std::int32_t kSqrtHalf = 0x3f3504f3;
    const auto bits = std::bit_cast<std::int32_t>(x);
    const std::int32_t e = (bits - kSqrtHalf) >> 23;
    const float m = std::bit_cast<float>(bits - e * (1 << 23));
    const float t = (m - 1.0F) / (m + 1.0F);
    const float t2 = t * t;
    constexpr float kTwoOverLn2 = 2.885390081777927F;
    const float series =
        1.0F + t2 * (1.0F / 3 + t2 * (1.0F / 5 + t2 * (1.0F / 7 + t2 * (1.0F / 9))));
    return static_cast<float>(e) + kTwoOverLn2 * t * series;
}

/// 2^x for -126 < x < 127; exactly 1 at 0. Relative error < 2e-7 (decibel_math_test).
[[nodiscard]] inline float fastExp2(float x) {
    // Adding and taking away 1.5 * 2^23 rounds to an integer.
    constexpr float kRound = 12582912.0F;
    const float n = (x + kRound) - kRound;
    const float y = (x - n) * 0.6931471805599453F;
    const float series =
        1.0F +
        y * (1.0F + y * (1.0F / 2 +
                         y * (1.0F / 6 +
                              y * (1.0F / 24 + y * (1.0F / 120 + y * (1.0F / 720 + y / 5040))))));
    return series * std::bit_cast<float>((static_cast<std::int32_t>(n) + 127) << 23);
}

/// Level of `ratio` over 1, in dB; 0 for all below.
[[nodiscard]] inline float decibelsOver(float ratio) {
    return ratio > 1.0F ? kDecibelsPerOctave * fastLog2(ratio) : 0.0F;
}

/// The gain that lowers by `reduction` dB; exactly 1 for 0.
[[nodiscard]] inline float gainOf(float reduction) {
    return fastExp2(reduction * (-1.0F / kDecibelsPerOctave));
}

} // namespace kilter
