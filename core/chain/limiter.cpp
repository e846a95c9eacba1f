// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/limiter.h"

#include "core/chain/decibel_math.h"
#include "core/chain/peak_gain.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace kilter {

namespace {

/// One value of the floors in about 0.36 ms, at every rate.
constexpr int kPeriodAt44100 = 16;
constexpr int kPeriodsInHop = 4;
/// A louder sample is broken, not loud.
constexpr float kLoudestInput = 1e6F;
/// Far above every input.
constexpr float kNoCeiling = 1e30F;
/// How fast a new ceiling is approached, per hop (0.17 dB in 1.5 ms), unless it was switched off.
constexpr float kCeilingStep = 1.02F;
constexpr float kFarStep = 1e3F;
constexpr double kFirstBoxShare = 0.582;

/// May be called on the audio thread.
float fastAmplitude(Decibels level) {
    return gainOf(static_cast<float>(-level.value));
}

/// The largest of `length` values, none of them negative.
float loudestOf(const float* x, int length) {
    float loudest = 0.0F;
#pragma omp simd reduction(max : loudest)
    for (int n = 0; n < length; ++n)
        loudest = x[n] > loudest ? x[n] : loudest;
    return loudest;
}

/// (from, to] in `length` equal steps.
void ramp(double from, double to, float* out, int length) {
    for (int n = 0; n < length; ++n)
        out[n] = static_cast<float>(from + (to - from) * (n + 1) / length);
}

} // namespace

Limiter::Timing Limiter::timing(SampleRate rate, const LimiterTuning& tuning) {
    const int octave = static_cast<int>(std::lround(std::log2(rate.hz / 44100.0)));
    const int period = octave >= 0 ? kPeriodAt44100 << octave : kPeriodAt44100 >> -octave;
    Timing t{};
    t.period = period;
    t.hop = kPeriodsInHop * period;
    t.periodTime = Frames{period} / rate;
    const auto samples = [&](double seconds) {
        return static_cast<int>((Seconds{seconds} * rate).count);
    };
    t.briefLead = std::max(samples(tuning.briefLead), ExcessClip::kAfter + 1);
    t.floorLead = samples(tuning.floorLead);
    t.lookAhead = std::max(2, samples(tuning.lookAhead));
    t.guardLookAhead = std::max(2, samples(tuning.guardLookAhead));
    return t;
}

Limiter::LowPass::LowPass(Hertz corner, double rate) { // bilinear with pre-warping
    const double k = std::tan(std::numbers::pi * std::min(corner.value / rate, 0.45));
    const double norm = 1.0 / (1.0 + std::numbers::sqrt2 * k + k * k);
    b0 = k * k * norm;
    a1 = 2.0 * (k * k - 1.0) * norm;
    a2 = (1.0 - std::numbers::sqrt2 * k + k * k) * norm;
}

Limiter::Channel::Channel(const Timing& t, const LimiterTuning& tuning)
    : arriving(static_cast<std::size_t>(t.hop))
    , leaving(static_cast<std::size_t>(t.hop))
    , input(Detector::kAfter + Detector::kBefore + 2 + t.floorLead, t.hop)
    , asked(t.floorLead, t.hop)
    , steadied(t.briefLead + ExcessClip::kBefore + ExcessClip::kLatency, t.hop)
    , excess(t.briefLead, t.hop)
    , shaved(ExcessClip::kLatency + WallDetector::kAfter + t.lookAhead + GuardDetector::kAfter +
                 t.guardLookAhead + 1,
             t.hop)
    , walled(GuardDetector::kAfter + t.guardLookAhead, t.hop)
    , brief(tuning.brief, t.periodTime)
    , briefMean(periodsIn(tuning.briefSmoothing, t.periodTime))
    , clip(Detector::kAfter + t.floorLead + t.briefLead, t.hop)
    , threshold(static_cast<std::size_t>(t.hop)) {}

void Limiter::Channel::reset() {
    for (auto* v : {&arriving, &leaving})
        std::fill(v->begin(), v->end(), 0.0F);
    for (auto* h : {&input, &asked, &steadied, &excess, &shaved, &walled})
        h->reset();
    brief.reset();
    briefMean.reset();
    clip.reset();
    briefBefore = 0.0;
    peakBefore = 0.0F;
}

