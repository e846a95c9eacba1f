// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/limiter.h"

#include "core/chain/decibel_math.h"

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
constexpr double kFirstBoxShare = 0.582;

/// `fast` so that it may be called on the audio thread.
float fastAmplitude(Decibels level) {
    return gainOf(static_cast<float>(-level.value));
}

/// From the peak of each interval to the reduction that each sample asks for, in dB: a sample
/// answers for the peaks on both of its sides. `before` is the last interval of the hop before.
void reductionAsked(const float* peak, float& before, float ceiling, int hop, float* asked) {
    float loudest = before;
#pragma omp simd reduction(max : loudest)
    for (int n = 0; n < hop; ++n)
        loudest = std::max(loudest, peak[n]);
    if (loudest <= ceiling) {
        std::fill(asked, asked + hop, 0.0F);
    } else {
        const float perCeiling = 1.0F / ceiling;
        asked[0] = std::max(before, peak[0]);
#pragma omp simd
        for (int n = 1; n < hop; ++n)
            asked[n] = std::max(peak[n - 1], peak[n]);
#pragma omp simd
        for (int n = 0; n < hop; ++n)
            asked[n] = kDecibelsPerOctave * fastLog2(std::max(asked[n] * perCeiling, 1.0F));
    }
    before = peak[hop - 1];
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
    t.lookAhead = std::max(2, samples(tuning.lookAhead));
    t.clipDelay = t.briefLead + ExcessClip::kLatency;
    t.wallDelay = FinalDetector::kAfter + t.lookAhead;
    return t;
}

double Limiter::LowPass::process(double x) {
    const double in = b0 * x;
    const double y = in + s1;
    s1 = 2.0 * in - a1 * y + s2;
    s2 = in - a2 * y;
    return y;
}

Limiter::Channel::Channel(const Timing& t, const LimiterTuning& tuning)
    : arriving(static_cast<std::size_t>(t.hop))
    , leaving(static_cast<std::size_t>(t.hop))
    , input(2 * Detector::kBefore + 8, t.hop)
    , steadied(t.briefLead + ExcessClip::kBefore + ExcessClip::kLatency, t.hop)
    , excess(t.briefLead, t.hop)
    , clipped(2 * FinalDetector::kBefore + t.lookAhead + 8, t.hop)
    , shaved(t.wallDelay + ExcessClip::kLatency + 1, t.hop)
    , brief(tuning.brief, t.periodTime)
    , briefMean(periodsIn(tuning.briefSmoothing, t.periodTime))
    , clip(tuning.clipSpan, t.hop)
    , wall(t.lookAhead, t.hop)
    , asked(static_cast<std::size_t>(t.hop))
    , threshold(static_cast<std::size_t>(t.hop))
    , needed(static_cast<std::size_t>(t.hop))
    , wallReduction(static_cast<std::size_t>(t.hop)) {
    // Butterworth, second order, bilinear with pre-warping.
    const double rate = t.period / t.periodTime.value;
    const double k = std::tan(std::numbers::pi * std::min(tuning.bassCorner / rate, 0.45));
    const double norm = 1.0 / (1.0 + std::numbers::sqrt2 * k + k * k);
    lowPass.b0 = k * k * norm;
    lowPass.a1 = 2.0 * (k * k - 1.0) * norm;
    lowPass.a2 = (1.0 - std::numbers::sqrt2 * k + k * k) * norm;
}

void Limiter::Channel::reset() {
    for (auto* v : {&arriving, &leaving})
        std::fill(v->begin(), v->end(), 0.0F);
    for (auto* h : {&input, &steadied, &excess, &clipped, &shaved})
        h->reset();
    brief.reset();
    briefMean.reset();
    clip.reset();
    wall.reset();
    lowPass.s1 = lowPass.s2 = 0.0;
    briefBefore = 0.0;
    peakBefore = finalPeakBefore = 0.0F;
}

Limiter::Limiter(SampleRate rate, const LimiterTuning& tuning)
    : tuning_(tuning)
    , timing_(timing(rate, tuning))
    , detector_(6.0, 8.0, timing_.hop)
    , finalDetector_(7.5, 8.0, timing_.hop)
    , tonal_(tuning.tonal, timing_.periodTime)
    , bass_(tuning.bass, timing_.periodTime)
    , firstMean_(periodsIn(kFirstBoxShare * tuning.smoothing, timing_.periodTime))
    , secondMean_(periodsIn((1.0 - kFirstBoxShare) * tuning.smoothing, timing_.periodTime))
    , channels_{Channel(timing_, tuning), Channel(timing_, tuning)}
    , scratch_(static_cast<std::size_t>(timing_.hop))
    , floor_(timing_.clipDelay + timing_.wallDelay, timing_.hop)
    , leavingReduction_(static_cast<std::size_t>(timing_.hop))
    , reduction_(static_cast<std::size_t>(kReductionFrames)) {
    set({});
    trim_ = trimTarget_;
}

void Limiter::set(const LimiterSettings& settings) noexcept {
    settings_ = settings;
    ceiling_ = settings.mode == LimiterMode::Off
                   ? kNoCeiling
                   : fastAmplitude(settings.ceiling - Decibels{tuning_.headroom});
    trimTarget_ = fastAmplitude(settings.trim);
    tonal_.setRelease({settings.releaseMs / 1000.0});
}

void Limiter::reset() noexcept {
    tonal_.reset();
    bass_.reset();
    firstMean_.reset();
    secondMean_.reset();
    floorBefore_ = 0.0;
    for (Channel& channel : channels_)
        channel.reset();
    floor_.reset();
    std::fill(leavingReduction_.begin(), leavingReduction_.end(), 0.0F);
    reductionFrames_ = 0;
    filled_ = 0;
    trim_ = trimTarget_;
}

