// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/compressor/compressor.h"

#include "core/chain/decibel_math.h"
#include "core/chain/transition.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr Seconds kFade{0.010};
constexpr float kLoudestInput = 1e6F; // 120 dB over full scale; more counts as broken
constexpr float kSoftest = 1e-9F;     // -180 dB
constexpr float kDecibelsPerSquare = 0.5F * kDecibelsPerOctave; // of a squared amplitude

float heard(float x) {
    return std::abs(x) <= kLoudestInput ? x : 0.0F;
}

} // namespace

/// The high pass in front of the detector, both channels at once. The recursion is written in its
/// states alone (s1 = (b1 - a1 b0) x + s2 - a1 s1), which waits for less than step() does.
class Compressor::HighPass {
  public:
    HighPass(const BiquadCoefficients& c, const PairState& state, StereoBlock in, float* left,
             float* right)
        : b0_(both(c.b0))
        , c1_(both(c.b1 - c.a1 * c.b0))
        , c2_(both(c.b2 - c.a2 * c.b0))
        , a1_(both(c.a1))
        , a2_(both(c.a2))
        , s_(state)
        , in_(in)
        , left_(left)
        , right_(right) {}

    void operator()(int i) noexcept {
        const Pair x{heard(in_.left[i]), heard(in_.right[i])};
        const Pair y = b0_ * x + s_.s1;
        const Pair next = (c1_ * x + s_.s2) - a1_ * s_.s1;
        s_.s2 = c2_ * x - a2_ * s_.s1;
        s_.s1 = next;
        left_[i] = static_cast<float>(y[0]);
        right_[i] = static_cast<float>(y[1]);
    }
    [[nodiscard]] const PairState& state() const noexcept { return s_; }

  private:
    static Pair both(double v) { return Pair{v, v}; }

    Pair b0_, c1_, c2_, a1_, a2_;
    PairState s_;
    StereoBlock in_;
    float* left_;
    float* right_;
};

/// The reduction asked for, held and eased, in its place.
class Compressor::FixedHold {
  public:
    FixedHold(const CompressorSettings& settings, const Held& held, float* asked)
        : a_(settings.release.decay)
        , b_(1.0 - a_)
        , attack_(settings.attack)
        , ease_(1.0 - attack_)
        , h_(held)
        , asked_(asked) {}

    void operator()(int i) noexcept {
        const double x = asked_[i];
        h_.fast = x > h_.fast ? x : a_ * h_.fast + b_ * x;
        h_.eased = attack_ * h_.eased + ease_ * h_.fast;
        asked_[i] = static_cast<float>(h_.eased);
    }
    [[nodiscard]] const Held& held() const noexcept { return h_; }

  private:
    double a_, b_, attack_, ease_;
    Held h_;
    float* asked_;
};

/// What decay leaves the sum of the networks short of what is asked is shared between them. Peaks
/// are rare: a branch waits for less than a maximum.
class Compressor::ProgrammeHold {
  public:
    ProgrammeHold(const CompressorSettings& settings, const Held& held, float* asked)
        : fast_(settings.release.decay)
        , slow_(settings.release.slowDecay)
        , share_(settings.release.share)
        , attack_(settings.attack)
        , ease_(1.0 - attack_)
        , h_(held)
        , asked_(asked) {}

    void operator()(int i) noexcept {
        h_.fast *= fast_;
        h_.slow *= slow_;
        const double missing = asked_[i] - (h_.fast + h_.slow);
        if (missing > 0.0) [[unlikely]] {
            h_.fast += share_ * missing;
            h_.slow += (1.0 - share_) * missing;
        }
        h_.eased = attack_ * h_.eased + ease_ * (h_.fast + h_.slow);
        asked_[i] = static_cast<float>(h_.eased);
    }
    [[nodiscard]] const Held& held() const noexcept { return h_; }

  private:
    double fast_, slow_, share_, attack_, ease_;
    Held h_;
    float* asked_;
};

