// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/gain_ramp.h"

#include "core/chain/transition.h"

#include <algorithm>

namespace kilter {

namespace {

constexpr Seconds kChange{0.010};

} // namespace

GainRamp::GainRamp(SampleRate rate, const Gain& gain)
    : weights_(smoothTransition((kChange * rate).count))
    , from_(gain.factor())
    , to_(gain.factor())
    , waiting_(gain.factor())
    , position_(static_cast<int>(weights_.size())) {}

void GainRamp::reset(Realtime&, const Gain& gain) noexcept {
    from_ = to_ = waiting_ = gain.factor();
    position_ = static_cast<int>(weights_.size());
}

void GainRamp::set(Realtime&, const Gain& gain) noexcept {
    waiting_ = gain.factor();
    if (position_ == static_cast<int>(weights_.size()))
        begin(waiting_);
}

void GainRamp::begin(double gain) noexcept {
    if (gain == to_)
        return;
    from_ = to_;
    to_ = gain;
    position_ = 0;
}

void GainRamp::process(Realtime&, StereoBlock block) noexcept {
    const int length = static_cast<int>(weights_.size());
    int i = 0;
    while (i < block.frames && position_ < length) {
        const double w = weights_[static_cast<std::size_t>(position_++)];
        const double g = from_ + w * (to_ - from_);
        block.left[i] = static_cast<float>(g * block.left[i]);
        block.right[i] = static_cast<float>(g * block.right[i]);
        ++i;
        if (position_ == length)
            begin(waiting_);
    }
    if (to_ == 1.0)
        return;
    for (; i < block.frames; ++i) {
        block.left[i] = static_cast<float>(to_ * block.left[i]);
        block.right[i] = static_cast<float>(to_ * block.right[i]);
    }
}

} // namespace kilter
