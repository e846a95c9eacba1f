// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/driven.h"

#include "core/chain/gain_ramp.h"
#include "core/chain/limiter.h"
#include "core/render/blocks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

namespace kilter {

namespace {

/// After it, what came before matters no more to the K weighting's high pass than rounding does.
constexpr Seconds kWeightingForgets{0.2};
constexpr int kBlock = 4096;

struct Room {
    std::array<float, kBlock> left{}, right{};
    StereoBlock block(std::int64_t frames) {
        return {left.data(), right.data(), static_cast<int>(frames)};
    }
};

/// Energies of every 10 ms where some stretches were changed: of the others they are known.
class LocalLoudness {
  public:
    LocalLoudness(const Prefix& prefix, double gain)
        : prefix_(prefix)
        , gain_(gain)
        , energies_(prefix.energies()) {
        for (double& e : energies_)
            e *= gain * gain;
    }

    /// What `block` holds lies at `first` of the mix. In order.
    void hear(const StereoBlock& block, std::int64_t first) {
        constexpr std::int64_t kNear = 4; // times the run-up: closer by, the meter just goes on
        if (meter_ && first > position_ + kNear * forgets())
            finish();
        if (!meter_) {
            const std::int64_t from = std::max<std::int64_t>(0, first - forgets());
            first_ = static_cast<std::size_t>(from * 100 / prefix_.rate().hz);
            changed_ = static_cast<std::size_t>(first * 100 / prefix_.rate().hz);
            meter_.emplace(prefix_.rate(), 2, first_);
            position_ = tenMsBegin(first_, prefix_.rate()).count;
        }
        hearPlainUpTo(first);
        measure(block);
    }

    std::vector<double> take() {
        if (meter_)
            finish();
        return std::move(energies_);
    }

  private:
    [[nodiscard]] std::int64_t forgets() const {
        return (kWeightingForgets * prefix_.rate()).count;
    }

    void measure(const StereoBlock& block) {
        const std::int64_t left = prefix_.length().count - position_;
        const auto frames =
            static_cast<std::size_t>(std::clamp<std::int64_t>(left, 0, block.frames));
        const std::array<std::span<const float>, 2> heard{
            std::span<const float>{block.left, frames},
            std::span<const float>{block.right, frames}};
        meter_->process(heard);
        position_ += block.frames;
    }

    void hearPlainUpTo(std::int64_t end) {
        while (position_ < end) {
            const StereoBlock block = room_.block(std::min<std::int64_t>(kBlock, end - position_));
            prefix_.driven(prefix_.delay() + Frames{position_}, gain_, block);
            measure(block);
        }
    }

    void finish() {
        hearPlainUpTo(std::min(position_ + forgets(), prefix_.length().count));
        const std::vector<double>& measured = meter_->energies();
        for (std::size_t i = changed_; i < std::min(first_ + measured.size(), energies_.size());
             ++i)
            energies_[i] = measured[i - first_];
        meter_.reset();
    }

    const Prefix& prefix_;
    double gain_;
    std::vector<double> energies_;
    std::optional<LoudnessMeter> meter_;
    std::size_t first_ = 0, changed_ = 0; ///< of the 10 ms: that the meter began with, heard of
    std::int64_t position_ = 0;           ///< of the mix, that the meter hears next
    Room room_;
};

/// Where the limiter may find something over the ceiling, hop by hop.
class LoudHops {
  public:
    LoudHops(const Prefix& prefix, Decibels drive)
        : levels_(prefix.levels())
        , quiet_(prefix.quietLevel(drive))
        , beside_((kBeside + prefix.hop().count - 1) / prefix.hop().count) {}

    /// The first hop from `hop` on in or beside which it may; far behind the end where there is
    /// none. `hop` does not fall from call to call.
    [[nodiscard]] std::int64_t next(std::int64_t hop) {
        const auto size = static_cast<std::int64_t>(levels_.size());
        loud_ = std::max(loud_, hop - beside_);
        while (loud_ < size &&
               levels_[static_cast<std::size_t>(std::max<std::int64_t>(loud_, 0))] <= quiet_)
            ++loud_;
        return loud_ < size ? std::max(hop, loud_ - beside_) : kNone;
    }
    static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max() / 4;

  private:
    static constexpr std::int64_t kBeside = 16; ///< samples that a detector's group reaches over
    const std::vector<float>& levels_;
    float quiet_;
    std::int64_t beside_;
    std::int64_t loud_ = std::numeric_limits<std::int64_t>::min() / 4;
};

LimiterSettings withoutTrim(LimiterSettings settings) {
    settings.trim = {};
    return settings;
}

/// One pass of the limiter over a prefix.
class Pass {
  public:
    Pass(const Prefix& prefix, Decibels drive, KeepAudio keep)
        : prefix_(prefix)
        , gain_(amplitude(drive))
        , drive_(prefix.rate(), drive)
        , limiter_(prefix.rate(), withoutTrim(prefix.settings().limiter))
        , loud_(prefix, drive)
        , loudness_(prefix, gain_) {
        result_.drive = drive;
        if (keep == KeepAudio::Yes)
            result_.audio = AudioBuffer(2, prefix.length());
    }

