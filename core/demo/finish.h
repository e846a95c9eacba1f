// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/filter_shape.h"
#include "core/base/units.h"

#include <vector>

/// What is done to the sum of all parts.
namespace kilter::demo {

/// Brings the long-term balance of the octaves to that of the average record (Elowsson and
/// Friberg, AES 142nd Convention, 2017, paper 9762) by at most 9 dB each.
void balance(AudioBuffer& stereo, SampleRate rate);

/// Filters with each of the shapes (bells and shelves) in turn.
void colour(AudioBuffer& stereo, const std::vector<FilterShape>& shapes, SampleRate rate);

/// The last half second of a long song, less of a short one, falls to silence.
void fadeEnd(AudioBuffer& stereo, SampleRate rate);

/// Gain alone.
void bringTo(AudioBuffer& stereo, Lufs loudness, SampleRate rate);

/// Glue compression, saturation, and a look-ahead limiter that is driven to `loudness`; true peak
/// below -0.3 dBTP.
void master(AudioBuffer& stereo, Lufs loudness, SampleRate rate);

} // namespace kilter::demo
