// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/progress.h"
#include "core/base/units.h"

#include <array>
#include <span>
#include <vector>

namespace kilter {

/// True peak of a stream of one channel: the largest magnitude of the continuous signal.
///
/// 8 x 48 polyphase (SincBank, Kaiser 8) and a parabola through the largest value and its
/// neighbours. What provably can't reach the present maximum is not interpolated. Reads at most
/// 0.05 dB under and 0.01 dB over, up to 20 kHz at 44.1 kHz (true_peak_test); meters on BS.1770-4
/// Annex 2's own 4x filter may read 0.5 dB less. The result does not depend on the block size.
class TruePeakMeter {
  public:
    /// No allocation, no lock: any thread, also the audio thread. A value is read 24 to 32 samples
    /// after its time.
    void process(std::span<const float> block) noexcept;

    /// As if the silence that follows the end had been processed.
    void flush() noexcept;

    /// Largest magnitude since the last reset or takePeak, full scale = 1.
    [[nodiscard]] float peak() const { return peak_; }

    /// `peak`, and begins a new maximum at `floor`; the stream goes on. What stays under the floor
    /// is not interpolated, so that looking for what passes it costs little.
    float takePeak(float floor = 0.0F) noexcept;

    /// A new stream.
    void reset() noexcept { *this = {}; }

  private:
    static constexpr int kBefore = 24; ///< samples that an interval needs before it
    static constexpr int kAfter = 25;  ///< and from its first on
    static constexpr int kBlock = 256;

    void interpolate() noexcept;

    std::array<float, kBefore + kBlock + kAfter> window_{};
    int filled_ = 2 * kBefore; ///< of window_: the stream rings before its first sample
    float peak_ = 0.0F;
};

/// Peaks of one channel, full scale = 1.
struct PeakSeries {
    float truePeak = 0.0F;
    float samplePeak = 0.0F;
    /// Of every tenth of a second: the true peak wherever it is the largest of some 3 s (or of the
    /// channel, when that is shorter); elsewhere something between sample peak and true peak.
    std::vector<float> tenths;
};

/// The same meter over a whole channel at once. >= 1500x real time on music on one core, both
/// channels (analysis_benchmark). Incomplete when `progress` was cancelled. Any thread.
[[nodiscard]] PeakSeries measurePeaks(std::span<const float> samples, SampleRate rate,
                                      const Progress& progress = {});

} // namespace kilter
