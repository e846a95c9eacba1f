// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <vector>

namespace kilter {

/// A place where a sound passes a ceiling, in either channel.
struct Over {
    Seconds at;    ///< of its highest point, to 1 ms
    Decibels peak; ///< true peak there, dBTP
};

inline constexpr Seconds kOneOver{0.005};

/// Where the true peak of `audio` lies over `ceiling`: what is closer together than `together` is
/// one place. In order of time. Thread: worker. Cost: some 2000 times faster than real time.
[[nodiscard]] std::vector<Over> oversIn(const AudioBuffer& audio, SampleRate rate, Decibels ceiling,
                                        Seconds together = kOneOver);

/// Over all of it and both channels, dBTP; minus infinity for silence.
[[nodiscard]] Decibels truePeakOf(const AudioBuffer& audio, SampleRate rate);

} // namespace kilter
