// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/chain_settings.h"
#include "core/chain/realtime.h"

#include <memory>
#include <span>

namespace kilter {

class FirKernel;

/// What the sound passes through, in the preview and in the export: the processors of
/// core/chain/chain_stages.h in their order.
///
/// The output does not depend on how the stream is cut into blocks, bit for bit, as long as apply()
/// is called at the same frames (chain_test). Construction allocates, reset() and everything after
/// it does not. One owner, one thread at a time.
///
/// latency() changes only with the phase kind (bands, minimum- or linear-phase kernel). Set while
/// playing, a new kind is cross-faded in, and the music jumps by the difference. A player that
/// wants it to stay in its place fades out, calls reset() with the new settings, feeds the
/// latency() frames before the position that is to be heard, and fades in.
class Chain {
  public:
    explicit Chain(SampleRate rate, const ChainSettings& settings = {});
    ~Chain();
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

    /// Silence behind it, and these settings at once.
    void reset(Realtime&, const ChainSettings& settings) noexcept;

    /// From the next frame on, without a click. The kernel that `settings` points to has to live
    /// as long as uses() says so.
    void apply(Realtime&, const ChainSettings& settings) noexcept;

    void process(Realtime&, StereoBlock block) noexcept;

    /// From a frame going in to its coming out, with the settings applied last.
    [[nodiscard]] Frames latency() const noexcept;

    /// The limiter's gain reduction in each frame of the last block, in dB >= 0 (see Limiter).
    /// Valid until the next process().
    [[nodiscard]] std::span<const float> reduction() const noexcept;

    /// The compressor's, likewise (see Compressor).
    [[nodiscard]] std::span<const float> compression() const noexcept;

    /// process() may still read `kernel`. Once false after other settings were applied, it may be
    /// freed.
    [[nodiscard]] bool uses(const FirKernel& kernel) const noexcept;

  private:
    struct Processors;
    std::unique_ptr<Processors> processors_;
};

} // namespace kilter
