// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"

#include <vector>

namespace kilter {

/// Smallest and largest sample in runs of frames, over both channels: what a waveform needs at
/// any zoom. Levels are four times coarser each.
struct WaveformPeaks {
    struct Extremes {
        float low = 0.0F, high = 0.0F;
    };
    struct Level {
        std::int64_t framesPerBin = 0;
        std::vector<Extremes> bins;
    };
    SampleRate rate;
    Frames frames;
    std::vector<Level> levels; ///< finest first

    [[nodiscard]] Seconds duration() const { return frames / rate; }
    /// Over [begin, end), to the precision of the level that fits that length.
    [[nodiscard]] Extremes over(Seconds begin, Seconds end) const;
};

/// For a worker. Cost: some milliseconds a minute (tests/benchmarks/views_benchmark).
[[nodiscard]] WaveformPeaks waveformPeaksOf(const Track& track);

} // namespace kilter