Limiter::Limiter(SampleRate rate, const LimiterSettings& settings, const LimiterTuning& tuning)
    : tuning_(tuning)
    , timing_(timing(rate, tuning))
    , detector_(kShortCoarseBeta, 7.0, rate, timing_.hop)
    , lowPass_({tuning.bassCorner}, rate.hz)
    , tonal_(tuning.tonal, timing_.periodTime)
    , bass_(tuning.bass, timing_.periodTime)
    , firstMean_(periodsIn(kFirstBoxShare * tuning.smoothing, timing_.periodTime))
    , secondMean_(periodsIn((1.0 - kFirstBoxShare) * tuning.smoothing, timing_.periodTime))
    , wall_(WallDetector(kShortCoarseBeta, 8.0, rate, timing_.hop), timing_.lookAhead, timing_.hop)
    , guard_(GuardDetector(rate, timing_.hop), timing_.guardLookAhead, timing_.hop)
    , channels_{Channel(timing_, tuning), Channel(timing_, tuning)}
    , scratch_(static_cast<std::size_t>(timing_.hop))
    , floor_(timing_.briefLead + ExcessClip::kLatency + wall_.latency() + guard_.latency(),
             timing_.hop)
    , leavingReduction_(static_cast<std::size_t>(timing_.hop))
    , reduction_(static_cast<std::size_t>(kReductionFrames)) {
    guardOverCeiling_ = fastAmplitude({tuning_.headroom - tuning_.guardHeadroom});
    aimAt(settings);
    startAnew();
}

void Limiter::set(Realtime&, const LimiterSettings& settings) noexcept {
    aimAt(settings);
}

void Limiter::reset(Realtime&, const LimiterSettings& settings) noexcept {
    aimAt(settings);
    startAnew();
}

void Limiter::aimAt(const LimiterSettings& settings) noexcept {
    settings_ = settings;
    ceilingTarget_ = settings.mode == LimiterMode::Off
                         ? kNoCeiling
                         : fastAmplitude(settings.ceiling - Decibels{tuning_.headroom});
    trimTarget_ = fastAmplitude(settings.trim);
    const bool loud = settings.mode == LimiterMode::Loud;
    tonal_.setDistrust(loud ? tuning_.loudDistrust : tuning_.tonal.distrust);
    for (Channel& channel : channels_)
        channel.clip.setKnee(loud ? tuning_.loudClipKnee : tuning_.clipKnee);
    tonal_.setRelease({settings.releaseMs / 1000.0});
}

void Limiter::startAnew() noexcept {
    tonal_.reset();
    bass_.reset();
    firstMean_.reset();
    secondMean_.reset();
    floorBefore_ = 0.0;
    lowPass_.s1 = lowPass_.s2 = {};
    wall_.reset();
    guard_.reset();
    for (Channel& channel : channels_)
        channel.reset();
    floor_.reset();
    std::fill(leavingReduction_.begin(), leavingReduction_.end(), 0.0F);
    reductionFrames_ = 0;
    filled_ = 0;
    restingFrames_ = {};
    ceiling_ = ceilingTarget_;
    trim_ = trimTarget_;
}

Frames Limiter::latency() const {
    return {timing_.hop + Detector::kAfter + timing_.floorLead + timing_.briefLead +
            ExcessClip::kLatency + wall_.latency() + guard_.latency()};
}

Frames Limiter::memory() const {
    // What a kernel reads before the sample that leaves, and the hop that is being gathered.
    constexpr int kLongestKernel = GuardDetector::kBefore + GuardDetector::kAfter + 2;
    return latency() + Frames{kLongestKernel + 2 * timing_.hop};
}

bool Limiter::works() const noexcept {
    const bool floorsRest =
        tonal_.rests() && bass_.rests() && floorBefore_ == 0.0 && ceiling_ == ceilingTarget_;
    return !floorsRest || wall_.works() || guard_.works() ||
           std::any_of(channels_.begin(), channels_.end(), [](const Channel& channel) {
               return !channel.brief.rests() || channel.briefBefore != 0.0 || !channel.clip.rests();
           });
}

