// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <span>

namespace kilter {

/// Frames [begin, end).
struct FrameRange {
    Frames begin, end;
};

/// The highest true peak in dBTP that any of the meters finds which a master may be checked with:
/// one that interpolates finely up to Nyquist (128 samples about each point), libebur128's short
/// one, and oversampling by soxr, which leaves out what lies close to Nyquist.
///
/// Only what lies in `where` is looked at (and read by what lies around it); all of it without.
/// What stays under 0.85 of `ceiling` may be read too low. Never more than 0.01 dB under the
/// highest of those meters, and within 0.03 dB of it where little lies close to Nyquist
/// (master_quality_test). Two channels, one on a thread of its own; 1000 times faster than real
/// time.
[[nodiscard]] Decibels strictestTruePeak(const AudioBuffer& audio, SampleRate rate,
                                         Decibels ceiling);
[[nodiscard]] Decibels strictestTruePeak(const AudioBuffer& audio, SampleRate rate,
                                         Decibels ceiling, std::span<const FrameRange> where);

} // namespace kilter
