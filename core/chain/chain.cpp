// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/chain.h"

#include "core/chain/limiter.h"

namespace kilter {

Chain::Chain(SampleRate rate)
    : equaliser_(rate)
    , drive_(rate)
    , limiter_(std::make_unique<Limiter>(rate)) {}

Chain::~Chain() = default;

void Chain::reset(const ChainSettings& settings) noexcept {
    equaliser_.reset(settings.equaliser);
    drive_.reset(settings.drive);
    limiter_->set(settings.limiter);
    limiter_->reset();
}

void Chain::apply(Realtime& realtime, const ChainSettings& settings) noexcept {
    equaliser_.set(realtime, settings.equaliser);
    drive_.set(realtime, settings.drive);
    limiter_->set(settings.limiter);
}

void Chain::process(Realtime& realtime, StereoBlock block) noexcept {
    equaliser_.process(realtime, block);
    drive_.process(realtime, block);
    limiter_->process(realtime, block);
}

Frames Chain::latency() const noexcept {
    return equaliser_.latency() + limiter_->latency();
}

std::span<const float> Chain::reduction() const noexcept {
    return limiter_->reduction();
}

bool Chain::uses(const FirKernel& kernel) const noexcept {
    return equaliser_.uses(kernel);
}

} // namespace kilter
