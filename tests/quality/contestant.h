// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"
#include "core/chain/chain_settings.h"

#include <functional>
#include <string>

namespace kilter::quality {

/// A limiter that takes part: stereo in, the same length and time-aligned out.
struct Contestant {
    std::string name;
    std::function<AudioBuffer(const AudioBuffer&, SampleRate, Decibels gain, Decibels ceiling)> run;
    /// Lowers its ceiling by what a fine meter finds over it, as Kilter's solver does.
    bool trims = false;
};

[[nodiscard]] Contestant kilterLimiter(LimiterMode mode);

/// The bound: what a hard clip of the signal between the samples (8 times oversampled) does. Its
/// output keeps no ceiling after decimation.
[[nodiscard]] Contestant hardClip();

/// Another program. In `command`, {in} and {out} become paths of float WAV files, {gain} and
/// {ceiling} figures in dB; a "name:" may stand before it. Its latency is found by correlation and
/// removed.
[[nodiscard]] Contestant program(const std::string& command);

} // namespace kilter::quality
