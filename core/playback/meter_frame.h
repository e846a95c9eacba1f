// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/frequency_grid.h"
#include "core/base/units.h"
#include "core/playback/listening.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace kilter {

/// One frame of what the callback played, as it hands it to the meters: the source at its own
/// level, before level matching and the listening aids, so that a meter's figure is the file's.
struct HeardFrame {
    float left, right;
    float reduction; ///< by the limiter, dB >= 0; 0 unless the master is heard
    HeardSource source;
    std::uint8_t reference;
    float compression = 0.0F; ///< by the compressor, likewise
};

/// What the meters show: of the source that is heard, at its own level. Published some 30 times a
/// second of playing.
struct MeterFrame {
    HeardSource source = HeardSource::Mix;
    int reference = 0;
    Seconds measured{}; ///< since the source was switched or the meters reset

    /// None: not enough yet, or below the gate.
    std::optional<Lufs> momentary, shortTerm, integrated; ///< BS.1770-4, Tech 3341
    std::optional<Lufs> maxMomentary, maxShortTerm;       ///< since the reset
    std::optional<Decibels> range; ///< LRA, Tech 3342; unstable while `measured` < 60 s

    /// dBTP, left and right; minus infinity in silence.
    std::array<Decibels, 2> truePeak = kSilent;    ///< since the frame before
    std::array<Decibels, 2> maxTruePeak = kSilent; ///< since the reset
    static constexpr std::array<Decibels, 2> kSilent{Decibels{-INFINITY}, Decibels{-INFINITY}};

    Decibels reduction{};    ///< the largest since the frame before, >= 0
    Decibels compression{};  ///< likewise, by the compressor
    Decibels maxReduction{}; ///< since the reset

    std::optional<double> correlation; ///< over the last 400 ms, -1..1; none in silence

    /// Power in each cell of the frequency grid, averaged over about the last 0.3 s. M = (L + R)/2,
    /// S = (L - R)/2; mean square of the samples in the cell (a full-scale sine in phase on both
    /// sides has mid power 0.5), window-corrected.
    struct Spectrum {
        std::array<float, kCells> mid, side;
        std::array<float, kCells> cross; ///< Re(M S*), of either sign: (L^2 - R^2)/4
    };
    Spectrum spectrum{};
    std::uint64_t serial = 0; ///< counts up: tells a new frame from one already shown
};

} // namespace kilter
