// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/character.h"
#include "core/analysis/loudness.h"
#include "core/analysis/overview.h"
#include "core/analysis/spectrogram.h"
#include "core/audio/track.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/warning.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace kilter {

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
    Decibels level{};   ///< power re the section's loudness; minus infinity when empty
    double share = 0.0; ///< of the energy of all seven, 0..1
    Decibels width{};   ///< 10 log(S^2/M^2); minus infinity for mono, at most kWidthOfAntiPhase
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
    Overview overview;
    Spectrogram spectrogram;
    Section section;   ///< the part that is compared
    Spectrum spectrum; ///< of the section
    std::array<BandFigures, kNamedBands> bands{};
    Character character; ///< of the section that was asked for first
    std::optional<Hertz> lossyCutoff;
    std::vector<Warning> warnings; ///< about the sound
};

/// Width where there is side and no mid at all.
inline constexpr Decibels kWidthOfAntiPhase{120.0};

/// Which part of the track is compared: the loudest coherent stretch of about this length, all of
/// it, or the user's own section (cut to the track).
struct LoudestSection {
    Seconds length{30.0};

    friend bool operator==(LoudestSection, LoudestSection) = default;
};
struct WholeTrack {
    friend bool operator==(WholeTrack, WholeTrack) = default;
};
using SectionChoice = std::variant<LoudestSection, WholeTrack, Section>;

struct AnalysisOptions {
    SectionChoice section = LoudestSection{};
};

/// Measures everything. Fails only as Cancelled, within a second of the wish. Runs on the calling
/// thread (which `progress` is told on) and two more; >= 500x real time of one core's time
/// (analysis_benchmark). Accuracies stand at the parts: loudness.h, true_peak.h, spectrogram.h.
[[nodiscard]] Result<Analysis> analyse(const Track& track, const AnalysisOptions& options = {},
                                       const Progress& progress = {});

/// Another section for a finished analysis: `section`, `spectrum`, `bands` and `width` become
/// those of `section` (cut to the track). Pure arithmetic on the spectrogram, milliseconds.
void compareSection(Analysis& analysis, Section section);

/// The figures of the seven named bands of a spectrum; cells that an edge cuts are shared out.
[[nodiscard]] std::array<BandFigures, kNamedBands> bandFigures(const Spectrum& spectrum);

} // namespace kilter
