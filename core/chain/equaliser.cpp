// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/equaliser.h"

#include "core/chain/transition.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kilter {

namespace {

constexpr Seconds kFade{0.020};

} // namespace

Equaliser::Equaliser(SampleRate rate, const EqualiserSettings& settings)
    : bands_(rate)
    , convolver_(rate)
    , weights_(smoothTransition((kFade * rate).count))
    , otherLeft_(kChunk)
    , otherRight_(kChunk) {
    startWith(settings);
}

void Equaliser::reset(Realtime&, const EqualiserSettings& settings) noexcept {
    startWith(settings);
}

void Equaliser::startWith(const EqualiserSettings& settings) noexcept {
    isFading_ = isWaiting_ = false;
    kernel_ = settings.kernel;
    bands_.reset(settings.bands);
    if (kernel_)
        convolver_.reset(*kernel_);
}

void Equaliser::set(Realtime& realtime, const EqualiserSettings& settings) noexcept {
    if (isFading_) {
        waiting_ = settings;
        isWaiting_ = true;
    } else {
        begin(realtime, settings);
    }
}

void Equaliser::begin(Realtime& realtime, const EqualiserSettings& settings) noexcept {
    const FirKernel* before = kernel_;
    kernel_ = settings.kernel;
    isFading_ = (before == nullptr) != (kernel_ == nullptr);
    position_ = 0;
    if (isFading_ && kernel_)
        convolver_.reset(*kernel_); // the bands go on as they were until they have faded out
    else if (isFading_)
        bands_.reset(settings.bands);
    else if (kernel_)
        convolver_.set(realtime, *kernel_);
    else
        bands_.set(realtime, settings.bands);
}

void Equaliser::process(Realtime& realtime, StereoBlock block) noexcept {
    for (float* x : {block.left, block.right})
        for (int i = 0; i < block.frames; ++i)
            x[i] = std::abs(x[i]) <= std::numeric_limits<float>::max() ? x[i] : 0.0F;
    while (isFading_ && block.frames > 0) {
        const int left = static_cast<int>(weights_.size()) - position_;
        const int n = std::min({block.frames, kChunk, left});
        fade(realtime, {block.left, block.right, n});
        block = {block.left + n, block.right + n, block.frames - n};
        if ((position_ += n) == static_cast<int>(weights_.size())) {
            isFading_ = false;
            if (isWaiting_) {
                isWaiting_ = false;
                begin(realtime, waiting_);
            }
        }
    }
    if (block.frames == 0)
        return;
    if (kernel_)
        convolver_.process(realtime, block);
    else
        bands_.process(realtime, block);
}

void Equaliser::fade(Realtime& realtime, StereoBlock block) noexcept {
    const auto n = static_cast<std::size_t>(block.frames);
    std::copy_n(block.left, n, otherLeft_.begin());
    std::copy_n(block.right, n, otherRight_.begin());
    const StereoBlock other{otherLeft_.data(), otherRight_.data(), block.frames};
    bands_.process(realtime, block);
    convolver_.process(realtime, other);
    const auto at = static_cast<std::size_t>(position_);
    for (std::size_t i = 0; i < n; ++i) {
        const double w = kernel_ ? weights_[at + i] : 1.0 - weights_[at + i];
        block.left[i] = static_cast<float>(block.left[i] + w * (other.left[i] - block.left[i]));
        block.right[i] = static_cast<float>(block.right[i] + w * (other.right[i] - block.right[i]));
    }
}

Frames Equaliser::latency() const noexcept {
    return kernel_ ? kernel_->latency() : Frames{0};
}

bool Equaliser::uses(const FirKernel& kernel) const noexcept {
    if (isWaiting_ && waiting_.kernel == &kernel)
        return true;
    return (kernel_ || isFading_) && convolver_.uses(kernel);
}

} // namespace kilter
