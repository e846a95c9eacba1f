// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <array>
#include <cmath>
#include <string_view>

/// The three divisions of the frequency axis that everything is measured and compared on. All
/// their edges lie on 1 kHz * 2^(n/24), so that the coarser ones are exact sums of the finer.
namespace kilter {

/// 1/24-octave cells, 19.7 Hz to 20.2 kHz: spectra are kept on them.
inline constexpr int kCells = 240;
inline constexpr int kCellBelow1k = 136; ///< cell edges below 1 kHz

[[nodiscard]] inline Hertz cellEdge(int i) { ///< lower edge of cell i, 0..kCells
    return {1000.0 * std::exp2((i - kCellBelow1k) / 24.0)};
}
[[nodiscard]] inline Hertz cellCentre(int i) {
    return {1000.0 * std::exp2((i + 0.5 - kCellBelow1k) / 24.0)};
}

/// Rectangular thirds of an octave on a 1/6-octave grid, 39.4 Hz to 16 kHz: the gap lives here.
inline constexpr int kThirds = 53;
inline constexpr int kCellsPerThird = 8;

[[nodiscard]] inline Hertz thirdCentre(int b) {
    return {1000.0 * std::exp2((b - 28) / 6.0)};
}
/// First of the kCellsPerThird cells of third b.
[[nodiscard]] constexpr int thirdFirstCell(int b) {
    return kCellBelow1k + (b - 28) * 4 - 4;
}

/// Seven bands with names for people. Their edges are round figures, not on the cell grid.
struct NamedBand {
    std::string_view name;
    Hertz low, high;
};
inline constexpr int kNamedBands = 7;
inline constexpr std::array<NamedBand, kNamedBands> kBands{{{"Sub", {20}, {60}},
                                                            {"Low", {60}, {250}},
                                                            {"Low mid", {250}, {500}},
                                                            {"Mid", {500}, {2000}},
                                                            {"Presence", {2000}, {4000}},
                                                            {"Upper", {4000}, {8000}},
                                                            {"Air", {8000}, {16000}}}};

} // namespace kilter
