// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/oversample.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace kilter {

/// What a short interpolator makes of a signal, such as libebur128's: a sinc under a Hann window,
/// not normalised; under 96 kHz at 4 points a sample from 12 samples, under 192 kHz at 2 points
/// from 24, above only the samples. It reads tones up to 0.11 dB higher than they are (at a third
/// of the sample rate), and many a delivery is checked with it.
class ShortInterpolator {
  public:
    explicit ShortInterpolator(SampleRate rate)
        : points_(rate.hz < 96000    ? 4
                  : rate.hz < 192000 ? 2
                                     : 1) {
        const double reach = 24.0 / points_;
        for (int p = 1; p < points_; ++p)
            for (int k = 0; k < kTaps; ++k) {
                const double t = k - kBefore - static_cast<double>(p) / points_;
                const double hann =
                    std::abs(t) < reach ? 0.5 + 0.5 * std::cos(std::numbers::pi * t / reach) : 0.0;
                kernels_[static_cast<std::size_t>(p - 1)][static_cast<std::size_t>(k)] =
                    static_cast<float>(sinc(t) * hann);
            }
    }

    /// Largest magnitude between x[0] and x[1]. Reads x[-11] to x[12].
    [[nodiscard]] float peak(const float* x) const {
        if (points_ == 2)
            return std::abs(dotProduct<kTaps>(x - kBefore, kernels_[0].data()));
        float highest = 0.0F;
        if (points_ == 4)
            for (const auto& h : kernels_)
                highest = std::max(
                    highest, std::abs(dotProduct<kNearTaps>(x - kNearBefore, h.data() + kFar)));
        return highest;
    }

  private:
    static constexpr int kTaps = 24;
    static constexpr int kBefore = 11;
    static constexpr int kNearTaps = 16; ///< all that are not zero with four points
    static constexpr int kNearBefore = 7;
    static constexpr int kFar = kBefore - kNearBefore;
    int points_;
    std::array<std::array<float, kTaps>, 3> kernels_{}; ///< [point - 1]
};

} // namespace kilter
