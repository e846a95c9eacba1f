// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/overs.h"
#include "core/audio/audio_buffer.h"

#include <vector>

namespace kilter {

/// Where `coded` (what a codec was given) would pass `limit` if its true peak became higher by
/// `times` what the codec changes peaks by thereabouts: each with what would be reached, 3 dB over
/// the limit at most. What it changes them by is the RMS of decoded - coded true peaks within 30
/// ms, of those that are no more than 6 dB under the limit. Both are at `rate`. In order of time,
/// to 1 ms.
///
/// What a codec adds is another draw each time it begins elsewhere or is given other samples, and
/// of about the same size: so one encode tells where others may pass the limit. (The difference of
/// the samples would tell too much: where noise is replaced by other noise, peaks stay as high.)
[[nodiscard]] std::vector<Over> expectedOvers(const AudioBuffer& coded, const AudioBuffer& decoded,
                                              SampleRate rate, Decibels limit, double times);

} // namespace kilter
