// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/level_follower.h"

#include <algorithm>
#include <cstddef>

namespace kilter {

void LevelFollower::bend() noexcept {
    from_ = last_;
    position_ = 0;
}

void LevelFollower::advance(Realtime&, const LevelCurve* curve, std::int64_t position,
                            int frames) noexcept {
    const std::int64_t end = position + frames;
    std::fill_n(gains_.begin(), frames, 1.0F);
    neutral_ = true;
    everywhere_ = 1.0F;
    if (curve != nullptr) {
        everywhere_ = curve->everywhere;
        neutral_ = everywhere_ == 1.0F;
        const auto& runs = curve->runs;
        auto run = std::upper_bound(
            runs.begin(), runs.end(), position,
            [](std::int64_t at, const GainRun& other) { return at < other.end(); });
        for (; run != runs.end() && run->begin.count < end; ++run) {
            neutral_ = false;
            const std::int64_t first = std::max(position, run->begin.count);
            const std::int64_t last = std::min(end, run->end());
            std::copy(run->gains.begin() + (first - run->begin.count),
                      run->gains.begin() + (last - run->begin.count),
                      gains_.begin() + (first - position));
        }
    }
    if (position_ != kArrived) {
        neutral_ = false;
        for (int i = 0; i < frames; ++i) {
            float& gain = gains_[static_cast<std::size_t>(i)];
            gain *= everywhere_;
            if (position_ == kArrived)
                continue;
            gain = from_ + (gain - from_) * fade_[position_];
            if (++position_ == fade_.length())
                position_ = kArrived;
        }
        everywhere_ = 1.0F;
    }
    if (frames > 0)
        last_ = gains_[static_cast<std::size_t>(frames) - 1] * everywhere_;
}

void LevelFollower::apply(StereoBlock block) const noexcept {
    if (neutral_)
        return;
    for (int i = 0; i < block.frames; ++i) {
        const float gain = gains_[static_cast<std::size_t>(i)];
        block.left[i] = block.left[i] * gain * everywhere_;
        block.right[i] = block.right[i] * gain * everywhere_;
    }
}

} // namespace kilter
