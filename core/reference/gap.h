// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/reference/finding.h"
#include "core/reference/profile.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kilter {

/// A target that is less reliable (a tone, speech) says little about balance: no finding but the
/// loudness, few moves and small ones.
inline constexpr double kDoubtful = 0.5;

enum class Verdict { Inside, Sparse, Dense, FarSparse, FarDense, Unknown };

/// Stable names for JSON: "inside", "sparse", "dense", "far_sparse", "far_dense", "unknown".
[[nodiscard]] std::string_view nameOf(Verdict verdict);

/// Mix minus target in a named band, at equal loudness. Negative: the mix has too little there.
struct GapBand {
    Decibels gap{};
    Decibels spread{};
    Decibels sigma{};                   ///< uncertainty of the gap
    double shareGap = 0.0;              ///< the same as a share of the energy, -1..1
    Verdict verdict = Verdict::Unknown; ///< inside up to `spread`, `sigma` and 1 dB
    std::string carriedBy =
        {}; ///< the only one of several references that reaches there; empty: more
};

/// The gap to one reference alone.
struct ReferenceGap {
    std::string name;
    std::array<Decibels, kThirds> gap{};
    std::array<bool, kThirds> known{};
};

/// Where a mix stands beside its target, and all that is needed to say what moves would do to it.
struct Gap {
    std::array<Decibels, kThirds> gap{}; ///< mix minus target
    std::array<Decibels, kThirds>
        spread{}; ///< of the corridor: of the references; of one song's level
    /// How far the references differ beyond what sections and notes explain: a matter of taste.
    std::array<Decibels, kThirds> scatter{};
    std::array<Decibels, kThirds> sigma{}; ///< uncertainty of the gap
    std::array<bool, kThirds> known{};
    BalanceGap balance;                      ///< what can be known of it: what moves answer
    std::array<Decibels, kThirds> sideGap{}; ///< the same for the side signal
    std::array<Decibels, kThirds> sideSigma{};
    std::array<bool, kThirds> sideKnown{};
    std::array<GapBand, kNamedBands> bands{};
    std::array<Decibels, kNamedBands> widthGap{}; ///< of 10 log(S^2/M^2)
    std::array<Decibels, kNamedBands> widthSpread{};
    std::array<bool, kNamedBands> widthKnown{};
    bool sameSong = false;    ///< the only reference is the mix itself, perhaps processed
    double reliability = 1.0; ///< 0..1, of the target
    Decibels rms{};           ///< over the 27 third-octave bands 40 Hz-16 kHz, mean taken out
    std::vector<ReferenceGap> references; ///< the used ones, one by one
    int songs = 0; ///< how many recordings the target is made of; a copy is none; 0: built in
    std::vector<Finding> findings;
    std::vector<Warning>
        warnings; ///< Outlier, SameSong, PoorMatch, ...; detail names the reference

    // What was compared, so that a prediction and a later measurement can use the same frames.
    Spectrum mix;                            ///< of the compared frames; after moves: as predicted
    std::vector<Seconds> frames;             ///< where each of them begins in the mix
    std::array<double, kNamedBands> share{}; ///< the mix's share of the energy, 0..1
    /// Same song: the reference's spectrum over the same frames.
    std::optional<Spectrum> sameFrames;
};

/// The mix's compared section beside `profile`. `references` are those that `profile` was made
/// of: they tell whether the only one is the mix itself, in which case the same aligned frames of
/// both are compared; and whether one is a poor match in kind.
/// Silence, or nothing in common: every band is unknown, and a warning says so.
/// Cost: < 20 ms a reference (tests/benchmarks/moves_benchmark).
[[nodiscard]] Gap gapBetween(const Analysis& mix, const Profile& profile,
                             std::span<const Reference> references = {});

/// The gap of a processed version of the same mix (its master), aligned with it, against the same
/// target and over the same frames: what the moves really did. `before` is the mix's gap.
[[nodiscard]] Gap measuredGap(const Gap& before, const Spectrogram& processed);

/// `rms` of a curve over the thirds: every second of them, known ones only, mean taken out.
[[nodiscard]] Decibels rmsOfGap(const std::array<Decibels, kThirds>& gap,
                                const std::array<bool, kThirds>& known);

} // namespace kilter
