// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/spectrogram.h"
#include "core/base/frequency_grid.h"
#include "core/moves/move.h"
#include "core/reference/gap.h"

#include <array>
#include <optional>

/// From the measured spectra to what the spectrum view draws: channel, smoothing and tilt.
namespace kilter {

struct MeterFrame;

enum class SpectrumChannel { Stereo, Mid, Side };

/// Ear: 1/6 octave below 200 Hz, blending into max(ERB, 1/3 octave) at 500 Hz, with
/// ERB = 24.7 (4.37 f/1000 + 1) Hz (Glasberg and Moore, Hearing Research 47 (1990)).
enum class Smoothing { Fine, Twelfth, Sixth, Third, Ear };

/// dB at each of the cells' centres; minus infinity where there is nothing.
using CellLevels = std::array<float, kCells>;

/// Power of the mid and side signals per cell, relative to the loudness of the same frames:
/// spectra so divided are at equal loudness. As in Spectrum, L^2 + R^2 = 2 (mid + side).
struct CellPowers {
    std::array<float, kCells> mid{}, side{};

    friend bool operator==(const CellPowers&, const CellPowers&) = default;
};

/// nullopt for a spectrum of no frames.
[[nodiscard]] std::optional<CellPowers> cellPowersOf(const Spectrum& spectrum);
/// What is heard, relative to `loudness` (of its source, so that it lies on the averages).
[[nodiscard]] CellPowers cellPowersOf(const MeterFrame& frame, Lufs loudness);

/// What the references say, per third of an octave.
struct CorridorBand {
    float median = 0.0F, spread = 0.0F; ///< dB re loudness, in the whole third; dB
    bool known = false;

    friend bool operator==(const CorridorBand&, const CorridorBand&) = default;
};
struct Corridor {
    std::array<CorridorBand, kThirds> stereo{}, side{};

    /// Mid is what remains of the stereo median without the side's.
    [[nodiscard]] std::array<CorridorBand, kThirds> of(SpectrumChannel channel) const;

    friend bool operator==(const Corridor&, const Corridor&) = default;
};
[[nodiscard]] Corridor corridorOf(const Profile& profile);

/// Octaves that the smoothing spans at f.
[[nodiscard]] double smoothingWidth(Smoothing smoothing, Hertz f);

/// The level of a third of an octave around each cell's centre, smoothed in power by a
/// rectangle, tilted as spectrum analysers do it: by `tilt` dB/octave of density.
[[nodiscard]] CellLevels displayLevels(const CellPowers& powers, SpectrumChannel channel,
                                       Smoothing smoothing, Decibels tilt);

/// The powers as they will be behind the moves and the match curve (dB per cell), if any.
[[nodiscard]] CellPowers powersBehind(const CellPowers& powers, const Moves& moves,
                                      double overallAmount,
                                      const std::optional<CellLevels>& matchCurve);

/// The move as it sounds with the overall amount as well.
[[nodiscard]] FilterShape soundingShape(const Move& move, double overallAmount);

/// What the moves do to that channel at f, in dB. In stereo, mid and side moves don't count:
/// how much they do there depends on the sound.
[[nodiscard]] Decibels movesResponse(const Moves& moves, double overallAmount,
                                     SpectrumChannel channel, Hertz f);

} // namespace kilter
