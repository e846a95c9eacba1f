// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/peak_detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace kilter {

/// The largest magnitude between each two samples on every ruler that the result may be held to:
///  - the signal as it is, up to Nyquist (PeakDetector);
///  - what converters and resamplers leave of it, which need a transition band under Nyquist in
///    which sharp edges ring: up to 0.87 of Nyquist whole, gone at 1.04;
///  - what a short interpolator makes of it, such as libebur128's (4 phases, a sinc under a Hann
///    window of 12 samples), which reads higher on some signals and is what many a delivery is
///    checked with.
class StrictDetector {
  public:
    using Full = PeakDetector<48, 192>;
    static constexpr int kBefore = Full::kBefore;
    static constexpr int kAfter = Full::kAfter;

    explicit StrictDetector(int hop)
        : full_(7.5, 8.0, hop) {
        for (std::size_t p = 0; p < short_.size(); ++p)
            for (std::size_t k = 0; k < kShortTaps; ++k) {
                const double t =
                    static_cast<double>(k) - kShortTaps / 2 + 1.0 - static_cast<double>(p + 1) / 4;
                const double hann = std::abs(t) < kShortReach
                                        ? 0.5 + 0.5 * std::cos(std::numbers::pi * t / kShortReach)
                                        : 0.0;
                short_[p][k] = static_cast<float>(sinc(t) * hann);
            }
    }

    /// As PeakDetector::process.
    void process(const float* x, int hop, float ceiling, float* peak) {
        full_.process(x, hop, ceiling, peak);
        const float lookClosely = Full::kLookClosely * ceiling;
        for (int n = 0; n < hop; ++n)
            if (peak[n] >= lookClosely)
                peak[n] = std::max({peak[n], inBand(x + n, lookClosely), inShort(x + n)});
    }

  private:
    static constexpr double kBandCutoff = 0.9565;
    static constexpr double kBandBeta = 12.0;
    static constexpr std::size_t kShortTaps = 16;
    static constexpr double kShortReach = 6.0;

    [[nodiscard]] float inBand(const float* x, float lookClosely) const {
        float highest = 0.0F;
        int at = 0;
        for (int p = 0; p < 8; p += 2) {
            const float y = std::abs(band_.at(x, p));
            at = y > highest ? p : at;
            highest = std::max(highest, y);
        }
        return highest >= lookClosely ? Full::fineAt(band_, x, at) : highest;
    }

    [[nodiscard]] float inShort(const float* x) const {
        float highest = 0.0F;
        for (const auto& h : short_)
            highest = std::max(highest,
                               std::abs(dotProduct<kShortTaps>(x - kShortTaps / 2 + 1, h.data())));
        return highest;
    }

    Full full_;
    Full::Fine band_{kBandBeta, kBandCutoff};
    std::array<std::array<float, kShortTaps>, 3> short_{}; ///< at 1/4, 1/2, 3/4
};

} // namespace kilter
