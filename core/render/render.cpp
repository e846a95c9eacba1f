// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/render.h"

#include "core/chain/chain.h"
#include "core/render/blocks.h"

namespace kilter {

std::optional<Rendered> render(const AudioBuffer& input, SampleRate rate,
                               const ChainSettings& settings, const Progress& progress) {
    return render(input, rate, settings, {}, input.frames(), progress);
}

std::optional<Rendered> render(const AudioBuffer& input, SampleRate rate,
                               const ChainSettings& settings, Frames first, Frames frames,
                               const Progress& progress) {
    Chain chain(rate, settings);
    const Frames delay = chain.latency() + first;
    Rendered result{AudioBuffer(2, frames), {}};
    double sum = 0.0;
    float largest = 0.0F;
    Frames largestAt;
    const bool finished = throughBlocks(input, delay + frames, progress,
                                        [&](Realtime& realtime, StereoBlock block, Frames at) {
                                            chain.process(realtime, block);
                                            placeAligned(block, at, delay, result.audio);
                                            for (const float r : chain.reduction()) {
                                                sum += static_cast<double>(r);
                                                if (r > largest) {
                                                    largest = r;
                                                    largestAt = at - delay;
                                                }
                                                at = at + Frames{1};
                                            }
                                        });
    if (!finished)
        return std::nullopt;
    if (frames.count > 0)
        result.reduction = {
            {sum / static_cast<double>(frames.count)}, {largest}, std::max(largestAt, Frames{0})};
    return result;
}

} // namespace kilter
