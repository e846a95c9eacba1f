// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kilter {

/// Weights of the new against the old, frame by frame, from just above 0 to exactly 1:
/// 35t^4 - 84t^5 + 70t^6 - 20t^7, of which three derivatives vanish at both ends.
///
/// What a 10 ms change of a 100 Hz sine leaves above 2 kHz, worst of the cases in equaliser_test:
/// raised cosine -87 dB, quintic (two derivatives) -107, this -128.
[[nodiscard]] inline std::vector<double> smoothTransition(std::int64_t frames) {
    std::vector<double> w(static_cast<std::size_t>(frames));
    for (std::size_t i = 0; i < w.size(); ++i) {
        const double t = static_cast<double>(i + 1) / static_cast<double>(frames);
        w[i] = t * t * t * t * (35.0 + t * (-84.0 + t * (70.0 - 20.0 * t)));
    }
    return w;
}

} // namespace kilter
