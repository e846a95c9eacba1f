// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"

#include <array>
#include <vector>

namespace kilter {

/// A frame of a spectrogram by its number, with the weight that it counts by. Two neighbours with
/// weights that add to one stand for a frame between them.
struct WeightedFrame {
    int frame = 0;
    double weight = 1.0;
};

/// The gated frames of the section that is compared; none without a spectrogram.
[[nodiscard]] std::vector<int> comparedFrames(const Analysis& analysis);

/// Mean power of frames by their weights.
[[nodiscard]] Spectrum meanOf(const Spectrogram& spectrogram,
                              const std::vector<WeightedFrame>& frames);

/// How far the level of each third re loudness may lie from the song's own, because the frames
/// are only so many: sqrt(((1.5 j)^2 + p^2)/2), j the delete-one jackknife over 12 blocks in time
/// (which under-reads about 1.5 times, as neighbouring blocks are alike) and p a prior.
struct LevelSigmas {
    std::array<Decibels, kThirds> stereo{}, side{};
};
[[nodiscard]] LevelSigmas levelSigmas(const Spectrogram& spectrogram,
                                      const std::vector<int>& frames);

/// 95th minus 50th percentile of the frames' levels in each named band, in dB: large where hits
/// stand out, small where a compressor has levelled them.
[[nodiscard]] std::array<Decibels, kNamedBands> bandDynamics(const Spectrogram& spectrogram,
                                                             const std::vector<int>& frames);

} // namespace kilter
