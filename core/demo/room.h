// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

namespace kilter::demo {

/// Adds to `mix` the room that answers `sent` (both two channels of one length): early reflections
/// and a feedback delay network of eight lines with a Hadamard matrix (Jot and Chaigne, AES 90th
/// Convention, 1991, preprint 3030). `reverberation` is the time to fall by 60 dB in the middle of
/// the spectrum; highs die sooner.
void addRoom(AudioBuffer& mix, const AudioBuffer& sent, Seconds reverberation, SampleRate rate);

/// Adds to `mix` echoes of `sent`, one channel, that cross from side to side every `period`, each a
/// little darker and `feedback` times the last.
void addEcho(AudioBuffer& mix, const AudioBuffer& sent, Seconds period, double feedback,
             SampleRate rate);

} // namespace kilter::demo
