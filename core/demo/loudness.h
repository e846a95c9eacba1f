// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

namespace kilter::demo {

/// Integrated loudness (ITU-R BS.1770-4, gated) as a power: 1 is -0.691 LUFS. 0 below the gate. The
/// K curve is built of cookbook filters, within 0.1 LU of the standard's.
[[nodiscard]] double loudnessPower(const AudioBuffer& stereo, SampleRate rate);

/// The power that stands for a loudness.
[[nodiscard]] double powerOf(Lufs loudness);

} // namespace kilter::demo
