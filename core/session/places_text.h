// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/analysis/places.h"
#include "core/render/render.h"

#include <span>
#include <string>
#include <vector>

namespace kilter {

/// Those of a master: what was measured of it, and where its limiter took most.
[[nodiscard]] std::vector<Place> placesOfMaster(const Analysis& measured,
                                                const Reduction& reduction);

/// Of places of one kind, at least one: the least correlation, else the largest amount.
[[nodiscard]] const Place& worstOf(std::span<const Place> places);

/// "over +0.52 dBTP".
[[nodiscard]] std::string placeText(const Place& place);

/// "2:31.4" of a moment, "2:31.4 to 2:34.4" of a stretch.
[[nodiscard]] std::string whenText(Seconds start, Seconds end);

/// A sentence for each kind among `places`: how many there are, and where it is worst.
[[nodiscard]] std::vector<std::string> placesTexts(std::span<const Place> places);

} // namespace kilter
