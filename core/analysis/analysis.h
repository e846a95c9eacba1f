// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/character.h"
#include "core/analysis/loudness.h"
#include "core/analysis/overview.h"
#include "core/analysis/places.h"
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

/// One of the seven named bands, over the compared sections.
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
    Decibels width{};         ///< 10 log(S^2/M^2) over the sections, all bands
    Overview overview;
    Spectrogram spectrogram;
    /// What is compared: the loudest stretch first, none of them overlapping. Never empty.
    std::vector<Section> sections{Section{}};
    Spectrum spectrum; ///< of the sections' gated frames together
    std::array<BandFigures, kNamedBands> bands{};
    Character character; ///< of the first section that was asked for first
    std::optional<Hertz> lossyCutoff;
    std::vector<Warning> warnings; ///< about the sound
    std::vector<Place> places;     ///< by kind, then by time

    /// The stretch that stands for the track where one has to: heard, looped, drawn.
    [[nodiscard]] const Section& section() const { return sections.front(); }
};

/// Width where there is side and no mid at all.
inline constexpr Decibels kWidthOfAntiPhase{120.0};

/// Which part of the track is compared: every good stretch of about this length, no softer than
/// `within` under the loudest; the loudest alone; all of it; or the user's own section (cut to the
/// track).
struct GoodSections {
    Seconds length{30.0};
    Decibels within{3.0};

    friend bool operator==(GoodSections, GoodSections) = default;
};
struct LoudestSection {
    Seconds length{30.0};

    friend bool operator==(LoudestSection, LoudestSection) = default;
};
struct WholeTrack {
    friend bool operator==(WholeTrack, WholeTrack) = default;
};
using SectionChoice = std::variant<GoodSections, LoudestSection, WholeTrack, Section>;

struct AnalysisOptions {
    SectionChoice section = GoodSections{};
};

/// Measures everything. Fails only as Cancelled, within a second of the wish. Runs on the calling
/// thread (which `progress` is told on) and two more; >= 500x real time of one core's time
/// (analysis_benchmark). Accuracies stand at the parts: loudness.h, true_peak.h, spectrogram.h.
[[nodiscard]] Result<Analysis> analyse(const Track& track, const AnalysisOptions& options = {},
                                       const Progress& progress = {});

/// Another choice for a finished analysis: `sections`, `spectrum`, `bands` and `width` become those
/// of `choice`. Pure arithmetic on the spectrogram, milliseconds.
void compareSections(Analysis& analysis, const SectionChoice& choice);

/// The figures of the seven named bands of a spectrum; cells that an edge cuts are shared out.
[[nodiscard]] std::array<BandFigures, kNamedBands> bandFigures(const Spectrum& spectrum);
/// 10 log(S^2/M^2) over all cells; minus infinity for mono, at most kWidthOfAntiPhase.
[[nodiscard]] Decibels widthOf(const Spectrum& spectrum);

} // namespace kilter
