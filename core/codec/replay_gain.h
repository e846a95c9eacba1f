// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "core/base/units.h"

#include <optional>
#include <vector>

namespace kilter {

/// What a player turns a file of that loudness and true peak by: REPLAYGAIN_TRACK_GAIN and _PEAK
/// (ReplayGain 2, -18 LUFS). Empty where there is no loudness.
[[nodiscard]] std::vector<TagField> replayGainOf(std::optional<Lufs> loudness,
                                                 std::optional<Decibels> truePeak);

} // namespace kilter
