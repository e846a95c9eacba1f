// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/quality/contestant.h"
#include "tests/quality/measures.h"
#include "tests/quality/signals.h"

#include <string>
#include <vector>

/// Runs a contestant through the cases and gives the figures.
namespace kilter::quality {

/// Each case 6 dB over the ceiling: what is left without the tones, dB re output.
[[nodiscard]] std::vector<Decibels> tryTones(const Contestant& contestant,
                                             const std::vector<ToneCase>& cases, SampleRate rate,
                                             Decibels ceiling);

struct Overshoot {
    std::string worstCase;
    Decibels worst; ///< over the ceiling, on the highest ruler
};
/// Each case 12 dB over the ceiling; without trim.
[[nodiscard]] Overshoot tryTorture(const Contestant& contestant,
                                   const std::vector<TortureCase>& cases, SampleRate rate,
                                   Decibels ceiling);

/// Each case 6 dB over the ceiling.
[[nodiscard]] std::vector<Decibels> tryExtras(const Contestant& contestant,
                                              const std::vector<ExtraCase>& cases, SampleRate rate,
                                              Decibels ceiling);

/// One excerpt driven to a loudness.
struct MusicFigures {
    bool reached = false; ///< the loudness, within 0.05 LU
    Decibels drive, trim;
    Loudness loudness;
    Decibels nullResidual, distance;
    double noiseOverMask = 0.0;
    Reduction reduction;
    TruePeaks peaks; ///< after trim
    Decibels plr;
};
[[nodiscard]] MusicFigures tryMusic(const Contestant& contestant, const AudioBuffer& audio,
                                    SampleRate rate, Lufs target, Decibels ceiling);

} // namespace kilter::quality
