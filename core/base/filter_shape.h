// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <string_view>

namespace kilter {

enum class FilterKind { Bell, LowShelf, HighShelf, LowCut, HighCut, Notch, Tilt };
enum class Placement { Stereo, Mid, Side };

/// An analogue filter by its musical parameters: what a move proposes, what the equaliser must
/// follow, and what the window draws.
///
/// Bell and shelves are the RBJ Audio EQ Cookbook's analogue prototypes with its Q. Cuts are
/// Butterworth. Tilt is first order: +gain/2 far above `frequency`, -gain/2 far below.
struct FilterShape {
    FilterKind kind = FilterKind::Bell;
    Hertz frequency{1000.0};
    Decibels gain{};               ///< bell, shelves, tilt; ignored by the others
    double q = 0.7071067811865476; ///< bell, shelves, notch; ignored by the others
    int slopeDbPerOctave = 12;     ///< cuts: 6 to 48 in steps of 6; ignored by the others

    friend bool operator==(const FilterShape&, const FilterShape&) = default;
};

/// |H(f)|^2 of the analogue prototype, >= 0.
[[nodiscard]] double powerResponse(const FilterShape& shape, Hertz f);

/// The same in dB; minus infinity at a notch's centre.
[[nodiscard]] inline Decibels response(const FilterShape& shape, Hertz f) {
    return powerToDecibels(powerResponse(shape, f));
}

/// Stable names for files, JSON and the command line: "bell", "lowshelf" ... and "stereo" ...
[[nodiscard]] std::string_view nameOf(FilterKind kind);
[[nodiscard]] std::string_view nameOf(Placement placement);

} // namespace kilter
