// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <optional>

namespace kilter {

/// Integrated loudness by libebur128, which shares no code with core/analysis/loudness.h: what an
/// export is measured with a second time. Empty where there is none (silence, under 0.4 s). Any
/// thread. Cost: some 1/500 of the duration.
[[nodiscard]] std::optional<Lufs> loudnessByLibebur128(const AudioBuffer& audio, SampleRate rate);

/// How far the two may lie apart, in LU.
inline constexpr Decibels kMeterAgreement{0.02};

/// Throws std::logic_error, a fault in Kilter, where both are known and lie further apart. Not at
/// rates without a whole number of frames in 100 ms (11025 Hz): libebur128 rounds its blocks there,
/// which then drift from BS.1770's.
void requireAgreement(std::optional<Lufs> own, std::optional<Lufs> libebur128, SampleRate rate);

} // namespace kilter
