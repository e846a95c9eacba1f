// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/frequency_grid.h"
#include "core/base/units.h"

#include <array>
#include <cstddef>
#include <vector>

namespace kilter {

/// A part of a track, [begin, end).
struct Section {
    Seconds begin, end;

    [[nodiscard]] Seconds length() const { return end - begin; }
    friend bool operator==(const Section&, const Section&) = default;
};

/// Power of every frame of a track in 1/24-octave cells. Everything that is asked about spectra,
/// of whichever section, is answered from it without reading the samples again.
///
/// M = (L + R)/2, S = (L - R)/2. Power is mean square of the samples in the cell (a full-scale
/// sine in phase on both sides has mid power 0.5), window-corrected.
struct Spectrogram {
    Seconds hop{};         ///< between frames, about 93 ms
    Seconds frameLength{}; ///< about 0.37 s (Hann)
    int frames = 0;
    std::vector<float> mid, side;     ///< [frame][cell]
    std::vector<float> loudnessPower; ///< [frame] K-weighted power of L plus R (BS.1770, no -0.691)

    [[nodiscard]] const float* midOf(int frame) const {
        return &mid[static_cast<std::size_t>(frame) * kCells];
    }
    [[nodiscard]] const float* sideOf(int frame) const {
        return &side[static_cast<std::size_t>(frame) * kCells];
    }
};

/// Mean power of the gated frames of a section.
struct Spectrum {
    std::array<double, kCells> mid{}, side{}; ///< mean square in the cell, as in Spectrogram
    double loudnessPower = 0.0;               ///< mean K-weighted power of the same frames
    int frames = 0;                           ///< how many passed the gate; 0: there is none

    /// L^2 + R^2 of cell i.
    [[nodiscard]] double stereo(int i) const {
        return 2.0 * (mid[static_cast<std::size_t>(i)] + side[static_cast<std::size_t>(i)]);
    }
    /// Loudness of exactly the frames that this spectrum is the mean of.
    [[nodiscard]] Lufs loudness() const { return {-0.691 + powerToDecibels(loudnessPower).value}; }
};

} // namespace kilter
