// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/places.h"

#include <optional>
#include <span>
#include <vector>

/// From place to place of a track by ear.
namespace kilter {

/// A place is heard from this much before it.
constexpr Seconds kLeadIn{1.5};
[[nodiscard]] Seconds leadInOf(Seconds place);

/// The place after the one that is heard, and the one before it. `visited`: the place that was
/// gone to last; while `position` is still in its lead-in (going back: and for a second after it),
/// that is where one is. nullopt: there is none.
[[nodiscard]] std::optional<Seconds> placeAfter(std::span<const Place> places, Seconds position,
                                                std::optional<Seconds> visited);
[[nodiscard]] std::optional<Seconds> placeBefore(std::span<const Place> places, Seconds position,
                                                 std::optional<Seconds> visited);

/// Those worth a line in a menu: of each kind the `most` worst, all in order of time.
[[nodiscard]] std::vector<Place> worstPlaces(std::span<const Place> places, std::size_t most);

} // namespace kilter
