// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/true_peak.h"
#include "core/audio/audio_buffer.h"
#include "core/base/units.h"
#include "core/playback/meter_frame.h"

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kilter {

/// All meters of a stream of played frames. One thread at a time.
///
/// Loudness by libebur128, momentary asked every 10 ms, as Tech 3341's case 13 needs it. True peak
/// by TruePeakMeter, the spectrum as in Spectrogram, of the last 0.37 s. What a file's analysis
/// says these say too once all of it was played (live_meter_test).
class LiveMeter {
  public:
    explicit LiveMeter(SampleRate rate);
    ~LiveMeter();

    /// Starts anew where another source begins. About 1/50 of the duration (playback_benchmark).
    void process(std::span<const HeardFrame> frames);

    /// Begins all figures anew.
    void reset();

    /// The figures now; ends the time over which `truePeak` and `reduction` are the largest. Costs
    /// a spectrum, the better part of a millisecond.
    [[nodiscard]] MeterFrame frame();

  private:
    class Loudness; ///< libebur128
    /// Sums over 10 ms, for the correlation.
    struct Products {
        double leftLeft = 0.0, rightRight = 0.0, leftRight = 0.0;
    };

    void endHop();
    [[nodiscard]] std::optional<double> correlation() const;
    [[nodiscard]] MeterFrame::Spectrum spectrum();

    SampleRate rate_;
    Frames hop_;
    MeterFrame figures_;
    Frames measured_{};
    std::unique_ptr<Loudness> loudness_;
    std::array<TruePeakMeter, 2> peaks_;
    std::vector<float> interleaved_; ///< of the present hop
    Products products_;
    std::deque<Products> lastProducts_; ///< of 400 ms
    AudioBuffer recent_;                ///< a ring of one spectrum frame's length
    std::size_t recentAt_ = 0;
    AudioBuffer unrolled_;
};

} // namespace kilter
