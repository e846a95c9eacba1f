// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/reference/frames.h"

#include <optional>
#include <vector>

namespace kilter {

/// Where a track lies in another, as their loud and soft moments say.
struct Alignment {
    double lag = 0.0; ///< frame i of the one is frame i + lag of the other, in frames of the one
    double likeness = 0.0; ///< median of five bands' normalised correlation, -1..1
};

/// From here on two tracks have one rhythm, however equalised, coded, cut or compressed: such
/// copies reached >= 0.83, different songs <= 0.31 (tests/quality/moves_bench).
inline constexpr double kSameRhythm = 0.7;

/// The lag at which the K-weighted levels of five bands, 60 Hz to 8 kHz, less their own
/// running mean of 3 s, agree best, over all lags with at least half of the shorter overlapping.
/// Empty when either is shorter than 3 s. Of more than 6 minutes of `one` the loudest part counts.
/// Cost: about 10 ms for two songs of 4 minutes (tests/benchmarks/moves_benchmark).
[[nodiscard]] std::optional<Alignment> alignmentOf(const Spectrogram& one, const Spectrogram& other,
                                                   Section around);

/// The frames of `other` that go with `frames` of `one`, in step with `kept`, those of `frames`
/// that have a counterpart.
struct AlignedFrames {
    std::vector<int> kept;
    std::vector<WeightedFrame> others; ///< two for each of `kept`, their weights add to one
};
[[nodiscard]] AlignedFrames alignedFrames(const std::vector<int>& frames, const Spectrogram& one,
                                          const Spectrogram& other, double lag);

/// How alike the notes of two aligned tracks are: the normalised correlation, -1..1, of what their
/// cells of 100 Hz-5 kHz do over time beside their neighbours within a quarter of an octave. An
/// equaliser, a compressor or a codec leaves it over 0.9; the same players in another key end under
/// 0.4. Empty where hardly anything moves. Cost: about 5 ms.
[[nodiscard]] std::optional<double> notesLikeness(const Spectrogram& one, const Spectrogram& other,
                                                  const AlignedFrames& frames);

/// Where `one` lies in `other`, if both are one performance: of one rhythm, and of the same notes.
[[nodiscard]] std::optional<Alignment> performanceAlignment(const Analysis& one,
                                                            const Analysis& other);

/// Two references of one performance: copies, masters or sections of it. Pairs that differ in
/// length and in balance are not looked at more closely.
[[nodiscard]] bool sameRecording(const Analysis& one, const Analysis& other);

/// How much the difference of the two changes from frame to frame in each third, as a robust
/// standard deviation about its median. An equaliser leaves it near zero; a codec, a limiter or
/// other noise don't.
struct Unsteadiness {
    std::array<Decibels, kThirds> stereo{}; ///< of the third's power, less what all thirds do
    /// Of the side's single cells: a codec takes lines of it away altogether, and what is left
    /// can't be made into what was.
    std::array<Decibels, kThirds> side{};
};
[[nodiscard]] Unsteadiness unsteadiness(const Spectrogram& one, const Spectrogram& other,
                                        const AlignedFrames& frames);

} // namespace kilter
