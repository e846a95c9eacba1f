// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/chain.h"
#include "core/playback/playback_post.h"

#include <array>
#include <cstdint>

namespace kilter {

/// A chain, its settings, and the kernels it may still read.
class PostedChain {
  public:
    PostedChain(SampleRate rate, ChainPost& post)
        : post_(post)
        , chain_(rate) {}

    /// The newest settings, if they are new. Not yet applied.
    bool fetch() noexcept;
    /// With the newest settings the chain would have another latency than it has.
    [[nodiscard]] bool needsReset() const noexcept;
    /// As of the last reset.
    [[nodiscard]] Frames latency() const noexcept { return chain_.latency(); }
    void reset(Realtime& realtime) noexcept;
    void apply(Realtime& realtime) noexcept;
    /// It still reads a kernel that is not the newest settings'.
    [[nodiscard]] bool changesKernel() const noexcept;
    /// Tells which kernels and curves are free.
    void release() noexcept;

    [[nodiscard]] Chain& chain() { return chain_; }
    /// Of the newest settings; null: none.
    [[nodiscard]] const LevelCurve* curve() const noexcept { return curve_; }

  private:
    struct Held {
        const FirKernel* kernel;
        std::uint64_t number;
    };
    /// A chain reads the kernel that it has, the one that it fades to and the one that waits; a
    /// fetch adds one, a release lets go of all others.
    static constexpr int kHeld = 8;

    ChainPost& post_;
    Chain chain_;
    ChainSettings settings_;
    const LevelCurve* curve_ = nullptr;
    std::uint64_t number_ = 0;
    Frames kernelLatency_{}; ///< part of the chain's
    std::array<Held, kHeld> held_{};
    int heldCount_ = 0;
};

} // namespace kilter
