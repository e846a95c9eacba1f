// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/meters/figures_table.h"
#include "ui/session/session_controller.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/gap_view.h"
#include "ui/views/moves_view.h"
#include "ui/views/spectrum_view.h"
#include "ui/views/tracks_view.h"
#include "ui/views/waveform_view.h"

#include <functional>
#include <memory>
#include <vector>

/// From what the controller knows to what the views show: values in, values out. What the user
/// has chosen in the window alone (selection, what is heard) comes as arguments.
namespace kilter {

/// Whose colour what is heard has; a difference is the master's, and so are versions of it.
[[nodiscard]] TrackRole roleOf(HeardSource source);

/// "A", "B", ... of a reference.
[[nodiscard]] QString letterOf(int reference);

/// What is wrong with a file of the session, as a sentence; empty: nothing.
[[nodiscard]] QString sourceProblem(const Source& source, const SourceFile& file);

/// A card's id is its source's number. `chosen`: the reference that is heard as such; -1: none.
[[nodiscard]] TracksContent tracksContent(const SessionController& controller, int chosen);

/// Places that one would want to hear; empty while there is no track or no current master.
[[nodiscard]] std::vector<Place> mixPlaces(const SessionController& controller);
[[nodiscard]] std::vector<Place> masterPlaces(const SessionController& controller);

using PeaksOf =
    std::function<std::shared_ptr<const WaveformPeaks>(const std::shared_ptr<const Track>&)>;
[[nodiscard]] WaveformContent waveformContent(const SessionController& controller, int chosen,
                                              const PeaksOf& peaksOf);

[[nodiscard]] SpectrumContent spectrumContent(const SessionController& controller, int selected,
                                              TrackRole heard);
/// What else differs, under a heading each: what is the mix's to mend first, then what is left to
/// say of balance, width, dynamics and loudness, and reservations about the references last.
struct FindingsGroup {
    QString heading;
    QStringList sentences;

    friend bool operator==(const FindingsGroup&, const FindingsGroup&) = default;
};
[[nodiscard]] std::vector<FindingsGroup> findingsGroups(const SessionController& controller);

/// `showShares` is the view's own choice.
[[nodiscard]] GapContent gapContent(const SessionController& controller, bool showShares);
[[nodiscard]] MovesContent movesContent(const SessionController& controller, int selected);
[[nodiscard]] TargetCost costContent(const SessionController& controller);
/// What keeps the master whole behind its codecs, or that it is being found; empty: none is asked.
[[nodiscard]] QString guardSentence(const SessionController& controller);
[[nodiscard]] FiguresContent figuresContent(const SessionController& controller);

/// What the status bar says about the work under way; empty: none.
[[nodiscard]] QString workText(const Work& work);

} // namespace kilter
