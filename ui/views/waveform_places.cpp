// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The places that are marked on the waveform, and how one gets to them.

#include "core/session/places_text.h"
#include "ui/views/waveform_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>

namespace kilter {

namespace {

constexpr double kOver = 6.5;   ///< centre of the mix's marks over its lane
constexpr double kInside = 5.5; ///< centre of the master's marks above the lane's foot

QString listOf(const PlaceMark& mark) {
    QStringList sentences;
    for (const std::string& text : placesTexts(mark.places))
        sentences << QString::fromStdString(text);
    return sentences.join(QLatin1Char(' '));
}

} // namespace

std::vector<PlaceMark> WaveformView::marks(TrackRole role, const QRectF& area) const {
    if (!content_.mix || !content_.mix->peaks || role == TrackRole::Reference)
        return {};
    return marksOf(role == TrackRole::Mix ? content_.mix->places : content_.masterPlaces,
                   times(area));
}

QRectF WaveformView::markRect(TrackRole role, const PlaceMark& mark, const QRectF& area) const {
    const QRectF r = lane(TrackRole::Mix, area);
    const double x = times(area).position(mark.worst.start.value);
    const double y = role == TrackRole::Mix ? r.top() - kOver : r.bottom() - kInside;
    return {x - kMarkSize / 2 - 1, y - kMarkSize / 2 - 1, kMarkSize + 2, kMarkSize + 2};
}

/// One of them is on the Tab key's way, the others are reached by the arrow keys.
void WaveformView::addMarks(std::vector<Part>& all, const QRectF& area) const {
    bool onTheWay = focusedPart() < FirstMark;
    for (const TrackRole role : {TrackRole::Mix, TrackRole::Master}) {
        int id = role == TrackRole::Mix ? FirstMark : FirstMasterMark;
        const QString whose = role == TrackRole::Mix ? tr("Mix") : tr("Master");
        for (const PlaceMark& mark : marks(role, area)) {
            const QString what = QString::fromStdString(placeText(mark.worst));
            const QString when = QString::fromStdString(whenText(mark.worst.start, mark.worst.end));
            all.push_back(
                {.id = id,
                 .rect = markRect(role, mark, area),
                 .role = QAccessible::Button,
                 .name = tr("%1: %2").arg(whose, what),
                 .value = when,
                 .hint = tr("%1: %2 Click: hear it from a little before").arg(whose, listOf(mark)),
                 .focusable = onTheWay || focusedPart() == id});
            onTheWay = false;
            ++id;
        }
    }
}

void WaveformView::goToMark(int id) {
    for (const TrackRole role : {TrackRole::Mix, TrackRole::Master}) {
        const int first = role == TrackRole::Mix ? FirstMark : FirstMasterMark;
        const auto all = marks(role, rect());
        if (id >= first && id < first + static_cast<int>(all.size()))
            emit placeRequested(role, all[static_cast<std::size_t>(id - first)].worst.start);
    }
}

void WaveformView::stepToMark(int by) {
    std::vector<int> ids;
    for (const Part& p : parts())
        if (p.id >= FirstMark)
            ids.push_back(p.id);
    const auto at = std::find(ids.begin(), ids.end(), focusedPart());
    if (at == ids.end())
        return;
    const auto next = std::clamp<std::ptrdiff_t>(at - ids.begin() + by, 0,
                                                 static_cast<std::ptrdiff_t>(ids.size()) - 1);
    focusPart(ids[static_cast<std::size_t>(next)]);
}

void WaveformView::paintMarks(QPainter& painter, const QRectF& area, TrackRole role) const {
    const Theme& t = theme();
    const auto all = marks(role, area);
    if (all.empty())
        return;
    const LinearScale x = times(area);
    if (role == TrackRole::Master) { // whose these are, the lane does not say
        const QRectF r = lane(TrackRole::Mix, area);
        const QFont& font = fontOf(Type::Small);
        const QRectF gutter(area.left() + 12, r.bottom() - 12, r.left() - area.left() - 20, 13);
        const double taken = textWidth(timeText(content_.mix->peaks->duration()), font) + 6;
        if (gutter.width() - taken >= textWidth(tr("master"), font))
            drawText(painter, gutter, Qt::AlignRight | Qt::AlignVCenter, tr("master"), font,
                     t.master);
    }
    for (const PlaceMark& mark : all) {
        const QRectF r = markRect(role, mark, area);
        for (const Place& place : mark.places) { // how long a stretch is
            const double to = std::min(x.position(place.end.value), x.end);
            if (to > x.position(place.start.value) + kMarkSize)
                roundedBox(painter,
                           {x.position(place.start.value), r.center().y() - 1,
                            to - x.position(place.start.value), 2},
                           1, faded(t.colourOf(role), 0.8));
        }
    }
    for (const PlaceMark& mark : all)
        drawPlaceMark(painter, markRect(role, mark, area).center(), mark.worst.kind,
                      t.colourOf(role), t);
}

} // namespace kilter
