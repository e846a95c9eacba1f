// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/result.h"

namespace kilter {

/// `audio` at another rate: soxr's "very high quality" linear-phase conversion. The result has
/// round(frames * to / from) frames and is aligned with the input: time 0 stays time 0.
///
/// Within +-0.01 dB up to 20 kHz, aliases below -140 dB for 96 -> 44.1 kHz (resample_test).
/// Errors: Cancelled. Deterministic, one thread.
[[nodiscard]] Result<AudioBuffer> resample(const AudioBuffer& audio, SampleRate from, SampleRate to,
                                           const Progress& progress = {});

} // namespace kilter
