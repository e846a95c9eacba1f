// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace kilter {

/// Where a peak recurs at the same level, the gain stands still there; where it does not, it falls
/// to zero. Times in seconds, levels in dB.
struct RecurrenceTuning {
    double hold;        ///< peaks that recur within it count as one level
    double memory;      ///< how long they must have recurred
    double distrust;    ///< dB the gain falls for each dB that the level varied
    double tolerance;   ///< dB of variation that still counts as the same level
    double release;     ///< time constant
    double fastRelease; ///< the same, once the level is `releaseGap` below
    double releaseGap;
};

struct LimiterTuning {
    double headroom = 0.03; ///< dB kept under the ceiling inside

    RecurrenceTuning tonal{0.020, 0.064, 3.3, 0.1, 0.220, 0.050, 1.9};
    RecurrenceTuning bass{0.0125, 0.0125, 1.0, 0.8, 0.030, 0.030, 0.0};
    double bassCorner = 200.0; ///< Hz
    double smoothing = 0.007;  ///< s, of both

    RecurrenceTuning brief{0.0045, 0.006, 1.0, 0.0, 0.0, 0.0, 0.0};
    double briefSmoothing = 0.001;
    double briefLead = 0.0015;

    double clipSpan = 8.5; ///< dB that the clip can shave

    double lookAhead = 0.0032;
    double guardLookAhead = 0.001;
};

} // namespace kilter
