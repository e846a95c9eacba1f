// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/chain/realtime.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace kilter {

/// Denormals are flushed while it lives, as in the callback.
class OfflineScope {
  public:
    [[nodiscard]] Realtime& token() { return scope_.token(); }

  private:
    FlushDenormalsScope scope_;
};

/// How sound goes through a processor offline: `input` (two channels), then silence, block by
/// block, until `total` frames have passed. `process(Realtime&, StereoBlock, Frames first)` gets
/// each block, to change in place and to use. Denormals are flushed, as in the callback.
/// False: cancelled.
template <class Process>
[[nodiscard]] bool throughBlocks(const AudioBuffer& input, Frames total, const Progress& progress,
                                 Process&& process) {
    constexpr int kBlock = 4096;
    std::array<std::array<float, kBlock>, 2> block{};
    OfflineScope scope;
    for (std::int64_t first = 0; first < total.count; first += kBlock) {
        if (progress.cancelled())
            return false;
        const std::int64_t frames = std::min<std::int64_t>(kBlock, total.count - first);
        const std::int64_t real = std::clamp<std::int64_t>(input.frames().count - first, 0, frames);
        for (int c = 0; c < 2; ++c) {
            float* out = block[static_cast<std::size_t>(c)].data();
            if (real > 0)
                std::copy_n(input.channel(c).data() + first, real, out);
            std::fill(out + real, out + frames, 0.0F);
        }
        process(scope.token(),
                StereoBlock{block[0].data(), block[1].data(), static_cast<int>(frames)},
                Frames{first});
        progress.at(static_cast<double>(first + frames) / static_cast<double>(total.count));
    }
    return true;
}

/// Copies of `block` what lies at or behind `delay` to its place in `out`, `delay` earlier.
inline void placeAligned(const StereoBlock& block, Frames first, Frames delay, AudioBuffer& out) {
    const std::int64_t skip = std::clamp<std::int64_t>(delay.count - first.count, 0, block.frames);
    const std::int64_t to = first.count + skip - delay.count;
    const std::int64_t frames =
        std::min<std::int64_t>(block.frames - skip, out.frames().count - to);
    if (frames <= 0)
        return;
    std::copy_n(block.left + skip, frames, out.channel(0).data() + to);
    std::copy_n(block.right + skip, frames, out.channel(1).data() + to);
}

} // namespace kilter
