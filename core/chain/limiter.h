// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/ceiling_stage.h"
#include "core/chain/chain_settings.h"
#include "core/chain/excess_clip.h"
#include "core/chain/history.h"
#include "core/chain/limiter_tuning.h"
#include "core/chain/peak_detector.h"
#include "core/chain/realtime.h"
#include "core/chain/recurrence_floor.h"
#include "core/chain/strict_detector.h"

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
/// The stages:
///  1. PeakDetector: what true peaks ask for, in dB of reduction.
///  2. RecurrenceFloor, full band and bass: where peaks recur at the same level (a sustained
///     tone, a bass note) the gain stands still and nothing downstream has work; where they do not
///     (drums), it falls to zero and only short stages act. It gives no guarantee.
///  3. The same in brief, per channel: what recurs within milliseconds the clip may not touch.
///  4. ExcessClip: a soft clip of the isolated excess that is left.
///  5. CeilingStage: detects again, and keeps the ceiling by a short look-ahead gain, partly linked
///     between the channels.
///  6. A second CeilingStage, shorter and stricter: gain that moves fast bends what lies between
///     the samples, so that some tenths of a dB may be left. It also measures what a converter's
///     or meter's transition band makes of the samples.
///  7. The static trim of LimiterSettings, for what a still finer meter finds. The recipe: limit
///     with no trim, measure; if true peak > ceiling, trim = ceiling - true peak. It is applied
///     after everything else, so one measurement settles it.
///
/// Mode Loud shaves more in stage 4 and lets go sooner in stage 2. `releaseMs` is how long the full
/// band of stage 2 holds what no longer recurs.
///
/// What each brings, and what was tried. Mean of six excerpts of 20 s at -9 LUFS, -1 dBTP: null
/// residual dB / short-time spectral distance dB / frames over the masking threshold; and the
/// energy outside a tone's onset at 55, 110, 220 Hz (limiter_bench):
///   as it is                                          -22.7 / 0.880 / 7.5 %   -35 -44 -53
///   without the full-band floor (tones then distort)  -22.9 / 0.874 / 7.5 %   -35 -44 -51
///   without the bass floor                            -23.0 / 0.844 / 7.8 %   -23 -38 -48
///   bass tolerance 0.8 dB instead of 3                -22.8 / 0.868 / 7.6 %   -33 -42 -51
///   floors without their lead of 8 ms                 -22.8 / 0.876 / 7.6 %   -34 -42 -50
///   full-band memory 40 ms instead of 70              -20.4 / 1.079 / 14.1 %  -35 -45 -54
///   without the brief floor                           -23.3 / 0.840 / 7.7 %   -35 -43 -38
///   without the clip                                  -20.2 / 1.121 / 9.0 %   -35 -44 -54
///   a clip of knee 8 dB instead of 4.2                -21.7 / 0.953 / 5.4 %   -35 -45 -54
///   of 1.5 dB                                         -24.0 / 0.832 / 11.9 %  -35 -42 -50
///   one that shaves 4 (1 - exp(-(e/4)^2)) dB of e     -22.9 / 0.877 / 8.4 %   -35 -44 -53
///   look-ahead 4.5 ms instead of 3                    -22.1 / 0.899 / 8.4 %   -35 -46 -51
///   2.2 ms                                            -23.0 / 0.873 / 7.4 %   -35 -43 -53
///   link 1 instead of 0.1                             -21.8 / 0.965 / 8.0 %   -35 -44 -53
/// With one ceiling stage instead of two, true peak was up to 0.6 dB over on noise. With a guessed
/// band instead of soxr's own in the last stage, 0.06 dB over on that ruler (now -0.009 at worst).
/// Looking into that band only beside local maxima saved 1.5 % of the time and was not worth it;
/// 128 taps for it instead of 192 saved 4 % and cost 0.01 dB. A brief floor
/// that takes off once more what varied, as the long one does, lets the clip at tones that swell:
/// 220 Hz 5 dB worse. Did not pay in an earlier prototype: smoothing gains in the linear domain,
/// other box splits, tanh or hard knees, gating the clip by duration, an exponential release in the
/// brick wall.
///
/// Cost: limiter_benchmark.
class Limiter {
  public:
    /// Allocates all that it will need.
    explicit Limiter(SampleRate rate, const LimiterSettings& settings = {},
                     const LimiterTuning& tuning = {});

