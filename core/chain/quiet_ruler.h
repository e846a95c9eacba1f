// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/peak_detector.h"
#include "core/chain/quarter_phases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace kilter {

/// Tells where none of the Limiter's detectors can find anything over its ceiling, without asking
/// them: they look coarsely first, and what stays under three quarters of the ceiling there is not
/// looked at closely (PeakDetector, StrictDetector). The same coarse look, at any level: it scales
/// with the signal.
class QuietRuler {
  public:
    /// What reads no more than this times the ceiling lets the limiter rest.
    static constexpr float kQuiet = 0.74F;
    static constexpr int kBefore = 24; ///< samples read before the first
    static constexpr int kAfter = 24;  ///< samples read after the last

    /// An upper bound of at() for `frames` samples from x[0] on, by samples and steps alone: under
    /// half the ceiling by these, the detectors interpolate nothing.
    [[nodiscard]] static float bound(const float* x, int frames) {
        constexpr float kCoarsely = 0.49F;
        float largest = 0.0F;
#pragma omp simd reduction(max : largest)
        for (int i = -1; i < frames + 3; ++i) {
            const float a = std::abs(x[i]), step = std::abs(x[i] - x[i - 1]);
            const float reach = a > step ? a : step;
            largest = reach > largest ? reach : largest;
        }
        return kQuiet / kCoarsely * largest;
    }

    /// A lower bound of at(), from the same frames.
    [[nodiscard]] static float largestSample(const float* x, int frames) {
        float largest = 0.0F;
#pragma omp simd reduction(max : largest)
        for (int i = 0; i < frames; ++i)
            largest = std::abs(x[i]) > largest ? std::abs(x[i]) : largest;
        return largest;
    }

    /// What the detectors read there at first, full scale = 1; `frames` is a multiple of kGroup.
    [[nodiscard]] float at(const float* x, int frames) const {
        float largest = 0.0F;
        std::array<float, 3 * kGroup> y;
        for (int n = 0; n < frames; n += kGroup) {
            for (int i = 0; i < kGroup; ++i)
                largest = std::max(largest, std::abs(x[n + i]));
            short_.at(x + n, y.data(), y.data() + kGroup, y.data() + std::size_t{2} * kGroup);
            largest = std::max(largest, largestOf(y));
            long_.at(x + n, y.data(), y.data() + kGroup, y.data() + std::size_t{2} * kGroup);
            largest = std::max(largest, largestOf(y));
        }
        return largest;
    }

  private:
    static constexpr int kGroup = QuarterPhases<48>::kIntervals;

    [[nodiscard]] static float largestOf(const std::array<float, 3 * kGroup>& y) {
        float largest = 0.0F;
#pragma omp simd reduction(max : largest)
        for (std::size_t i = 0; i < y.size(); ++i) {
            const float a = std::abs(y[i]);
            largest = a > largest ? a : largest;
        }
        return largest;
    }

    QuarterPhases<32> short_{kShortCoarseBeta};
    QuarterPhases<48> long_{kLongCoarseBeta};
};

} // namespace kilter
