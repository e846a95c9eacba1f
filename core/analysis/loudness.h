// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/units.h"

#include <optional>
#include <vector>

namespace kilter {

/// ITU-R BS.1770-4, EBU R128 and Tech 3341/3342. A figure that has no value here is empty:
/// integrated and momentary under 0.4 s or below the gate, short-term and range under 3 s.
struct Loudness {
    std::optional<Lufs> integrated, momentaryMax, shortTermMax;
    std::optional<Decibels> range;
    /// Momentary and short-term loudness every `hop` (value i is of the time that ends at (i + 1)
    /// hop), for the window and the report; minus infinity where there is none yet.
    Seconds hop{0.1};
    std::vector<float> momentary, shortTerm;
};

/// Channels in the order L R, or L R C Ls Rs (surrounds weigh 1.41). Incomplete when `progress` was
/// cancelled. Any thread. Within 0.05 LU of every signal of Tech 3341 and 3342 (loudness_test).
[[nodiscard]] Loudness measureLoudness(const AudioBuffer& audio, SampleRate rate,
                                       const Progress& progress = {});

} // namespace kilter