Frames Limiter::latency() const {
    return {timing_.hop + Detector::kAfter + timing_.clipDelay + timing_.wallDelay};
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
    for (Channel& channel : channels_)
        detect(channel);
    steady();
    for (Channel& channel : channels_)
        clip(channel);
    wall();
}

void Limiter::detect(Channel& channel) noexcept {
    const int hop = timing_.hop;
    std::copy(channel.arriving.begin(), channel.arriving.end(), channel.input.advance());
    float* peak = scratch_.data();
    detector_.process(channel.input.now() - Detector::kAfter, hop, ceiling_, peak);
    reductionAsked(peak, channel.peakBefore, ceiling_, hop, channel.asked.data());
}

void Limiter::steady() noexcept {
    const int hop = timing_.hop, period = timing_.period;
    float* floor = floor_.advance();
    for (int p = 0; p < hop; p += period) {
        double level = 0.0, bassLevel = 0.0;
        for (Channel& channel : channels_) {
            const float* x = channel.input.now() - Detector::kAfter + p;
            const float* asked = channel.asked.data() + p;
            float loudest = 0.0F;
            double loudestBass = 0.0;
            for (int n = 0; n < period; ++n) {
                loudest = std::max(loudest, asked[n]);
                loudestBass = std::max(loudestBass, std::abs(channel.lowPass.process(x[n])));
            }
            level = std::max(level, static_cast<double>(loudest));
            bassLevel = std::max(bassLevel, loudestBass);
        }
        const double bass =
            decibelsOver(static_cast<float>(bassLevel / static_cast<double>(ceiling_)));
        const double wanted = std::max(tonal_.push(level), bass_.push(bass));
        const double s = secondMean_.push(firstMean_.push(wanted));
        for (int n = 0; n < period; ++n)
            floor[p + n] = static_cast<float>(floorBefore_ + (s - floorBefore_) * (n + 1) / period);
        floorBefore_ = s;
    }
    float* gain = scratch_.data();
#pragma omp simd
    for (int n = 0; n < hop; ++n)
        gain[n] = gainOf(floor[n]);
    for (Channel& channel : channels_) {
        const float* x = channel.input.now() - Detector::kAfter;
        const float* asked = channel.asked.data();
        float* steadied = channel.steadied.advance();
        float* excess = channel.excess.advance();
#pragma omp simd
        for (int n = 0; n < hop; ++n) {
            steadied[n] = x[n] * gain[n];
            excess[n] = std::max(0.0F, asked[n] - floor[n]);
        }
    }
}

void Limiter::clip(Channel& channel) noexcept {
    const int hop = timing_.hop, period = timing_.period;
    const float* excess = channel.excess.now();
    float* threshold = channel.threshold.data();
    for (int p = 0; p < hop; p += period) {
        const double loudest = *std::max_element(excess + p, excess + p + period);
        const double f = channel.briefMean.push(channel.brief.push(loudest));
        for (int n = 0; n < period; ++n)
            threshold[p + n] = static_cast<float>(channel.briefBefore +
                                                  (f - channel.briefBefore) * (n + 1) / period);
        channel.briefBefore = f;
    }
#pragma omp simd
    for (int n = 0; n < hop; ++n)
        threshold[n] = ceiling_ * gainOf(-threshold[n]);
    channel.clip.process(channel.steadied.now() - timing_.briefLead, excess - timing_.briefLead,
                         threshold, channel.clipped.advance(), channel.shaved.advance());
}

void Limiter::wall() noexcept {
    const int hop = timing_.hop;
    for (Channel& channel : channels_) {
        float* peak = scratch_.data();
        finalDetector_.process(channel.clipped.now() - FinalDetector::kAfter, hop, ceiling_, peak);
        reductionAsked(peak, channel.finalPeakBefore, ceiling_, hop, channel.needed.data());
    }
    const auto link = static_cast<float>(settings_.link);
    float* left = channels_[0].needed.data();
    float* right = channels_[1].needed.data();
#pragma omp simd
    for (int n = 0; n < hop; ++n) {
        const float linked = link * std::max(left[n], right[n]);
        left[n] = std::max(left[n], linked);
        right[n] = std::max(right[n], linked);
    }
    const float trimStep = (trimTarget_ - trim_) / static_cast<float>(hop);
    std::fill(leavingReduction_.begin(), leavingReduction_.end(), 0.0F);
    for (Channel& channel : channels_) {
        float* reduction = channel.wallReduction.data();
        channel.wall.process(channel.needed.data(), reduction);
        const float* x = channel.clipped.now() - timing_.wallDelay;
        const float* shaved = channel.shaved.now() - timing_.wallDelay - ExcessClip::kLatency;
        float* out = channel.leaving.data();
#pragma omp simd
        for (int n = 0; n < hop; ++n) {
            out[n] = x[n] * gainOf(reduction[n]) * (trim_ + trimStep * static_cast<float>(n + 1));
            leavingReduction_[static_cast<std::size_t>(n)] =
                std::max(leavingReduction_[static_cast<std::size_t>(n)],
                         reduction[n] + std::max(shaved[n - 1], shaved[n]));
        }
    }
    trim_ = trimTarget_;
    const float* floor = floor_.now() - timing_.clipDelay - timing_.wallDelay;
    for (int n = 0; n < hop; ++n)
        leavingReduction_[static_cast<std::size_t>(n)] += floor[n];
}

} // namespace kilter