void Limiter::skip(Realtime&, const float* left, const float* right, Frames frames) noexcept {
    assert(rests() && filled_ == 0 && frames.count % timing_.hop == 0);
    for (std::int64_t n = 0; n < frames.count; n += timing_.hop) {
        std::copy_n(left + n, timing_.hop, channels_[0].input.advance());
        std::copy_n(right + n, timing_.hop, channels_[1].input.advance());
        // The low-pass alone never quite forgets.
        for (int p = 0; p < timing_.hop; p += timing_.period)
            loudestBass(p);
    }
    const std::int64_t periods = frames.count / timing_.period;
    firstMean_.rest(periods);
    secondMean_.rest(periods);
    for (Channel& channel : channels_)
        channel.briefMean.rest(periods);
}

std::span<const float> Limiter::reduction() const {
    return {reduction_.data(), static_cast<std::size_t>(reductionFrames_)};
}

void Limiter::process(Realtime&, StereoBlock block) noexcept {
    const int reported = std::min(block.frames, kReductionFrames);
    const int skipped = block.frames - reported;
    const std::array<float*, 2> io{block.left, block.right};
    for (int done = 0; done < block.frames;) {
        const int n = std::min(timing_.hop - filled_, block.frames - done);
        for (std::size_t c = 0; c < 2; ++c) {
            float* arriving = channels_[c].arriving.data() + filled_;
            const float* leaving = channels_[c].leaving.data() + filled_;
            float* x = io[c] + done;
            for (int i = 0; i < n; ++i) {
                arriving[i] = std::abs(x[i]) <= kLoudestInput ? x[i] : 0.0F;
                x[i] = leaving[i];
            }
        }
        for (int i = std::max(0, skipped - done); i < n; ++i)
            reduction_[static_cast<std::size_t>(done + i - skipped)] =
                leavingReduction_[static_cast<std::size_t>(filled_ + i)];
        filled_ += n;
        done += n;
        if (filled_ == timing_.hop) {
            processHop();
            filled_ = 0;
        }
    }
    reductionFrames_ = reported;
}

void Limiter::processHop() noexcept {
    // A step in the ceiling would be one in the gain.
    const float step = ceilingTarget_ / ceiling_;
    ceiling_ = step > 1.0F / kFarStep && step < kFarStep
                   ? ceiling_ * std::clamp(step, 1.0F / kCeilingStep, kCeilingStep)
                   : ceilingTarget_;
    detect();
    updateFloor();
    steady();
    for (std::size_t c = 0; c < 2; ++c)
        clip(c);
    wall_.process(ceiling_, static_cast<float>(settings_.link));
    for (std::size_t c = 0; c < 2; ++c) {
        wall_.output(c, guard_.input(c));
        std::copy_n(wall_.reduction(c), timing_.hop, channels_[c].walled.advance());
    }
    guard_.process(ceiling_ * guardOverCeiling_, static_cast<float>(settings_.link));
    leave();
    restingFrames_ = works() ? Frames{} : std::min(restingFrames_ + Frames{timing_.hop}, memory());
}

void Limiter::detect() noexcept {
    for (Channel& channel : channels_) {
        std::copy(channel.arriving.begin(), channel.arriving.end(), channel.input.advance());
        detector_.process(channel.input.now() - Detector::kAfter, timing_.hop, ceiling_,
                          scratch_.data());
        reductionAsked(scratch_.data(), channel.peakBefore, ceiling_, timing_.hop,
                       channel.asked.advance());
    }
}

float Limiter::loudestBass(int from) noexcept {
    const float* left = channels_[0].input.now() - Detector::kAfter + from;
    const float* right = channels_[1].input.now() - Detector::kAfter + from;
    LowPass f = lowPass_;
    std::array<double, 2> loudest{};
    for (int n = 0; n < timing_.period; ++n) {
        const std::array<double, 2> x{static_cast<double>(left[n]), static_cast<double>(right[n])};
        for (std::size_t c = 0; c < 2; ++c) {
            const double in = f.b0 * x[c];
            const double y = in + f.s1[c];
            f.s1[c] = 2.0 * in - f.a1 * y + f.s2[c];
            f.s2[c] = in - f.a2 * y;
            loudest[c] = std::max(loudest[c], std::abs(y));
        }
    }
    lowPass_ = f;
    return static_cast<float>(std::max(loudest[0], loudest[1]));
}

