// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_window.h"

#include "core/session/places_text.h"
#include "ui/session/place_steps.h"
#include "ui/session/session_contents.h"
#include "ui/session/status_line.h"

#include <QAction>
#include <QMenu>

#include <vector>

/// To the places of mix and master that one would want to hear.
namespace kilter {

void SessionWindow::hearPlace(TrackRole role, Seconds place) {
    hear(role == TrackRole::Mix ? HeardSource::Mix : HeardSource::Master);
    const Seconds from = leadInOf(place);
    if (const auto& loop = playback_.loop(); loop && (from < loop->begin || place >= loop->end))
        toggleLoop(false); // it would lead away from there
    visitedPlace_ = place;
    playback_.seek(from);
    playback_.play();
}

void SessionWindow::stepToPlace(bool forward) {
    const bool mix = playback_.listening().source == HeardSource::Mix;
    const auto places = mix ? mixPlaces(controller_) : masterPlaces(controller_);
    const Seconds here = playback_.position();
    const auto to = forward ? placeAfter(places, here, visitedPlace_)
                            : placeBefore(places, here, visitedPlace_);
    if (to)
        hearPlace(mix ? TrackRole::Mix : TrackRole::Master, *to);
    else
        statusLine_->say(forward ? tr("There is no place to hear after this one.")
                                 : tr("There is no place to hear before this one."),
                         4000);
}

void SessionWindow::fillPlaces(QMenu& menu) {
    constexpr std::size_t kMost = 8; // of a kind; the waveform has all
    menu.clear();
    addAction(menu, tr("&Next place"), QKeySequence(Qt::Key_N), [this] { stepToPlace(true); });
    addAction(menu, tr("&Previous place"), QKeySequence(Qt::SHIFT | Qt::Key_N),
              [this] { stepToPlace(false); });
    for (const TrackRole role : {TrackRole::Mix, TrackRole::Master}) {
        const bool mix = role == TrackRole::Mix;
        const auto places =
            worstPlaces(mix ? mixPlaces(controller_) : masterPlaces(controller_), kMost);
        if (!places.empty()) {
            menu.addSeparator();
            menu.addAction(mix ? tr("Mix") : tr("Master"))->setEnabled(false);
        }
        for (const Place& place : places) {
            const QString text =
                tr("%1  %2").arg(QString::fromStdString(whenText(place.start, place.end)),
                                 QString::fromStdString(placeText(place)));
            QAction* action =
                addAction(menu, text, {}, [this, role, at = place.start] { hearPlace(role, at); });
            action->setStatusTip(tr("Hear it from a little before"));
        }
    }
}

} // namespace kilter
