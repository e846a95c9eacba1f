// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/reference/balance.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kilter {

/// What the references say in one band, at equal loudness.
struct ProfileBand {
    Decibels level{};  ///< weighted median of the references, power re loudness
    Decibels spread{}; ///< robust spread between them, shrunk to a prior
    Decibels sigma{};  ///< uncertainty of `level` because the references are only so long
    bool known = true; ///< false above a lossy cut-off and outside the common band
};

/// What became of one reference.
struct ProfileMember {
    std::string name;
    double weight = 1.0;
    bool used = true;    ///< false: silent, or left out as an outlier; `warnings` say why
    double distance = 0; ///< from the others, in their spreads; 0 with fewer than four
    /// The same recording as this earlier member (an index), with which it counts as one.
    std::optional<std::size_t> sameAs;
    std::array<Decibels, kThirds> level{}; ///< power re loudness
    std::array<bool, kThirds> known{};
    std::array<bool, kNamedBands> bandKnown{};
    int songs = 1; ///< that it stands for: a saved profile's; 0: built in
    std::vector<Warning>
        warnings; ///< Silent, Outlier, LossyCutoff, SineLike, ...; detail: its name
};

/// The target that a mix is compared with: from references, a saved profile, or built in.
struct Profile {
    std::string name;
    int references = 0;     ///< how many recordings it is made of; 0: built in
    BalanceReading balance; ///< what they have in common
    std::array<ProfileBand, kThirds> thirds{};
    std::array<ProfileBand, kThirds> sideThirds{}; ///< side power re loudness, for side moves
    std::array<ProfileBand, kNamedBands> bands{};
    std::array<double, kNamedBands> share{};      ///< median share of the energy
    std::array<ProfileBand, kNamedBands> width{}; ///< width per band, 10 log(S^2/M^2)
    /// How far the band's loud frames stand above its typical ones: 95th - 50th percentile of
    /// the gated frames' levels.
    std::array<ProfileBand, kNamedBands> dynamics{};
    std::optional<Lufs> integrated;               ///< median
    std::optional<Decibels> range, plr, truePeak; ///< medians
    double reliability = 1.0;           ///< 0..1; low when made of a tone, speech or very little
    std::vector<ProfileMember> members; ///< in the order given; not part of a saved profile
};

/// The only one of several used references that reaches into a named band; nullptr: more or none
/// do.
[[nodiscard]] const ProfileMember* carrierOf(const Profile& profile, int band);

/// One thing to compare with: a track, or a profile saved earlier, which counts as one.
struct Reference {
    const Analysis* analysis = nullptr;
    const Profile* profile = nullptr; ///< looked at when there is no analysis
    double weight = 1.0;              ///< > 0; relative to the others
    std::string name;                 ///< as the user calls it: "A", or the title
};

/// The corridor that 1 to 50 references make: weighted median and robust spread
/// (P84 - P16)/2 per band, the spread shrunk towards a prior of 0.75 dB (60 Hz-10 kHz; 1.5 dB at
/// the extremes) by s^2 = (n s_r^2 + 2 s0^2)/(n + 2). With four or more, one that lies far from
/// the others is left out and named; so is a tone or speech beside music. Nothing is known above a
/// reference's lossy cut-off for that reference. With no usable reference every band is unknown and
/// `references` is 0. Cost: < 1 ms a reference (tests/benchmarks/moves_benchmark).
[[nodiscard]] Profile profileOf(std::span<const Reference> references, std::string name = {});

} // namespace kilter
