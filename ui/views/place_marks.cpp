// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/place_marks.h"

#include "core/session/places_text.h"

#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <array>

namespace kilter {

namespace {

/// The most telling one first.
int rankOf(PlaceKind kind) {
    static constexpr std::array kRanked{PlaceKind::Clipped, PlaceKind::Over, PlaceKind::OutOfPhase,
                                        PlaceKind::LargestReduction, PlaceKind::LowestPsr};
    return static_cast<int>(std::ranges::find(kRanked, kind) - kRanked.begin());
}

PlaceMark together(std::vector<Place> places) {
    std::ranges::stable_sort(places, {}, [](const Place& place) { return rankOf(place.kind); });
    const auto last = std::ranges::find_if(
        places, [&](const Place& place) { return place.kind != places.front().kind; });
    PlaceMark mark;
    mark.worst = worstOf({places.begin(), last});
    mark.places = std::move(places);
    return mark;
}

QPainterPath shapeOf(PlaceKind kind, double r) {
    QPainterPath path;
    switch (kind) {
    case PlaceKind::Over:
        path.addPolygon(QPolygonF({{0, -r}, {r, r}, {-r, r}}));
        path.closeSubpath();
        break;
    case PlaceKind::LargestReduction:
        path.addPolygon(QPolygonF({{0, r}, {r, -r}, {-r, -r}}));
        path.closeSubpath();
        break;
    case PlaceKind::Clipped:
        path.addRect(-r * 0.8, -r * 0.8, 1.6 * r, 1.6 * r);
        break;
    case PlaceKind::OutOfPhase: {
        const double w = 0.3 * r;
        path.addPolygon(QPolygonF({{-r, -r + w},
                                   {-r + w, -r},
                                   {0, -w},
                                   {r - w, -r},
                                   {r, -r + w},
                                   {w, 0},
                                   {r, r - w},
                                   {r - w, r},
                                   {0, w},
                                   {-r + w, r},
                                   {-r, r - w},
                                   {-w, 0}}));
        path.closeSubpath();
        break;
    }
    case PlaceKind::LowestPsr:
        for (const double x : {-1.0, -0.2, 0.6})
            path.addRect(x * r, -r, 0.4 * r, 2 * r);
        break;
    }
    return path;
}

} // namespace

std::vector<PlaceMark> marksOf(std::span<const Place> places, const LinearScale& times) {
    std::vector<Place> shown;
    for (const Place& place : places)
        if (place.start.value >= times.from && place.start.value <= times.to)
            shown.push_back(place);
    std::ranges::stable_sort(shown, {}, [](const Place& place) { return place.start.value; });
    std::vector<PlaceMark> marks;
    std::vector<Place> near;
    double first = 0.0;
    double lastMark = -1e9;
    for (const Place& place : shown) {
        const double x = times.position(place.start.value);
        if (!near.empty() && x - first >= kMarkApart && x - lastMark >= kMarkApart) {
            marks.push_back(together(std::exchange(near, {})));
        }
        if (near.empty())
            first = x;
        near.push_back(place);
        lastMark = times.position(together(near).worst.start.value);
    }
    if (!near.empty())
        marks.push_back(together(std::move(near)));
    return marks;
}

void drawPlaceMark(QPainter& painter, QPointF centre, PlaceKind kind, const QColor& whose,
                   const Theme& theme) {
    const bool tooMuch = kind == PlaceKind::Over || kind == PlaceKind::Clipped;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    const QPainterPath shape = shapeOf(kind, kMarkSize / 2);
    painter.setPen(QPen(theme.panel, 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(shape);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tooMuch ? theme.danger : whose);
    painter.drawPath(shape);
    painter.restore();
}

} // namespace kilter
