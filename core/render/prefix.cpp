// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/prefix.h"

#include "core/chain/compressor/compressor.h"
#include "core/chain/equaliser.h"
#include "core/chain/limiter.h"
#include "core/chain/quiet_ruler.h"
#include "core/render/blocks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace kilter {

namespace {

// A group of the detectors' samples may begin in one hop and end in the next.
constexpr int kBeside = 8;

const QuietRuler& ruler() {
    static const QuietRuler ruler;
    return ruler;
}

/// `frames` frames of `x` from `first` on with `around` on both sides of them, silence outside:
/// in place where they are all there, copied to `room` where they are not.
const float* stretch(std::span<const float> x, std::int64_t first, std::int64_t frames,
                     std::int64_t around, std::vector<float>& room) {
    const auto size = static_cast<std::int64_t>(x.size());
    if (first >= around && first + frames + around <= size)
        return x.data() + first;
    room.assign(static_cast<std::size_t>(frames + 2 * around), 0.0F);
    const std::int64_t from = std::max<std::int64_t>(first - around, 0);
    const std::int64_t to = std::min(first + frames + around, size);
    if (from < to)
        std::copy(x.begin() + from, x.begin() + to, room.begin() + (from - first + around));
    return room.data() + around;
}

} // namespace

std::optional<Prefix> Prefix::of(const AudioBuffer& mix, SampleRate rate,
                                 const ChainSettings& settings, const Progress& progress) {
    Equaliser equaliser(rate, settings.equaliser);
    const Limiter limiter(rate);
    Prefix p;
    p.rate_ = rate;
    p.settings_ = settings;
    p.delay_ = equaliser.latency() + Compressor::latency();
    p.length_ = mix.frames();
    p.hop_ = limiter.hop();
    // The limiter hears the equaliser ring for as long as it looks ahead.
    p.audio_ = AudioBuffer(2, mix.frames() + p.delay_ + limiter.latency());
    const bool finished = throughBlocks(mix, p.audio_.frames(), progress,
                                        [&](Realtime& realtime, StereoBlock block, Frames first) {
                                            equaliser.process(realtime, block);
                                            placeAligned(block, first, {}, p.audio_);
                                        });
    if (!finished)
        return std::nullopt;
    if (settings.compressor.on) {
        p.compressor_ =
            compress(p.audio_, p.length_, rate, p.settings_.compressor, progress.silent());
        if (!p.compressor_)
            return std::nullopt;
    }
    if (!p.measureLoudness(progress))
        return std::nullopt;
    p.boundLevels();
    return p;
}

Prefix Prefix::part(FrameRange range) const {
    Prefix p;
    p.rate_ = rate_;
    p.settings_ = settings_;
    p.length_ = range.end - range.begin;
    p.hop_ = hop_;
    p.compressor_ = compressor_;
    const Frames rings = audio_.frames() - delay_ - length_;
    p.audio_ = AudioBuffer(2, p.length_ + rings);
    for (int c = 0; c < 2; ++c)
        std::copy_n(audio_.channel(c).data() + (delay_ + range.begin).count,
                    p.audio_.frames().count, p.audio_.channel(c).data());
    [[maybe_unused]] const bool measured = p.measureLoudness({});
    p.boundLevels();
    return p;
}

// False: cancelled.
bool Prefix::measureLoudness(const Progress& progress) {
    LoudnessMeter meter(rate_, 2);
    constexpr std::int64_t kStretch = 1 << 16;
    for (std::int64_t first = 0; first < length_.count; first += kStretch) {
        if (progress.cancelled())
            return false;
        const auto from = static_cast<std::size_t>(delay_.count + first);
        const auto count = static_cast<std::size_t>(std::min(kStretch, length_.count - first));
        const std::array<std::span<const float>, 2> heard{
            std::as_const(audio_).channel(0).subspan(from, count),
            std::as_const(audio_).channel(1).subspan(from, count)};
        meter.process(heard);
    }
    energies_ = meter.energies();
    loudness_ = meter.integrated();
    return true;
}