/// Squares of the peaks: of each sample, and of what lies between those before. Three samples of a
/// sine tell its amplitude, A^2 = y1^2 (1 + (y2 - y0)^2 / (4 y1^2 - (y0 + y2)^2)); where the middle
/// one is the highest, its excess is believed up to 3 dB. Without it, a tone's peaks are hit here
/// and missed there, and the gain wavers with the beat of both: 1 kHz would carry sidebands of
/// -81 dB. `left` and `right` begin two frames before the first that is asked for.
void Compressor::squaredPeaks(const float* left, const float* right, float* squared,
                              int frames) noexcept {
    constexpr float kBend = 1e-4F; // less of it is rounding; and next to nothing lies between
    const auto louder = [](float a, float b) { return std::max(std::abs(a), std::abs(b)); };
#pragma omp simd
    for (int i = 0; i < frames; ++i) {
        const float y0 = louder(left[i], right[i]);
        const float y1 = louder(left[i + 1], right[i + 1]);
        const float y2 = louder(left[i + 2], right[i + 2]);
        const float square = y1 * y1;
        const float d = (y2 - y0) * (y2 - y0);
        const float bend = 4.0F * square - (y0 + y2) * (y0 + y2) + kBend * square;
        const float excess = d / (std::max(bend, d) + kSoftest * kSoftest);
        const float isHighest = y1 >= std::max(y0, y2) ? 1.0F : 0.0F;
        squared[i] = std::max(y2 * y2, isHighest * (square + square * excess));
    }
}

/// What the peaks ask for, in dB; or zeros, which do as well where even the loudest, and what may
/// lie beside it, asks for no more than is held anyway: most of the time, when the release is slow
/// or the threshold high.
void Compressor::Voice::ask(const float* left, const float* right, float* asked,
                            int frames) const noexcept {
    constexpr double kDoubt = 1e-4; // dB; fastLog2 is no more monotone than it is exact
    float loudest = 0.0F;
#pragma omp simd reduction(max : loudest)
    for (int i = 0; i < frames + 2; ++i)
        loudest = std::max(loudest, std::max(std::abs(left[i]), std::abs(right[i])));
    const CompressorCurve curve = settings.curve;
    const auto reduction = [&curve](float square) {
        return curve.reduction(kDecibelsPerSquare * fastLog2(square + kSoftest * kSoftest));
    };
    const double most = reduction(2.0F * loudest * loudest) + kDoubt;
    const CompressorRelease& r = settings.release;
    // (1 - d)^n >= 1 - n d
    const double kept = held.fast * (1.0 - frames * (1.0 - r.decay)) +
                        held.slow * (1.0 - frames * (1.0 - r.slowDecay));
    if (most == kDoubt || (r.byProgramme && most < kept)) {
        std::fill_n(asked, frames, 0.0F);
        return;
    }
    squaredPeaks(left, right, asked, frames);
#pragma omp simd
    for (int i = 0; i < frames; ++i)
        asked[i] = reduction(asked[i]);
}

/// Piece by piece: while one is held, which waits for its own results all the time, the next goes
/// through the high pass, which does as well.
template <class Hold>
void Compressor::Voice::reductions(StereoBlock block, float* taken) noexcept {
    std::array<float, kPiece + 2> left;
    std::array<float, kPiece + 2> right;
    std::copy_n(before[0].data(), 2, left.data());
    std::copy_n(before[1].data(), 2, right.data());
    const auto piece = [&block](int at) {
        return StereoBlock{block.left + at, block.right + at, std::min(kPiece, block.frames - at)};
    };
    HighPass filter(settings.highPass, highPass, piece(0), left.data() + 2, right.data() + 2);
    for (int i = 0; i < piece(0).frames; ++i)
        filter(i);
    highPass = filter.state();
    for (int at = 0; at < block.frames; at += kPiece) {
        const int n = piece(at).frames;
        ask(left.data(), right.data(), taken + at, n);
        std::copy_n(left.data() + n, 2, left.data());
        std::copy_n(right.data() + n, 2, right.data());
        Hold hold(settings, held, taken + at);
        HighPass next(settings.highPass, highPass, piece(at + kPiece), left.data() + 2,
                      right.data() + 2);
        const int m = std::max(0, piece(at + kPiece).frames);
        for (int i = 0; i < m; ++i) { // n >= m
            hold(i);
            next(i);
        }
        for (int i = m; i < n; ++i)
            hold(i);
        held = hold.held();
        highPass = next.state();
    }
    std::copy_n(left.data(), 2, before[0].data());
    std::copy_n(right.data(), 2, before[1].data());
}

