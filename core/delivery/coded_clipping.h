// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/overs.h"
#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/codec/codec.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace kilter {

/// Where one channel passes full scale, as Apple's afclip counts it.
struct ClippedCount {
    std::int64_t onSample = 0;    ///< samples beyond full scale
    std::int64_t interSample = 0; ///< pairs of samples within it between which the wave passes it
    std::optional<Seconds> first; ///< of either
};

/// Between the samples it looks at three points, an interpolation by four as afclip's. Cost: as
/// oversIn. (coded_clipping_test)
[[nodiscard]] ClippedCount clippedCount(std::span<const float> samples, SampleRate rate);

/// What decoding makes of a finished file.
struct CodedClipping {
    Codec codec;
    std::array<ClippedCount, 2> channels; ///< left, right
    std::vector<Over> overs;              ///< places over 0 dBTP in either
    Decibels truePeak{};                  ///< dBTP
};

/// Encodes, decodes and counts. Errors: those of roundTrip. Thread: worker.
[[nodiscard]] Result<CodedClipping> codedClipping(const AudioBuffer& audio, SampleRate rate,
                                                  Codec codec, const Progress& progress = {});

} // namespace kilter
