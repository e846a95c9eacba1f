// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"

#include <QString>

#include <optional>

/// What becomes of the sound, in words.
namespace kilter {

/// For the status bar: device, rate, buffer, load, dropouts. `mix`: its rate, told where the device
/// runs at another one. Empty while nobody has asked for sound.
[[nodiscard]] QString outputText(const OutputState& output, std::optional<SampleRate> mix);

/// Why nothing is heard, in full sentences; empty: something is, or nobody has asked for sound.
/// `paused`: where a lost device has left the song.
[[nodiscard]] QString troubleText(const OutputState& output, Seconds paused);

/// For Preferences, in lines: what is in use, and what was measured of it.
[[nodiscard]] QString measuredText(const OutputState& output);

[[nodiscard]] QString rateText(SampleRate rate); ///< "44.1 kHz"

} // namespace kilter
