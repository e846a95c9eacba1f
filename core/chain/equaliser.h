// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/band_cascade.h"
#include "core/chain/chain_settings.h"
#include "core/chain/fir_convolver.h"
#include "core/chain/realtime.h"

#include <vector>

namespace kilter {

/// Up to 24 bands of minimum phase without latency, or one FIR kernel in their place.
///
/// With every band off it gives back the very bits that went in. Its output does not depend on how
/// the stream is cut into blocks (equaliser_test). Construction allocates; nothing else does.
///
/// Between the bands and a kernel the two are cross-faded over 20 ms. Their latencies differ, so
/// the music jumps by that much, and a kernel starts with silence behind it: who wants it aligned
/// resets instead, and feeds `latency()` frames before those to be heard (see Chain).
class Equaliser {
  public:
    explicit Equaliser(SampleRate rate, const EqualiserSettings& settings = {});
    Equaliser(const Equaliser&) = delete;
    Equaliser& operator=(const Equaliser&) = delete;

    /// Silence behind it, and these settings at once.
    void reset(Realtime&, const EqualiserSettings& settings) noexcept;

    /// Takes effect without a click, within 10 ms (bands), one partition (kernels) or 20 ms
    /// (between bands and kernel). What is set while such a change runs follows after it.
    void set(Realtime&, const EqualiserSettings& settings) noexcept;

    /// What is not finite counts as silence, so that no filter keeps it.
    void process(Realtime&, StereoBlock block) noexcept;

    /// 0 with bands, the kernel's with a kernel.
    [[nodiscard]] Frames latency() const noexcept;

    /// `kernel` may still be read by process(). False for good once other settings have been set
    /// and their change is over.
    [[nodiscard]] bool uses(const FirKernel& kernel) const noexcept;

  private:
    static constexpr int kChunk = 256;

    void startWith(const EqualiserSettings& settings) noexcept;
    void fade(Realtime&, StereoBlock block) noexcept;
    void begin(Realtime&, const EqualiserSettings& settings) noexcept;

    BandCascade bands_;
    FirConvolver convolver_;
    const FirKernel* kernel_ = nullptr; ///< what is heard, or being changed to
    std::vector<double> weights_;
    int position_ = 0;
    bool isFading_ = false; ///< between bands and kernel
    bool isWaiting_ = false;
    EqualiserSettings waiting_;
    std::vector<float> otherLeft_, otherRight_;
};

} // namespace kilter
