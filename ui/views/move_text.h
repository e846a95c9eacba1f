// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/move.h"
#include "core/reference/gap.h"

#include <QString>

/// The words for moves and bands. core says codes and facts; here they become sentences.
namespace kilter {

[[nodiscard]] QString kindText(FilterKind kind);          ///< "Low shelf"
[[nodiscard]] QString placementText(Placement placement); ///< "stereo"
[[nodiscard]] QString bandText(int band);                 ///< "Presence"
[[nodiscard]] QString bandRangeText(int band);            ///< "2–4 kHz"

/// Which of gain, Q and slope mean something for that kind.
[[nodiscard]] bool hasGain(FilterKind kind);
[[nodiscard]] bool hasQ(FilterKind kind);
[[nodiscard]] bool hasSlope(FilterKind kind);

/// "Bell, 2.95 kHz, −1.7 dB, Q 1.1, stereo": for screen readers.
[[nodiscard]] QString moveText(const Move& move);

/// What a user can set by hand: 10 Hz to 24 kHz, +-24 dB, Q 0.1 to 18, 6 to 48 dB/octave.
[[nodiscard]] FilterShape withinLimits(FilterShape shape);
inline constexpr double kGainLimit = 24.0;

/// The move with its sounding gain set; what the amounts would multiply it by is taken out.
[[nodiscard]] Move withSoundingGain(Move move, Decibels gain, double overallAmount);

} // namespace kilter
