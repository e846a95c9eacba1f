// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/chain/chain_settings.h"

#include <optional>

namespace kilter {

/// What the limiter took away, in dB (>= 0), over all that was rendered.
struct Reduction {
    Decibels mean{};
    Decibels largest{};
    Frames largestAt{}; ///< where, in what was rendered; 0 where nothing was taken
};

struct Rendered {
    AudioBuffer audio; ///< as long as the input, and aligned with it to the sample
    Reduction reduction;
};

/// `input` (two channels, at `rate`) through the chain, sequentially and by the same kernel as the
/// preview, so that the bytes are the preview's. The chain's latency is taken out.
/// nullopt: cancelled. Thread: worker. Cost: tests/benchmarks/render_benchmark.
[[nodiscard]] std::optional<Rendered> render(const AudioBuffer& input, SampleRate rate,
                                             const ChainSettings& settings,
                                             const Progress& progress = {});

/// The same, of which only `frames` frames from `first` on are kept.
[[nodiscard]] std::optional<Rendered> render(const AudioBuffer& input, SampleRate rate,
                                             const ChainSettings& settings, Frames first,
                                             Frames frames, const Progress& progress = {});

} // namespace kilter
