// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/brick_wall.h"
#include "core/chain/chain_settings.h"
#include "core/chain/excess_clip.h"
#include "core/chain/history.h"
#include "core/chain/limiter_tuning.h"
#include "core/chain/peak_detector.h"
#include "core/chain/realtime.h"
#include "core/chain/recurrence_floor.h"

#include <array>
#include <span>
#include <vector>

namespace kilter {

/// True-peak look-ahead limiter for two channels.
///
/// Detection is oversampled; gain is applied at the base rate, because decimating a limited signal
/// makes new overs. No filter stands in the signal path: below the ceiling the output is the
/// delayed input, bit for bit.
///
/// The stages, each in a file of its own:
///  1. PeakDetector: what true peaks ask for, in dB of reduction.
///  2. RecurrenceFloor, full band and bass: where peaks recur at the same level (a sustained tone,
///  a
///     bass note) the gain stands still and nothing downstream has work; where they do not (drums),
///     it falls to zero and only short stages act. It needs no look-ahead and gives no guarantee.
///  3. The same in brief, per channel: what recurs within milliseconds the clip may not touch.
///  4. ExcessClip: a soft clip of the isolated excess that is left.
///  5. PeakDetector again, finer; partly linked between the channels.
///  6. BrickWall: a short look-ahead gain that keeps the ceiling.
///  7. The static trim of LimiterSettings, for what a finer meter still finds. The recipe: limit
///     with no trim, measure; if true peak > ceiling, trim = ceiling - true peak. It is applied
///     after everything else, so one measurement settles it.
class Limiter {
  public:
    /// Allocates all that it will need.
    explicit Limiter(SampleRate rate, const LimiterTuning& tuning = {});

    /// From the next hop on. Any thread that owns the limiter; neither allocates nor calls libm.
    void set(const LimiterSettings& settings) noexcept;

    /// As new, settings kept.
    void reset() noexcept;

    /// In place. The output does not depend on how the signal is cut into blocks (limiter_test).
    void process(Realtime&, StereoBlock block) noexcept;

    /// Constant, whatever the settings; with mode Off the signal passes delayed.
    [[nodiscard]] Frames latency() const;

    /// What the louder-reduced channel lost in each frame of the last block, in dB >= 0: both
    /// floors, the clip and the brick wall; without drive and trim. Of a block longer than
    /// kReductionFrames only the last ones. Valid until the next call of process.
    [[nodiscard]] std::span<const float> reduction() const;
    static constexpr int kReductionFrames = 8192;

  private:
    using Detector = PeakDetector<32, 48>;
    using FinalDetector = PeakDetector<48, 192>;

    struct Timing {
        int period; ///< samples between two values of the floors
        int hop;    ///< samples that are worked on at a time
        int briefLead;
        int lookAhead;
        int clipDelay; ///< from the first detection to the clip's output
        int wallDelay; ///< from there to the output
        Seconds periodTime;
    };
    static Timing timing(SampleRate rate, const LimiterTuning& tuning);

    struct LowPass {
        double b0 = 0.0, a1 = 0.0, a2 = 0.0, s1 = 0.0, s2 = 0.0;
        double process(double x);
    };

    struct Channel {
        Channel(const Timing& timing, const LimiterTuning& tuning);
        void reset();

        std::vector<float> arriving, leaving;
        History<float> input;    ///< as it came
        History<float> steadied; ///< after the floors
        History<float> excess;   ///< dB of it over the ceiling
        History<float> clipped;  ///< after the clip
        History<float> shaved;   ///< by the clip, dB
        RecurrenceFloor brief;
        ShortMean briefMean;
        ExcessClip clip;
        BrickWall wall;
        LowPass lowPass;
        double briefBefore = 0.0;
        float peakBefore = 0.0F, finalPeakBefore = 0.0F;
        std::vector<float> asked, threshold, needed, wallReduction;
    };

    void processHop() noexcept;
    void detect(Channel& channel) noexcept;
    void steady() noexcept;
    void clip(Channel& channel) noexcept;
    void wall() noexcept;

    LimiterTuning tuning_;
    Timing timing_;
    LimiterSettings settings_;
    float ceiling_ = 1.0F; ///< inside
    float trim_ = 1.0F, trimTarget_ = 1.0F;

    Detector detector_;
    FinalDetector finalDetector_;
    RecurrenceFloor tonal_, bass_;
    ShortMean firstMean_, secondMean_;
    double floorBefore_ = 0.0;

    std::array<Channel, 2> channels_;
    std::vector<float> scratch_;
    History<float> floor_;
    std::vector<float> leavingReduction_;
    std::vector<float> reduction_;
    int reductionFrames_ = 0;
    int filled_ = 0;
};

} // namespace kilter
