// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/oversample.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace kilter {

/// The signal at 1/4, 1/2 and 3/4 of the way between samples, for eight neighbouring intervals at
/// a time.
///
/// The kernels of 1/4 and 3/4 mirror each other and that of 1/2 itself, so sums and differences of
/// the samples that lie opposite serve all three: two thirds of the multiplications.
template <int Taps>
class QuarterPhases {
  public:
    static constexpr int kIntervals = 8;
    static constexpr int kBefore = Taps / 2 - 1; ///< samples read before the first
    static constexpr int kAfter = Taps / 2;      ///< samples read after the last

    explicit QuarterPhases(double beta) {
        const SincBank<4, Taps> bank(beta);
        for (std::size_t k = 0; k < kPairs; ++k) {
            const float h1 = bank.kernel(1)[k], h3 = bank.kernel(3)[k];
            weights_[k] = {spread(0.5F * (h1 + h3)), spread(0.5F * (h1 - h3)),
                           spread(bank.kernel(2)[k])};
        }
    }

    /// quarter[i], half[i], threeQuarters[i] lie in the interval [i, i + 1), i in [0, 8).
    void at(const float* x, float* quarter, float* half, float* threeQuarters) const {
        const float* from = x - kBefore;
        const float* to = x + kAfter;
        std::array<Lanes, 2> even{}, odd{}, middle{};
        for (std::size_t k = 0; k < kPairs; ++k, ++from, --to) {
            const Weights& w = weights_[k];
            for (std::size_t half8 = 0; half8 < 2; ++half8) {
                const Lanes a = load(from + 4 * half8), b = load(to + 4 * half8);
                const Lanes sum = a + b;
                even[half8] += w.even * sum;
                odd[half8] += w.odd * (a - b);
                middle[half8] += w.middle * sum;
            }
        }
        for (std::size_t half8 = 0; half8 < 2; ++half8) {
            store(quarter + 4 * half8, even[half8] + odd[half8]);
            store(half + 4 * half8, middle[half8]);
            store(threeQuarters + 4 * half8, even[half8] - odd[half8]);
        }
    }

  private:
    /// Four lanes that stay in registers over the taps, which the vectoriser does not manage.
    using Lanes [[gnu::vector_size(16)]] = float;
    struct Weights {
        Lanes even, odd, middle;
    };
    static constexpr std::size_t kPairs = Taps / 2;

    [[nodiscard]] static Lanes spread(float v) { return Lanes{v, v, v, v}; }
    [[nodiscard]] static Lanes load(const float* x) {
        Lanes v;
        std::memcpy(&v, x, sizeof v);
        return v;
    }
    static void store(float* x, Lanes v) { std::memcpy(x, &v, sizeof v); }

    std::array<Weights, kPairs> weights_{};
};

} // namespace kilter
