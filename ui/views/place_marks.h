// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/places.h"
#include "core/base/scale.h"
#include "ui/theme.h"

#include <QPainter>

#include <span>
#include <vector>

/// Places of a track that one would want to hear, as marks on its waveform.
namespace kilter {

/// What lies so near together that the marks would cover each other is one mark.
struct PlaceMark {
    std::vector<Place> places; ///< by kind, the most telling one first; at least one
    Place worst;               ///< of that kind: where the mark stands, and its shape

    friend bool operator==(const PlaceMark&, const PlaceMark&) = default;
};

constexpr double kMarkSize = 9;   ///< pixels, both ways
constexpr double kMarkApart = 14; ///< pixels; nearer marks become one

/// Those that `times` (x of a time in seconds) shows, from left to right.
[[nodiscard]] std::vector<PlaceMark> marksOf(std::span<const Place> places,
                                             const LinearScale& times);

/// Over: a triangle. Clipped: a block, as what is cut off. Out of phase: a cross. Largest
/// reduction: a triangle that points down. Densest: bars. Too much is red; the rest has the colour
/// of whose it is.
void drawPlaceMark(QPainter& painter, QPointF centre, PlaceKind kind, const QColor& whose,
                   const Theme& theme);

} // namespace kilter
