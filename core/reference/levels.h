// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/spectrogram.h"

#include <array>

namespace kilter {

/// Level that stands for "nothing there": keeps differences of silence finite.
inline constexpr Decibels kFloor{-120.0};

/// Power of each third re the loudness of the same frames, L^2 + R^2.
[[nodiscard]] std::array<Decibels, kThirds> thirdLevels(const Spectrum& spectrum);
/// The same of the side signal, 2 S^2, so that it adds with the mid's to the stereo power.
[[nodiscard]] std::array<Decibels, kThirds> sideLevels(const Spectrum& spectrum);

/// Level, share and width of the named bands with what is nothing held to finite floors.
struct BandLevels {
    std::array<Decibels, kNamedBands> level{}; ///< power re the loudness of the same frames
    std::array<double, kNamedBands> share{};   ///< of the energy of all seven, 0..1
    std::array<Decibels, kNamedBands> width{}; ///< 10 log(S^2/M^2), within +-60 dB
};
[[nodiscard]] BandLevels bandLevels(const Spectrum& spectrum);

/// The named band that f lies in; the first or last for what lies beyond them.
[[nodiscard]] int bandAt(Hertz f);

/// The K-weighting of ITU-R BS.1770-4 as a power response at the cells' centres. Accuracy
/// against a meter: tests/core/moves/predict_test.
[[nodiscard]] std::array<double, kCells> kWeightingOfCells();

} // namespace kilter