    /// From the next hop on.
    void set(Realtime&, const LimiterSettings& settings) noexcept;

    /// Silence behind it, and these settings at once.
    void reset(Realtime&, const LimiterSettings& settings) noexcept;

    /// In place. The output does not depend on how the signal is cut into blocks (limiter_test).
    void process(Realtime&, StereoBlock block) noexcept;

    /// Constant, whatever the settings; with mode Off the signal passes delayed.
    [[nodiscard]] Frames latency() const;

    /// Nothing that came in so far makes it do anything: as long as nothing comes that a detector
    /// finds over the ceiling (QuietRuler), what comes out is what went in latency() before, times
    /// the trim.
    [[nodiscard]] bool rests() const noexcept { return restingFrames_ >= memory(); }

    /// In place of process() while it rests, for one who knows what would come out and that nothing
    /// reaches the ceiling: it only takes note of `input`, whole hops of it from a hop's beginning.
    /// What process() gives then is right once it was given memory() more. A tenth of the cost.
    void skip(Realtime&, const float* left, const float* right, Frames frames) noexcept;
    [[nodiscard]] Frames hop() const { return {timing_.hop}; }
    [[nodiscard]] Frames memory() const;

    /// What the louder-reduced channel lost in each frame of the last block, in dB >= 0: both
    /// floors, the clip and the brick wall; without drive and trim. Of a block longer than
    /// kReductionFrames only the last ones. Valid until the next call of process.
    [[nodiscard]] std::span<const float> reduction() const;
    static constexpr int kReductionFrames = 8192;

  private:
    using Detector = PeakDetector<32, 64>;
    using WallDetector = PeakDetector<32, 48>;
    using GuardDetector = StrictDetector;

    struct Timing {
        int period; ///< samples between two values of the floors
        int hop;    ///< samples that are worked on at a time
        int floorLead, briefLead, lookAhead, guardLookAhead;
        Seconds periodTime;
    };
    static Timing timing(SampleRate rate, const LimiterTuning& tuning);

    /// Second-order Butterworth, both channels.
    struct LowPass {
        LowPass(Hertz corner, double rate);
        double b0, a1, a2;
        std::array<double, 2> s1{}, s2{};
    };

    struct Channel {
        Channel(const Timing& timing, const LimiterTuning& tuning);
        void reset();

        std::vector<float> arriving, leaving;
        History<float> input;    ///< as it came
        History<float> asked;    ///< dB over the ceiling
        History<float> steadied; ///< after the floors
        History<float> excess;   ///< dB of it over the ceiling
        History<float> shaved;   ///< by the clip, dB
        History<float> walled;   ///< by the first ceiling stage, dB
        RecurrenceFloor brief;
        ShortMean briefMean;
        ExcessClip clip;
        double briefBefore = 0.0;
        float peakBefore = 0.0F;
        std::vector<float> threshold;
    };

    void aimAt(const LimiterSettings& settings) noexcept;
    void startAnew() noexcept;
    void processHop() noexcept;
    [[nodiscard]] bool works() const noexcept;
    void detect() noexcept;
    float loudestBass(int from) noexcept;
    void updateFloor() noexcept;
    void steady() noexcept;
    void clip(std::size_t channel) noexcept;
    void leave() noexcept;

    LimiterTuning tuning_;
    Timing timing_;
    LimiterSettings settings_;
    float ceiling_ = 1.0F, ceilingTarget_ = 1.0F; ///< inside
    float guardOverCeiling_ = 1.0F;               ///< ceiling of the last stage over that
    float trim_ = 1.0F, trimTarget_ = 1.0F;

    Detector detector_;
    LowPass lowPass_;
    RecurrenceFloor tonal_, bass_;
    ShortMean firstMean_, secondMean_;
    double floorBefore_ = 0.0;
    CeilingStage<WallDetector> wall_;
    CeilingStage<GuardDetector> guard_;

    std::array<Channel, 2> channels_;
    std::vector<float> scratch_;
    History<float> floor_;
    std::vector<float> leavingReduction_;
    std::vector<float> reduction_;
    int reductionFrames_ = 0;
    int filled_ = 0;
    Frames restingFrames_; ///< that it has had nothing to do for, up to memory()
};

} // namespace kilter
