// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/oversample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace kilter {

/// What a short interpolator makes of a signal, such as libebur128's: 4 phases, a sinc under a Hann
/// window of 12 samples, not normalised. It reads tones up to 0.11 dB higher than they are (at a
/// third of the sample rate), and many a delivery is checked with it.
class ShortInterpolator {
  public:
    ShortInterpolator() {
        for (std::size_t p = 0; p < kernels_.size(); ++p)
            for (std::size_t k = 0; k < kTaps; ++k) {
                const double t =
                    static_cast<double>(k) - kBefore - static_cast<double>(p + 1) / 4.0;
                const double hann = std::abs(t) < kReach
                                        ? 0.5 + 0.5 * std::cos(std::numbers::pi * t / kReach)
                                        : 0.0;
                kernels_[p][k] = static_cast<float>(sinc(t) * hann);
            }
    }

    /// Largest magnitude in the interval that follows x. Reads x[-7] to x[8].
    [[nodiscard]] float peak(const float* x) const {
        float highest = 0.0F;
        for (const auto& h : kernels_)
            highest = std::max(highest, std::abs(dotProduct<kTaps>(x - kBefore, h.data())));
        return highest;
    }

  private:
    static constexpr int kTaps = 16;
    static constexpr int kBefore = 7;
    static constexpr double kReach = 6.0;
    std::array<std::array<float, kTaps>, 3> kernels_{}; ///< at 1/4, 1/2, 3/4
};

} // namespace kilter
