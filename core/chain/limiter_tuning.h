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
    double release;     ///< time constant; 0: none
    double fastRelease; ///< the same, once the level is `releaseGap` below
    double releaseGap;
};

/// The limiter's figures: one set for all rates and all music, found with limiter_bench. What each
/// brings is told in limiter.h.
struct LimiterTuning {
    double headroom = 0.03;       ///< dB kept under the ceiling inside
    double guardHeadroom = 0.025; ///< the same in the last stage, which acts only when it must

    RecurrenceTuning tonal{0.020, 0.070, 3.6, 0.2, 0.220, 0.050, 1.9};
    RecurrenceTuning bass{0.0125, 0.0125, 1.0, 3.0, 0.030, 0.030, 0.0};
    double bassCorner = 200.0; ///< Hz
    double smoothing = 0.007;  ///< s, of both
    double floorLead = 0.008;  ///< s that both act ahead of the sound

    RecurrenceTuning brief{0.0025, 0.004, 0.0, 0.0, 0.0, 0.0, 0.0};
    double briefSmoothing = 0.001;
    double briefLead = 0.0015;

    double clipKnee = 4.2; ///< dB, see ExcessClip

    double lookAhead = 0.003;
    double guardLookAhead = 0.001;

    // Loud: shaves more, and holds less of what varies.
    double loudClipKnee = 1.2;
    double loudDistrust = 8.0;
};

} // namespace kilter
