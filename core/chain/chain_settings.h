// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/biquad.h"
#include "core/base/filter_shape.h"
#include "core/base/units.h"
#include "core/chain/compressor/settings.h"
#include "core/chain/gain.h"

#include <array>

namespace kilter {

inline constexpr int kEqualiserBands = 24;
inline constexpr int kStagesPerBand = 4; ///< a 48 dB/oct cut takes four

/// One band of the equaliser, designed for one sample rate.
struct BandSettings {
    std::array<BiquadCoefficients, kStagesPerBand> stages{};
    int stageCount = 0; ///< 0: the band is off
    Placement placement = Placement::Stereo;
    Hertz corner{}; ///< tells a small change (ramp) from a jump (cross-fade)

    friend bool operator==(const BandSettings&, const BandSettings&) = default;
};

class FirKernel; ///< core/chain/fir_kernel.h; immutable, owned by whoever designed it

struct EqualiserSettings {
    std::array<BandSettings, kEqualiserBands> bands{};
    const FirKernel* kernel =
        nullptr; ///< instead of the bands, when set: linear phase, match curve

    friend bool operator==(const EqualiserSettings&, const EqualiserSettings&) = default;
};

enum class LimiterMode { Clean, Loud, Off };

struct LimiterSettings {
    LimiterMode mode = LimiterMode::Clean;
    Decibels ceiling{-1.0}; ///< dBTP
    Decibels trim{};        ///< <= 0, applied last; found by the solver
    double link = 0.1;      ///< stereo link of the fast stage, 0..1
    double releaseMs = 0.0; ///< 0: automatic

    friend bool operator==(const LimiterSettings&, const LimiterSettings&) = default;
};

/// All that the chain needs to know, coefficients already designed: trivially copyable, so that it
/// can cross to the audio thread by value.
struct ChainSettings {
    EqualiserSettings equaliser;
    CompressorSettings compressor;
    Gain drive; ///< between compressor and limiter
    LimiterSettings limiter;

    friend bool operator==(const ChainSettings&, const ChainSettings&) = default;
};

} // namespace kilter
