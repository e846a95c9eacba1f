// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/peak_detector.h"

#include <algorithm>
#include <cmath>

namespace kilter {

/// The largest magnitude between each two samples on every ruler that the result may be held to:
///  - the signal as it is, up to Nyquist (PeakDetector);
///  - what converters and resamplers leave of it, which need a transition band under Nyquist in
///    which sharp edges ring. The band is that of soxr's very high quality, up to 0.911 of Nyquist
///    whole and gone at 1: cut-off and window are fitted to its impulse response (summed
///    magnitudes of the difference: 0.0105 of the peak).
class StrictDetector {
  public:
    using Full = PeakDetector<48, 192>;
    static constexpr int kBefore = Full::kBefore;
    static constexpr int kAfter = Full::kAfter;

    StrictDetector(SampleRate rate, int hop)
        : full_(kLongCoarseBeta, 8.0, rate, hop) {}

    /// As PeakDetector::process.
    void process(const float* x, int hop, float ceiling, float* peak) {
        full_.process(x, hop, ceiling, peak);
        const float lookClosely = kLookClosely * ceiling;
        // Its maxima may lie one interval beside those of the whole signal.
        float before = 0.0F;
        for (int n = 0; n < hop; ++n) {
            const float here = peak[n], after = n + 1 < hop ? peak[n + 1] : 0.0F;
            if (std::max({before, here, after}) >= lookClosely)
                peak[n] = std::max(here, inBand(x + n, lookClosely));
            before = here;
        }
    }

  private:
    static constexpr double kBandCutoff = 0.9555;
    static constexpr float kLookClosely = 0.75F; ///< of the ceiling
    static constexpr double kBandBeta = 9.2;

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

    Full full_;
    Full::Fine band_{kBandBeta, kBandCutoff};
};

} // namespace kilter