void Compressor::Voice::gains(StereoBlock block, float* gain, float* taken) noexcept {
    const int n = block.frames;
    if (!settings.on) {
        std::fill_n(gain, n, 1.0F);
        std::fill_n(taken, n, 0.0F);
        return;
    }
    if (settings.release.byProgramme)
        reductions<ProgrammeHold>(block, taken);
    else
        reductions<FixedHold>(block, taken);
    const float mix = settings.mix;
#pragma omp simd
    for (int i = 0; i < n; ++i)
        gain[i] = 1.0F + mix * (gainOf(taken[i]) - 1.0F);
    if (mix == 1.0F)
        return;
#pragma omp simd
    for (int i = 0; i < n; ++i)
        taken[i] = -kDecibelsPerOctave * fastLog2(gain[i] + kSoftest);
}

Compressor::Compressor(SampleRate rate, const CompressorSettings& settings)
    : weights_(smoothTransition((kFade * rate).count))
    , reduction_(static_cast<std::size_t>(kReductionFrames)) {
    start(settings);
}

void Compressor::reset(Realtime&, const CompressorSettings& settings) noexcept {
    start(settings);
}

void Compressor::start(const CompressorSettings& settings) noexcept {
    voice_ = {};
    voice_.settings = waiting_ = settings;
    position_ = static_cast<int>(weights_.size());
    reductionFrames_ = 0;
}

void Compressor::set(Realtime&, const CompressorSettings& settings) noexcept {
    waiting_ = settings;
    if (position_ == static_cast<int>(weights_.size()))
        begin();
}

/// The new voice goes on from what the old one holds; off, it held nothing.
void Compressor::begin() noexcept {
    if (waiting_ == voice_.settings)
        return;
    before_ = voice_;
    if (!voice_.settings.on)
        voice_ = {};
    voice_.settings = waiting_;
    position_ = 0;
}

void Compressor::process(Realtime&, StereoBlock block) noexcept {
    const int length = static_cast<int>(weights_.size());
    const int reported = std::min(block.frames, kReductionFrames);
    const int skipped = block.frames - reported;
    Values taken;
    for (int done = 0; done < block.frames;) {
        const bool isFading = position_ < length;
        const int n =
            std::min({kChunk, block.frames - done, isFading ? length - position_ : kChunk});
        const StereoBlock chunk{block.left + done, block.right + done, n};
        isFading ? fade(chunk, taken.data()) : apply(chunk, taken.data());
        for (int i = std::max(0, skipped - done); i < n; ++i)
            reduction_[static_cast<std::size_t>(done + i - skipped)] =
                taken[static_cast<std::size_t>(i)];
        done += n;
    }
    reductionFrames_ = reported;
}

void Compressor::apply(StereoBlock block, float* taken) noexcept {
    Values gain;
    voice_.gains(block, gain.data(), taken);
    // Two factors, so that the solver can multiply by the second when it has found it, and get the
    // same bits.
    const auto makeUp = static_cast<float>(voice_.settings.makeUp.factor());
    if (!voice_.settings.on)
        return;
    for (float* x : {block.left, block.right})
#pragma omp simd
        for (int i = 0; i < block.frames; ++i)
            x[i] = x[i] * gain[static_cast<std::size_t>(i)] * makeUp;
}

void Compressor::fade(StereoBlock block, float* taken) noexcept {
    Values gain;
    Values gainBefore;
    Values takenBefore;
    before_.gains(block, gainBefore.data(), takenBefore.data());
    voice_.gains(block, gain.data(), taken);
    const double to = voice_.settings.makeUp.factor();
    const double from = before_.settings.makeUp.factor();
    for (std::size_t i = 0; i < static_cast<std::size_t>(block.frames); ++i) {
        const double w = weights_[static_cast<std::size_t>(position_) + i];
        const double old = from * gainBefore[i];
        const double g = old + w * (to * gain[i] - old);
        block.left[i] = static_cast<float>(g * block.left[i]);
        block.right[i] = static_cast<float>(g * block.right[i]);
        taken[i] = static_cast<float>(takenBefore[i] + w * (taken[i] - takenBefore[i]));
    }
    position_ += block.frames;
    if (position_ == static_cast<int>(weights_.size()))
        begin();
}

std::span<const float> Compressor::reduction() const noexcept {
    return {reduction_.data(), static_cast<std::size_t>(reductionFrames_)};
}

} // namespace kilter
