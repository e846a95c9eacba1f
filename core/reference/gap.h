// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace kilter {

/// What the references say in one frequency band, at equal loudness.
struct ProfileBand {
    Decibels level{};  ///< median of the references, power re loudness
    Decibels spread{}; ///< robust spread between them, shrunk to a prior (DSP.md section 4)
    bool known = true; ///< false above a lossy cut-off and outside the common band
};

/// The target that a mix is compared with: from references, a saved profile, or built in.
struct Profile {
    std::string name;
    int references = 0; ///< how many it is made of; 0: built in
    std::array<ProfileBand, kThirds> thirds{};
    std::array<ProfileBand, kThirds> sideThirds{}; ///< side power re loudness; for mid/side moves
    std::array<ProfileBand, kNamedBands> bands{};
    std::array<double, kNamedBands> share{};      ///< median share of the energy
    std::array<ProfileBand, kNamedBands> width{}; ///< width per band, 10 log(S^2/M^2)
    std::optional<Lufs> integrated;               ///< median
    std::optional<Decibels> range, plr, truePeak; ///< medians
};

enum class Verdict { Inside, Sparse, Dense, FarSparse, FarDense, Unknown };

/// Mix minus target in a named band, at equal loudness. Negative: the mix has too little there.
struct GapBand {
    Decibels gap{};
    Decibels spread{};
    double shareGap = 0.0; ///< the same as a share of the energy, -1..1
    Verdict verdict = Verdict::Unknown;
};

struct Gap {
    std::array<Decibels, kThirds> gap{};    ///< mix minus target
    std::array<Decibels, kThirds> spread{}; ///< of the references
    std::array<Decibels, kThirds> sigma{};  ///< uncertainty of the gap
    std::array<bool, kThirds> known{};
    std::array<Decibels, kThirds> sideGap{}; ///< the same for the side signal
    std::array<Decibels, kThirds> sideSigma{};
    std::array<bool, kThirds> sideKnown{};
    std::array<GapBand, kNamedBands> bands{};
    std::array<Decibels, kNamedBands> widthGap{};
    bool sameSong = false; ///< a reference is the mix itself
    Decibels rms{};        ///< over the 27 third-octave bands 40 Hz-16 kHz, mean taken out
    std::vector<Warning>
        warnings; ///< Outlier, SameSong, PoorMatch, ...; detail names the reference
};

} // namespace kilter
