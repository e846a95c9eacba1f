// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/spectrogram.h"
#include "core/audio/track.h"
#include "core/base/warning.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace kilter {

/// ITU-R BS.1770-4, EBU R128 (libebur128). A figure that has no value here is empty: integrated
/// and momentary under 0.4 s or below the gate, short-term under 3 s.
struct Loudness {
    std::optional<Lufs> integrated, momentaryMax, shortTermMax;
    std::optional<Decibels> range;
    /// Momentary and short-term loudness every `hop`, for the window and the report; minus
    /// infinity where there is none yet.
    Seconds hop{0.1};
    std::vector<float> momentary, shortTerm;
};

/// Peaks per channel (0 left, 1 right), re full scale; minus infinity for silence.
struct Peaks {
    std::array<Decibels, 2> truePeak{}, samplePeak{};

    [[nodiscard]] Decibels maxTruePeak() const { return std::max(truePeak[0], truePeak[1]); }
    [[nodiscard]] Decibels maxSamplePeak() const { return std::max(samplePeak[0], samplePeak[1]); }
};

struct Dynamics {
    std::optional<Decibels> plr;    ///< max true peak - integrated loudness
    std::optional<Decibels> psrMin; ///< smallest 3 s true peak - short-term loudness
    std::optional<Decibels> crest;  ///< sample peak - RMS over the file
};

/// One of the seven named bands, over the compared section.
struct BandFigures {
    Decibels level{};         ///< power re the section's loudness; minus infinity when empty
    double share = 0.0;       ///< of the energy of all seven, 0..1
    Decibels width{};         ///< 10 log(S^2/M^2); minus infinity for mono
    double correlation = 1.0; ///< of left and right in this band, -1..1
};

/// Everything that is known about the sound of a track.
struct Analysis {
    SampleRate rate;
    Frames frames;
    Loudness loudness;
    Peaks peaks;
    Dynamics dynamics;
    double correlation = 1.0; ///< of left and right over the loud part of the file, -1..1
    Decibels width{};         ///< 10 log(S^2/M^2) over the section, all bands
    Spectrogram spectrogram;
    Section section;   ///< the part that is compared
    Spectrum spectrum; ///< of the section
    std::array<BandFigures, kNamedBands> bands{};
    std::optional<Hertz> lossyCutoff;
    std::vector<Warning> warnings; ///< about the sound
};

} // namespace kilter