void Prefix::boundLevels() {
    const std::int64_t hop = hop_.count;
    const std::int64_t hops = (audio_.frames().count + hop - 1) / hop;
    levels_.resize(static_cast<std::size_t>(hops));
    looked_.resize(levels_.size());
    std::vector<float> room;
    float peak = 0.0F;
    for (int c = 0; c < 2; ++c) {
        const std::span<const float> channel = std::as_const(audio_).channel(c);
        for (std::int64_t h = 0; h < hops; ++h) {
            const float* x = stretch(channel, h * hop, hop, 4, room);
            float& level = levels_[static_cast<std::size_t>(h)];
            level = std::max(level, QuietRuler::bound(x, static_cast<int>(hop)));
        }
        for (const float x : channel)
            peak = std::max(peak, std::abs(x));
    }
    samplePeak_ = toDecibels(static_cast<double>(peak));
}

float Prefix::quietLevel(Decibels drive) const {
    if (settings_.limiter.mode == LimiterMode::Off)
        return std::numeric_limits<float>::max();
    // A little lower, for the limiter's own headroom and the rounding of what is driven.
    constexpr Decibels kBelow{0.04};
    return QuietRuler::kQuiet *
           static_cast<float>(amplitude(settings_.limiter.ceiling - kBelow - drive));
}

Decibels Prefix::freeDrive() {
    constexpr Decibels kNever{1e3};
    if (settings_.limiter.mode == LimiterMode::Off || levels_.empty())
        return kNever;
    // The levels are bounds at first, and fall where they are looked at closely: from the highest
    // on until that is a level.
    const auto lower = [this](std::size_t a, std::size_t b) { return levels_[a] < levels_[b]; };
    std::vector<std::size_t> hops(levels_.size());
    std::iota(hops.begin(), hops.end(), std::size_t{0});
    std::make_heap(hops.begin(), hops.end(), lower);
    while (!looked_[hops.front()]) {
        std::pop_heap(hops.begin(), hops.end(), lower);
        lookAt(hops.back());
        std::push_heap(hops.begin(), hops.end(), lower);
    }
    const double highest = levels_[hops.front()];
    return settings_.limiter.ceiling - toDecibels(std::max(highest, 1e-9));
}

template <class Read>
float Prefix::levelBy(Read&& read, std::size_t hop) const {
    const std::int64_t frames = hop_.count;
    const std::int64_t first = static_cast<std::int64_t>(hop) * frames;
    std::vector<float> room;
    float level = 0.0F;
    for (int c = 0; c < 2; ++c) {
        const float* x = stretch(audio_.channel(c), first - kBeside, frames + 2 * kBeside,
                                 QuietRuler::kAfter, room);
        level = std::max(level, read(x, static_cast<int>(frames) + 2 * kBeside));
    }
    return level;
}

void Prefix::lookAt(std::size_t hop) {
    const auto closely = [](const float* x, int frames) { return ruler().at(x, frames); };
    levels_[hop] = std::min(levels_[hop], levelBy(closely, hop));
    looked_[hop] = true;
}

void Prefix::look(Decibels drive) {
    const float quiet = quietLevel(drive);
    // A sample that is too loud alone tells it, too.
    for (std::size_t h = 0; h < levels_.size(); ++h)
        if (levels_[h] > quiet && !looked_[h] && levelBy(QuietRuler::largestSample, h) <= quiet)
            lookAt(h);
}

void Prefix::driven(Frames first, double gain, StereoBlock block) const {
    const std::int64_t size = audio_.frames().count;
    const std::int64_t from = std::clamp<std::int64_t>(-first.count, 0, block.frames);
    const std::int64_t to = std::clamp<std::int64_t>(size - first.count, from, block.frames);
    for (int c = 0; c < 2; ++c) {
        float* out = c == 0 ? block.left : block.right;
        const float* x = audio_.channel(c).data() + first.count;
        std::fill(out, out + from, 0.0F);
        std::fill(out + to, out + block.frames, 0.0F);
#pragma omp simd
        for (std::int64_t i = from; i < to; ++i)
            out[i] = static_cast<float>(gain * static_cast<double>(x[i]));
    }
}

} // namespace kilter
