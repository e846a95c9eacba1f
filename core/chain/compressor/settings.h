// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/biquad.h"
#include "core/chain/gain.h"

#include <cmath>

namespace kilter {

/// The compressor's curve: y = x + (1/R - 1)(x - T + W/2)^2 / (2W) within the knee (Giannoulis,
/// Massberg, Reiss, "Digital Dynamic Range Compressor Design", JAES 60, 2012), told as what is
/// taken away.
struct CompressorCurve {
    float kneeStart = 0.0F; ///< T - W/2, dBFS
    float knee = 0.0F;      ///< W, dB
    float bend = 0.0F;      ///< (1 - 1/R) / (2W); 0 without a knee
    float slope = 0.0F;     ///< 1 - 1/R

    /// Reduction in dB, >= 0. Without a branch, so that loops over it vectorise.
    [[nodiscard]] float reduction(float level) const {
        const auto positive = [](float v) { return 0.5F * (v + std::abs(v)); };
        const float over = positive(level - kneeStart);
        const float above = positive(level - kneeStart - knee);
        const float inKnee = over - above;
        return bend * inKnee * inKnee + slope * above;
    }

    friend bool operator==(const CompressorCurve&, const CompressorCurve&) = default;
};

/// How the held reduction falls, a factor a frame.
///
/// Fixed: towards what is asked for now, y = max(x, a y + (1 - a) x), the smooth decoupled
/// detector of the paper. By the programme: two capacitors in series, each with a resistor of its
/// own; what is asked for charges both at once, the small one by far the most, and what lasts
/// moves over to the large one.
struct CompressorRelease {
    bool byProgramme = false;
    double decay = 0.0;     ///< fixed, or the fast network's
    double slowDecay = 0.0; ///< the slow network's
    double share = 1.0;     ///< of a charge that the fast network takes

    friend bool operator==(const CompressorRelease&, const CompressorRelease&) = default;
};

/// A CompressorSpec at one sample rate. Neutral as it stands.
struct CompressorSettings {
    bool on = false;
    CompressorCurve curve;
    BiquadCoefficients highPass; ///< of what the detector hears
    double attack = 0.0;         ///< of the gain's one-pole, a factor a frame
    CompressorRelease release;
    float mix = 1.0F;        ///< of the compressed, 0..1
    Gain makeUp;             ///< on all that leaves
    bool findMakeUp = false; ///< the solver finds it, so that the loudness stays

    friend bool operator==(const CompressorSettings&, const CompressorSettings&) = default;
};

} // namespace kilter
