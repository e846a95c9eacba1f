// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <span>
#include <vector>

namespace kilter {

enum class PlaceKind {
    Over,             ///< the true peak passes full scale; amount: the highest, dBTP
    Clipped,          ///< samples stand still at full scale; amount: the longest run of them
    OutOfPhase,       ///< left works against right for a second or more; amount: correlation
    LowestPsr,        ///< the densest 3 s; amount: their PSR in dB
    LargestReduction, ///< where a limiter takes most; amount: dB
};

/// Where in a track something is that one would want to hear.
struct Place {
    PlaceKind kind{};
    Seconds start, end; ///< the same for a moment
    double amount = 0.0;

    friend bool operator==(const Place&, const Place&) = default;
};

/// What lies nearer together than this is one place.
inline constexpr Seconds kApart{0.25};
/// Of each kind the worst ones are kept, so that a track that clips throughout stays a list.
inline constexpr std::size_t kMostPlaces = 100;

/// `moments`, of one kind and in order of time, those near each other made one. At most
/// kMostPlaces, in order of time: those with the largest amounts.
[[nodiscard]] std::vector<Place> gathered(std::span<const Place> moments);

} // namespace kilter