    std::optional<Driven> run(const Progress& progress) {
        const std::int64_t hop = limiter_.hop().count;
        const std::int64_t latency = limiter_.latency().count;
        const std::int64_t memory = (limiter_.memory().count + hop - 1) / hop;
        const std::int64_t end =
            (prefix_.delay().count + prefix_.length().count + latency + hop - 1) / hop;
        OfflineScope scope;
        std::int64_t right = 0; // from this hop on what comes out is the limiter's
        for (std::int64_t h = 0; h < end; ++h) {
            if (h % kHopsBetweenLooks == 0) {
                if (progress.cancelled())
                    return std::nullopt;
                progress.at(static_cast<double>(h) / static_cast<double>(end));
            }
            if (limiter_.rests()) {
                // What arrived within its memory the last stages may not have seen yet.
                const std::int64_t next = loud_.next(std::max<std::int64_t>(0, h - memory));
                const std::int64_t to = std::min(next - memory - 1, end);
                if (to > h) {
                    skip(scope.token(), h, to);
                    right = to + memory;
                    h = to - 1;
                    continue;
                }
            }
            process(scope.token(), h, h >= right);
        }
        result_.energies = loudness_.take();
        if (prefix_.length().count > 0)
            result_.reduction = {
                {sum_ / static_cast<double>(prefix_.length().count)}, {largest_}, largestAt_};
        closeStretch();
        return std::move(result_);
    }

  private:
    static constexpr std::int64_t kHopsBetweenLooks = 1024;

    void skip(Realtime& realtime, std::int64_t from, std::int64_t to) {
        const std::int64_t hop = limiter_.hop().count;
        const std::int64_t atOnce = kBlock / hop;
        for (std::int64_t h = from; h < to; h += atOnce) {
            const StereoBlock block = room_.block(std::min(atOnce, to - h) * hop);
            prefix_.driven({h * hop}, gain_, block);
            limiter_.skip(realtime, block.left, block.right, {block.frames});
        }
    }

    void process(Realtime& realtime, std::int64_t h, bool right) {
        const std::int64_t hop = limiter_.hop().count;
        StereoBlock block = room_.block(hop);
        prefix_.driven({h * hop}, 1.0, block);
        drive_.process(realtime, block);
        limiter_.process(realtime, block);
        // render() ends with the mix's last frame, perhaps within the hop.
        const std::int64_t all =
            (prefix_.delay() + prefix_.length() + limiter_.latency()).count - h * hop;
        const auto counted = static_cast<std::size_t>(std::min(hop, all));
        std::int64_t out = h * hop - limiter_.latency().count - prefix_.delay().count;
        for (const float r : limiter_.reduction().first(counted)) {
            sum_ += static_cast<double>(r);
            if (r > largest_) {
                largest_ = r;
                largestAt_ = {std::max<std::int64_t>(0, out)};
            }
            ++out;
        }
        if (!right)
            return;
        // As placeAligned, and nothing before the mix or behind it.
        const std::int64_t at = h * hop - limiter_.latency().count - prefix_.delay().count;
        const std::int64_t before = std::clamp<std::int64_t>(-at, 0, hop);
        const std::int64_t frames =
            std::clamp<std::int64_t>(prefix_.length().count - at, before, hop) - before;
        if (frames > 0)
            come({block.left + before, block.right + before, static_cast<int>(frames)},
                 at + before);
    }

    /// `block` comes out of the limiter at `first` of the mix.
    void come(const StereoBlock& block, std::int64_t first) {
        loudness_.hear(block, first);
        if (result_.worked.empty() || result_.worked.back().end.count != first) {
            closeStretch();
            result_.worked.push_back({{first}, {first}});
            keepPlain(first - Driven::kAround.count, first);
        }
        result_.worked.back().end = {first + block.frames};
        if (result_.audio.channels() == 0)
            return;
        std::copy_n(block.left, block.frames, result_.audio.channel(0).data() + first);
        std::copy_n(block.right, block.frames, result_.audio.channel(1).data() + first);
    }

    void closeStretch() {
        if (!result_.worked.empty())
            keepPlain(result_.worked.back().end.count,
                      result_.worked.back().end.count + Driven::kAround.count);
    }

    void keepPlain(std::int64_t from, std::int64_t to) {
        if (result_.audio.channels() == 0)
            return;
        from = std::max<std::int64_t>(0, from);
        if (result_.worked.size() > 1)
            from = std::max(from, result_.worked[result_.worked.size() - 2].end.count);
        to = std::min(to, prefix_.length().count);
        if (from < to)
            prefix_.driven(prefix_.delay() + Frames{from}, gain_,
                           {result_.audio.channel(0).data() + from,
                            result_.audio.channel(1).data() + from, static_cast<int>(to - from)});
    }

    const Prefix& prefix_;
    double gain_;
    GainRamp drive_;
    Limiter limiter_;
    LoudHops loud_;
    LocalLoudness loudness_;
    Driven result_;
    double sum_ = 0.0;
    float largest_ = 0.0F;
    Frames largestAt_;
    Room room_;
};

} // namespace

std::optional<Driven> driven(const Prefix& prefix, Decibels drive, KeepAudio keep,
                             const Progress& progress) {
    return Pass(prefix, drive, keep).run(progress);
}

AudioBuffer masterOf(const Prefix& prefix, Driven driven, Decibels trim) {
    const OfflineScope scope; // the bytes have to be render()'s
    const double gain = amplitude(driven.drive);
    AudioBuffer& audio = driven.audio;
    const auto plain = [&](std::int64_t from, std::int64_t to) {
        for (; from < to; from += kBlock)
            prefix.driven(prefix.delay() + Frames{from}, gain,
                          {audio.channel(0).data() + from, audio.channel(1).data() + from,
                           static_cast<int>(std::min<std::int64_t>(kBlock, to - from))});
    };
    std::int64_t done = 0;
    for (const FrameRange& stretch : driven.worked) {
        plain(done, stretch.begin.count);
        done = stretch.end.count;
    }
    plain(done, prefix.length().count);
    if (trim != Decibels{}) {
        const auto factor = static_cast<float>(amplitude(trim)); // as the limiter does
        for (int c = 0; c < 2; ++c)
            for (float& x : audio.channel(c))
                x *= factor;
    }
    return std::move(audio);
}

} // namespace kilter
