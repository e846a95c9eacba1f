// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/compressor/settings.h"
#include "core/chain/pair_cascade.h"
#include "core/chain/realtime.h"

#include <array>
#include <span>
#include <vector>

namespace kilter {

/// The glue compressor: feed-forward, in the log domain. The peaks of both channels behind the high
/// pass, those between samples included, are told in dB; the louder one asks for a reduction
/// (CompressorCurve), which is held (CompressorRelease) and eased by the attack's one-pole: the
/// smooth decoupled peak detector of Giannoulis, Massberg, Reiss (JAES 60, 2012). Then
///
///     out = in (1 + mix (gain - 1)) make-up
///
/// without latency. Where nothing is reduced and the make-up is 0 dB, the output is the input, bit
/// for bit. Its output does not depend on how the stream is cut into blocks. Construction
/// allocates; nothing else does. Cost: tests/benchmarks/compressor_benchmark.
///
/// All that is not the fundamental, 4:1, knee 6 dB, 4.4 dB taken, attack 10 ms (compressor_test
/// holds two of them), in dB:
///
///     release          30 Hz   50 Hz   100 Hz   1 kHz   5 kHz
///     100 ms             -53     -59      -70    -105    -131
///     300 ms             -62     -69      -80    -115    -141
///     by the programme   -63     -68      -79    -112    -139
class Compressor {
  public:
    explicit Compressor(SampleRate rate, const CompressorSettings& settings = {});

    /// Silence behind it, and these settings at once.
    void reset(Realtime&, const CompressorSettings& settings) noexcept;

    /// Takes effect without a click: the gains by the settings before and by these are cross-faded
    /// over 10 ms. What is set meanwhile follows after it, the latest only.
    void set(Realtime&, const CompressorSettings& settings) noexcept;

    /// What is not finite counts as silence for the detector, and passes.
    void process(Realtime&, StereoBlock block) noexcept;

    [[nodiscard]] static Frames latency() noexcept { return {}; }

    /// What was taken from each frame of the last block, the mix counted in and the make-up not, in
    /// dB >= 0; of a block longer than kReductionFrames only the last ones. Valid until the next
    /// process().
    [[nodiscard]] std::span<const float> reduction() const noexcept;
    static constexpr int kReductionFrames = 8192;

  private:
    static constexpr int kChunk = 512;
    static constexpr int kPiece = 64;
    using Values = std::array<float, kChunk>;

    /// In dB.
    struct Held {
        double fast = 0.0; ///< fixed release: all that is held
        double slow = 0.0; ///< by the programme: of the slow network
        double eased = 0.0;
    };

    class HighPass;
    class FixedHold;
    class ProgrammeHold;

    /// Settings at work, and what they remember.
    struct Voice {
        CompressorSettings settings;
        PairState highPass;
        std::array<std::array<float, 2>, 2> before{}; ///< two frames that came out of it
        Held held;

        /// The factor for each frame of `block`, mix counted in, and what that takes in dB.
        void gains(StereoBlock block, float* gain, float* taken) noexcept;

      private:
        template <class Hold>
        void reductions(StereoBlock block, float* taken) noexcept;
        void ask(const float* left, const float* right, float* asked, int frames) const noexcept;
    };

    static void squaredPeaks(const float* left, const float* right, float* squared,
                             int frames) noexcept;
    void start(const CompressorSettings& settings) noexcept;
    void begin() noexcept;
    void apply(StereoBlock block, float* taken) noexcept;
    /// `block` is no longer than what is left of the fade.
    void fade(StereoBlock block, float* taken) noexcept;

    std::vector<double> weights_;
    Voice voice_;
    Voice before_;               ///< while fading: what is faded out
    CompressorSettings waiting_; ///< the voice's, when none waits
    int position_ = 0;           ///< weights_.size(): no fade
    std::vector<float> reduction_;
    int reductionFrames_ = 0;
};

} // namespace kilter
