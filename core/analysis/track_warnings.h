// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/analysis/places.h"
#include "core/audio/track.h"
#include "core/base/units.h"
#include "core/base/warning.h"

#include <optional>
#include <vector>

namespace kilter {

/// Left and right over the loud part of a track: 400 ms windows, every 100 ms, within 10 dB of
/// their own mean.
struct PhaseFigures {
    double correlation = 1.0; ///< -1..1; 0 when one channel is silent, 1 when both are
    double negativeShare = 0; ///< of the windows, 0..1
};
[[nodiscard]] PhaseFigures phaseOf(const Overview& overview);

/// Where left works against right for a second or more of such windows: at most kMostPlaces, the
/// longest; in order of time.
[[nodiscard]] std::vector<Place> outOfPhasePlaces(const Overview& overview);

/// The frequency above which a lossy codec left nothing: where the mean level falls by at least 12
/// dB within 600 Hz and never recovers, between 10 and 20.7 kHz, or 85 % of what a rate under 44.1
/// kHz holds (what ends higher is a converter's filter). Within 200 Hz (findings_test).
[[nodiscard]] std::optional<Hertz> lossyCutoffOf(const Spectrogram& spectrogram);

/// What a user should know of the sound before trusting a comparison with it. The figures of
/// `analysis` are there, `warnings` is not looked at.
[[nodiscard]] std::vector<Warning> warningsOf(const Track& track, const Analysis& analysis);

} // namespace kilter