void Limiter::updateFloor() noexcept {
    const int period = timing_.period;
    float* floor = floor_.advance();
    for (int p = 0; p < timing_.hop; p += period) {
        float level = 0.0F;
        for (Channel& channel : channels_)
            level = std::max(level, loudestOf(channel.asked.now() + p, period));
        const float bass = decibelsOver(loudestBass(p) / ceiling_);
        const double wanted = std::max(tonal_.push(static_cast<double>(level)),
                                       bass_.push(static_cast<double>(bass)));
        const double s = secondMean_.push(firstMean_.push(wanted));
        ramp(floorBefore_, s, floor + p, period);
        floorBefore_ = s;
    }
}

void Limiter::steady() noexcept {
    const int hop = timing_.hop;
    const float* floor = floor_.now();
    const bool rests = std::all_of(floor, floor + hop, [](float v) { return v == 0.0F; });
    float* gain = scratch_.data();
    if (!rests) {
#pragma omp simd
        for (int n = 0; n < hop; ++n)
            gain[n] = gainOf(floor[n]);
    }
    for (Channel& channel : channels_) {
        const float* x = channel.input.now() - Detector::kAfter - timing_.floorLead;
        const float* asked = channel.asked.now() - timing_.floorLead;
        float* steadied = channel.steadied.advance();
        float* excess = channel.excess.advance();
        if (rests) {
            std::copy(x, x + hop, steadied);
            std::copy(asked, asked + hop, excess);
            continue;
        }
#pragma omp simd
        for (int n = 0; n < hop; ++n) {
            steadied[n] = x[n] * gain[n];
            excess[n] = std::max(0.0F, asked[n] - floor[n]);
        }
    }
}

void Limiter::clip(std::size_t c) noexcept {
    Channel& channel = channels_[c];
    const int hop = timing_.hop, period = timing_.period;
    const float* excess = channel.excess.now();
    float* threshold = channel.threshold.data();
    bool rests = true;
    for (int p = 0; p < hop; p += period) {
        const float loudest = loudestOf(excess + p, period);
        const double f = channel.briefMean.push(channel.brief.push(static_cast<double>(loudest)));
        rests = rests && f == 0.0 && channel.briefBefore == 0.0;
        ramp(channel.briefBefore, f, threshold + p, period);
        channel.briefBefore = f;
    }
    if (rests) {
        std::fill(threshold, threshold + hop, ceiling_);
    } else {
#pragma omp simd
        for (int n = 0; n < hop; ++n)
            threshold[n] = ceiling_ * gainOf(-threshold[n]);
    }
    channel.clip.process(channel.steadied.now() - timing_.briefLead, excess - timing_.briefLead,
                         threshold, wall_.input(c), channel.shaved.advance());
}

void Limiter::leave() noexcept {
    const int hop = timing_.hop;
    const float trimStep = (trimTarget_ - trim_) / static_cast<float>(hop);
    const int fromWall = guard_.latency();
    const int fromClip = ExcessClip::kLatency + wall_.latency() + fromWall;
    float* lost = leavingReduction_.data();
    std::fill(lost, lost + hop, 0.0F);
    for (std::size_t c = 0; c < 2; ++c) {
        Channel& channel = channels_[c];
        float* out = channel.leaving.data();
        guard_.output(c, out);
        const float* guarded = guard_.reduction(c);
        const float* walled = channel.walled.now() - fromWall;
        const float* shaved = channel.shaved.now() - fromClip;
#pragma omp simd
        for (int n = 0; n < hop; ++n) {
            out[n] *= trim_ + trimStep * static_cast<float>(n + 1);
            lost[n] =
                std::max(lost[n], guarded[n] + walled[n] + std::max(shaved[n - 1], shaved[n]));
        }
    }
    trim_ = trimTarget_;
    const float* floor = floor_.now() - timing_.briefLead - fromClip;
#pragma omp simd
    for (int n = 0; n < hop; ++n)
        lost[n] += floor[n];
}

} // namespace kilter
