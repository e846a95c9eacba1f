// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/posted_chain.h"

#include "core/chain/fir_kernel.h"

#include <algorithm>

namespace kilter {

namespace {

Frames kernelLatency(const ChainSettings& settings) noexcept {
    const FirKernel* const kernel = settings.equaliser.kernel;
    return kernel != nullptr ? kernel->latency() : Frames{};
}

} // namespace

bool PostedChain::fetch() noexcept {
    if (heldCount_ == kHeld)
        return false;
    const NumberedSettings* newest = post_.settings.fetch();
    if (newest == nullptr)
        return false;
    settings_ = newest->chain;
    curve_ = newest->curve;
    number_ = newest->number;
    const FirKernel* const kernel = settings_.equaliser.kernel;
    if (kernel == nullptr)
        return true;
    // The newest loan of a kernel is the one that counts.
    const auto end = held_.begin() + heldCount_;
    const auto same = std::find_if(held_.begin(), end,
                                   [kernel](const Held& held) { return held.kernel == kernel; });
    *same = {kernel, number_};
    if (same == end)
        ++heldCount_;
    return true;
}

bool PostedChain::needsReset() const noexcept {
    return kernelLatency(settings_) != kernelLatency_;
}

void PostedChain::reset(Realtime& realtime) noexcept {
    chain_.reset(realtime, settings_);
    kernelLatency_ = kernelLatency(settings_);
}

void PostedChain::apply(Realtime& realtime) noexcept {
    chain_.apply(realtime, settings_);
}

bool PostedChain::changesKernel() const noexcept {
    return std::any_of(held_.begin(), held_.begin() + heldCount_, [this](const Held& held) {
        return held.kernel != settings_.equaliser.kernel && chain_.uses(*held.kernel);
    });
}

void PostedChain::release() noexcept {
    std::uint64_t oldest = number_;
    int kept = 0;
    for (int i = 0; i < heldCount_; ++i) {
        const Held held = held_[static_cast<std::size_t>(i)];
        if (held.kernel != settings_.equaliser.kernel && !chain_.uses(*held.kernel))
            continue;
        oldest = std::min(oldest, held.number);
        held_[static_cast<std::size_t>(kept++)] = held;
    }
    heldCount_ = kept;
    post_.oldestInUse.store(oldest, std::memory_order_release);
}

} // namespace kilter
