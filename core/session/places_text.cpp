// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/places_text.h"

#include "core/session/figures.h"

#include <algorithm>
#include <cstddef>

namespace kilter {

namespace {

std::string counted(std::size_t number) {
    return number == 1             ? "at 1 place"
           : number >= kMostPlaces ? "at " + std::to_string(kMostPlaces) + " places or more"
                                   : "at " + std::to_string(number) + " places";
}

std::string amountText(const Place& place) {
    switch (place.kind) {
    case PlaceKind::Over:
        return figure(place.amount, 2, Sign::Always) + " dBTP";
    case PlaceKind::Clipped:
        return figure(place.amount, 0) + " samples";
    case PlaceKind::OutOfPhase:
        return "correlation " + figure(place.amount, 2);
    case PlaceKind::LowestPsr:
        return "PSR " + figure(place.amount) + " dB";
    case PlaceKind::LargestReduction:
        return figure(place.amount) + " dB";
    }
    return {};
}

std::string sentence(const Place& worst, std::size_t number) {
    const std::string at = momentText(worst.start) + " (" + amountText(worst) + ").";
    const std::string from = "from " + momentText(worst.start) + " to " + momentText(worst.end) +
                             " (" + amountText(worst) + ").";
    switch (worst.kind) {
    case PlaceKind::Over:
        return "Passes full scale " + counted(number) + ", highest at " + at;
    case PlaceKind::Clipped:
        return "Clipped " + counted(number) + ", longest at " + at;
    case PlaceKind::OutOfPhase:
        return "Left works against right " + counted(number) + ", most " + from;
    case PlaceKind::LowestPsr:
        return "Densest " + from;
    case PlaceKind::LargestReduction:
        return "The limiter takes most at " + at;
    }
    return {};
}

} // namespace

std::vector<Place> placesOfMaster(const Analysis& measured, const Reduction& reduction) {
    std::vector<Place> places = measured.places;
    if (reduction.largest > Decibels{0.0}) {
        const Seconds at = reduction.largestAt / measured.rate;
        places.push_back({PlaceKind::LargestReduction, at, at, reduction.largest.value});
    }
    return places;
}

const Place& worstOf(std::span<const Place> places) {
    const auto less = [](const Place& a, const Place& b) { return a.amount < b.amount; };
    return places.front().kind == PlaceKind::OutOfPhase
               ? *std::min_element(places.begin(), places.end(), less)
               : *std::max_element(places.begin(), places.end(), less);
}

std::string placeText(const Place& place) {
    switch (place.kind) {
    case PlaceKind::Over:
        return "over, " + amountText(place);
    case PlaceKind::Clipped:
        return "clipped, " + amountText(place);
    case PlaceKind::OutOfPhase:
        return "left against right, " + amountText(place);
    case PlaceKind::LowestPsr:
        return "densest 3 s, " + amountText(place);
    case PlaceKind::LargestReduction:
        return "largest gain reduction, " + amountText(place);
    }
    return {};
}

std::string whenText(Seconds start, Seconds end) {
    const std::string from = momentText(start);
    const std::string to = momentText(end);
    return from == to ? from : from + " to " + to;
}

std::vector<std::string> placesTexts(std::span<const Place> places) {
    std::vector<std::string> texts;
    for (auto first = places.begin(); first != places.end();) {
        const auto last = std::find_if(first, places.end(),
                                       [&](const Place& p) { return p.kind != first->kind; });
        texts.push_back(sentence(worstOf({first, last}), static_cast<std::size_t>(last - first)));
        first = last;
    }
    return texts;
}

} // namespace kilter
