// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/place_steps.h"

#include "core/session/places_text.h"

#include <algorithm>

namespace kilter {

namespace {

constexpr Seconds kJustHeard{1.0}; ///< going back from it means from this place

/// Where one is among the places: at `visited` while that is what is heard.
Seconds whereOne(Seconds position, std::optional<Seconds> visited, Seconds after) {
    const bool there = visited && position >= leadInOf(*visited) && position <= *visited + after;
    return there ? *visited : position;
}

} // namespace

Seconds leadInOf(Seconds place) {
    return std::max(Seconds{}, place - kLeadIn);
}

std::optional<Seconds> placeAfter(std::span<const Place> places, Seconds position,
                                  std::optional<Seconds> visited) {
    const Seconds here = whereOne(position, visited, {});
    std::optional<Seconds> next;
    for (const Place& place : places)
        if (place.start > here && (!next || place.start < *next))
            next = place.start;
    return next;
}

std::optional<Seconds> placeBefore(std::span<const Place> places, Seconds position,
                                   std::optional<Seconds> visited) {
    const Seconds here = whereOne(position, visited, kJustHeard);
    std::optional<Seconds> last;
    for (const Place& place : places)
        if (place.start < here && (!last || place.start > *last))
            last = place.start;
    return last;
}

std::vector<Place> worstPlaces(std::span<const Place> places, std::size_t most) {
    std::vector<Place> chosen;
    std::vector<Place> left(places.begin(), places.end());
    while (!left.empty()) {
        const PlaceKind kind = left.front().kind;
        const auto others = std::stable_partition(
            left.begin(), left.end(), [kind](const Place& place) { return place.kind == kind; });
        std::vector<Place> same(left.begin(), others);
        left.erase(left.begin(), others);
        for (std::size_t n = 0; n < most && !same.empty(); ++n) {
            const Place& worst = worstOf(same);
            chosen.push_back(worst);
            same.erase(same.begin() + (&worst - same.data()));
        }
    }
    std::ranges::stable_sort(chosen, {}, [](const Place& place) { return place.start.value; });
    return chosen;
}

} // namespace kilter
