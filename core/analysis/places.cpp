// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/places.h"

#include <algorithm>

namespace kilter {

std::vector<Place> gathered(std::span<const Place> moments) {
    std::vector<Place> places;
    for (const Place& moment : moments) {
        if (places.empty() || moment.start - places.back().end > kApart) {
            places.push_back(moment);
            continue;
        }
        Place& last = places.back();
        last.end = std::max(last.end, moment.end);
        last.amount = std::max(last.amount, moment.amount);
    }
    if (places.size() <= kMostPlaces)
        return places;
    std::ranges::stable_sort(places, std::ranges::greater{}, &Place::amount);
    places.resize(kMostPlaces);
    std::ranges::sort(places, {}, &Place::start);
    return places;
}

} // namespace kilter
