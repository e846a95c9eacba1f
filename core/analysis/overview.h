// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/units.h"

#include <array>
#include <cstddef>
#include <vector>

namespace kilter {

/// A waveform at a hundred points a second: what a window draws, and what the findings start from.
/// Point i covers the frames [begin(i), begin(i + 1)) of the track.
struct Overview {
    struct Channel {
        std::vector<float> minimum, maximum; ///< of the samples
        std::vector<float> meanSquare;
        double sum = 0.0; ///< of all samples
    };

    SampleRate rate;
    Frames frames;
    std::array<Channel, 2> channels;
    std::vector<float> product; ///< mean of left times right

    [[nodiscard]] std::size_t points() const { return product.size(); }
    [[nodiscard]] Frames begin(std::size_t point) const;
};

/// `audio` has two channels. Incomplete when `progress` was cancelled. Any thread; about 1/10000
/// of the duration on one core (analysis_benchmark).
[[nodiscard]] Overview overviewOf(const AudioBuffer& audio, SampleRate rate,
                                  const Progress& progress = {});

} // namespace kilter
