// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/playback_callback.h"

#include <algorithm>
#include <cassert>

namespace kilter {

namespace {

constexpr Seconds kJumpFade{0.010};
constexpr Seconds kEnvelope{0.020};
constexpr Seconds kDifferenceWarmUp{0.25}; ///< about the limiter's longest time constant

/// At a place that there is. Without any sound every place will do, so that a position outlives
/// the time in which other sources are fetched.
Passage within(Passage passage) noexcept {
    const std::int64_t last = passage.length() > 0 ? passage.length() : passage.position;
    passage.position =
        std::clamp<std::int64_t>(passage.position, 0, std::max<std::int64_t>(0, last));
    return passage;
}

} // namespace

// --- between the threads

PlaybackCallback::PlaybackCallback(SampleRate rate, PlaybackPost& post)
    : post_(post)
    , master_(rate, post.master)
    , subtracted_(rate, post.subtracted)
    , mixer_(rate)
    , jumpShape_(kJumpFade * rate)
    , envelopeShape_(kEnvelope * rate)
    , differenceWarmUp_(static_cast<int>((kDifferenceWarmUp * rate).count))
    , feed_(jumpShape_)
    , heard_(jumpShape_)
    , level_(jumpShape_) {}

void PlaybackCallback::takePost(Realtime& realtime) noexcept {
    // In this order: settings that were sent before a command are there when it is carried out.
    const std::size_t count = post_.commands.read(commands_);
    takeSettings(realtime);
    for (std::size_t i = 0; i < count; ++i)
        carryOut(realtime, commands_[i]);
}

void PlaybackCallback::carryOut(Realtime& realtime, const PlaybackCommand& command) noexcept {
    switch (command.kind) {
    case PlaybackCommand::Kind::Play:
        play(realtime);
        break;
    case PlaybackCommand::Kind::Pause:
        beginAnew_ = false;
        if (state_ == State::Playing) {
            state_ = State::Stopping;
            envelope_.moveTo(0.0F);
        }
        break;
    case PlaybackCommand::Kind::Seek:
        if (state_ == State::Stopped)
            place(realtime, {heard_.passage().sources, command.begin});
        else
            seek_ = command.begin;
        break;
    case PlaybackCommand::Kind::SetLoop: {
        wishedLoop_ = Loop{{command.begin}, {command.end}};
        const std::int64_t at = heard_.passage().position;
        if (const auto l = loop(); l && state_ != State::Stopped && seek_ < 0 &&
                                   (at < l->begin.count || at >= l->end.count))
            seek_ = l->begin.count;
        break;
    }
    case PlaybackCommand::Kind::ClearLoop:
        wishedLoop_.reset();
        wrap_ = 0;
        break;
    case PlaybackCommand::Kind::SetSources:
        assert(borrowedCount_ < borrowed_.size());
        borrowed_[borrowedCount_++] = command.sources;
        if (state_ != State::Stopped) {
            nextSources_ = command.sources;
            break;
        }
        place(realtime, {command.sources, heard_.passage().position});
        select(realtime); // it may be what the wished lane waited for
        break;
    }
}

void PlaybackCallback::takeSettings(Realtime& realtime) noexcept {
    if (const MixerSettings* wished = post_.listening.fetch()) {
        wished_ = *wished;
        mixer_.setLevels(wished_);
    }
    const LevelCurve* const before = master_.curve();
    const bool newMaster = master_.fetch();
    if (master_.curve() != before)
        level_.bend();
    const bool newSubtracted = subtracted_.fetch();
    if (state_ == State::Stopped) {
        // A chain that does not run can't fade to other settings: it begins afresh with them.
        if (newMaster || newSubtracted)
            place(realtime, heard_.passage());
    } else {
        if (newSubtracted && difference_)
            subtracted_.apply(realtime);
        else if (newSubtracted)
            subtracted_.reset(realtime);
        if (newMaster && !beginAnew_) {
            if (!master_.needsReset()) {
                master_.apply(realtime);
            } else {
                state_ = State::Stopping;
                envelope_.moveTo(0.0F);
                beginAnew_ = true;
            }
        }
    }
    select(realtime);
}

void PlaybackCallback::select(Realtime& realtime) noexcept {
    const bool wished = wished_.lane == kDifferenceLane;
    const auto version = versionOf(sourceOf(wished_.lane));
    if (wished ? difference_ && warmUp_ == 0 : !version || heard_.hasVersion(*version))
        mixer_.select(wished_.lane);
    if (state_ == State::Stopped)
        mixer_.arrive();
    if (!wished && difference_ && !mixer_.sounds(kDifferenceLane)) {
        difference_ = false;
        subtracted_.reset(realtime); // lets go of its kernel
    }
}

void PlaybackCallback::beginDifference(Realtime& realtime) noexcept {
    if (difference_ || wished_.lane != kDifferenceLane || clock_ % kChainGrid != 0)
        return;
    difference_ = true;
    subtracted_.reset(realtime);
    warmUp_ = clock_ == 0 ? 0 : static_cast<int>(latency_) + differenceWarmUp_;
    select(realtime);
}

void PlaybackCallback::returnSources() noexcept {
    const auto inUse = [this](const Sources* sources) {
        if (feed_.uses(sources) || heard_.uses(sources) || nextSources_ == sources)
            return true;
        for (int i = 0; i < jumpCount_; ++i)
            if (jumps_[static_cast<std::size_t>((firstJump_ + i) % kJumps)].to.sources == sources)
                return true;
        return false;
    };
    std::size_t kept = 0;
    for (std::size_t i = 0; i < borrowedCount_; ++i) {
        if (inUse(borrowed_[i]) || !post_.returned.push(borrowed_[i]))
            borrowed_[kept++] = borrowed_[i];
    }
    borrowedCount_ = kept;
}

void PlaybackCallback::publish() noexcept {
    master_.release();
    subtracted_.release();
    returnSources();
    // Waiting for a jump, it may have run past the end.
    post_.position.store(within(heard_.passage()).position, std::memory_order_relaxed);
    post_.length.store(heard_.passage().length(), std::memory_order_relaxed);
    post_.playing.store(state_ == State::Playing || beginAnew_, std::memory_order_release);
}

// --- transport

void PlaybackCallback::place(Realtime& realtime, const Passage& passage) noexcept {
    const Passage to = within(passage);
    feed_.place(to);
    heard_.place(to);
    jumpCount_ = 0;
    seek_ = -1;
    nextSources_ = nullptr;
    wrap_ = 0;
    cold_ = true;
    difference_ = false;
    level_.arrive();
    master_.reset(realtime);
    subtracted_.reset(realtime);
}

void PlaybackCallback::play(Realtime& realtime) noexcept {
    if (state_ == State::Stopping && !beginAnew_) {
        state_ = State::Playing;
        envelope_.moveTo(1.0F);
    }
    if (state_ != State::Stopped)
        return;
    const Passage& at = heard_.passage();
    if (at.length() == 0)
        return;
    if (at.position >= at.length()) {
        const auto l = loop();
        place(realtime, {at.sources, l ? l->begin.count : 0});
    }
    begin(realtime);
}

void PlaybackCallback::begin(Realtime& realtime) noexcept {
    state_ = State::Playing;
    if (!cold_) {
        envelope_.moveTo(1.0F);
        return;
    }
    cold_ = false;
    latency_ = master_.latency().count;
    clock_ = 0;
    beginDifference(realtime);
    mixer_.arrive();
    // The song's own beginning is not faded in.
    envelope_.set(heard_.passage().position == 0 ? 1.0F : 0.0F);
    envelope_.moveTo(1.0F);
}

void PlaybackCallback::stop(Realtime& realtime) noexcept {
    state_ = State::Stopped;
    envelope_.set(0.0F);
    mixer_.arrive();
    // What was asked for and not heard yet is made good now; a loop's seam can wait.
    std::optional<Passage> target;
    for (int i = 0; i < jumpCount_; ++i)
        if (const Jump& jump = jumps_[static_cast<std::size_t>((firstJump_ + i) % kJumps)];
            jump.asked)
            target = jump.to;
    if (nextSources_ != nullptr || seek_ >= 0) {
        if (!target)
            target = heard_.passage();
        if (nextSources_ != nullptr)
            target->sources = nextSources_;
        if (seek_ >= 0)
            target->position = seek_;
    }
    // Nor are sources and kernels held for the rest of a fade that nobody hears.
    if (!target && (feed_.changesSources() || heard_.changesSources() || master_.changesKernel() ||
                    subtracted_.changesKernel()))
        target = heard_.passage();
    if (target)
        place(realtime, *target);
}

void PlaybackCallback::stopOrBeginAnew(Realtime& realtime) noexcept {
    stop(realtime);
    if (!beginAnew_)
        return;
    beginAnew_ = false;
    if (!cold_)
        place(realtime, heard_.passage());
    begin(realtime);
}

std::optional<Loop> PlaybackCallback::loop() const noexcept {
    if (!wishedLoop_)
        return std::nullopt;
    Loop l = *wishedLoop_;
    l.end.count = std::min(l.end.count, heard_.passage().length());
    // Shorter ones would jump faster than the jumps are faded.
    if ((l.end.count - l.begin.count) / 2 < jumpShape_.length())
        return std::nullopt;
    return l;
}

bool PlaybackCallback::ended() const noexcept {
    const Passage& at = heard_.passage();
    return at.position >= at.length() && jumpCount_ == 0 && wrap_ == 0 && seek_ < 0 &&
           nextSources_ == nullptr && !heard_.fading() && clock_ >= latency_;
}

void PlaybackCallback::jumpFeed() noexcept {
    // While it stops there is nothing to hear of another place: stop() goes there.
    const bool asked =
        (seek_ >= 0 || nextSources_ != nullptr) && (state_ != State::Stopping || beginAnew_);
    if ((!asked && wrap_ == 0) || feed_.fading() || jumpCount_ == kJumps)
        return;
    Passage to = feed_.passage();
    to.position -= wrap_;
    if (asked) {
        if (nextSources_ != nullptr)
            to.sources = nextSources_;
        if (seek_ >= 0)
            to.position = seek_;
        nextSources_ = nullptr;
        seek_ = -1;
    }
    to = within(to);
    wrap_ = 0;
    feed_.jump(to);
    jumps_[static_cast<std::size_t>((firstJump_ + jumpCount_++) % kJumps)] = {
        .due = clock_ + latency_, .to = to, .asked = asked};
}

void PlaybackCallback::jumpHeard() noexcept {
    const Jump& next = jumps_[static_cast<std::size_t>(firstJump_)];
    if (jumpCount_ == 0 || next.due != clock_)
        return;
    heard_.jump(next.to);
    level_.bend();
    firstJump_ = (firstJump_ + 1) % kJumps;
    --jumpCount_;
}

int PlaybackCallback::undisturbed(int frames) const noexcept {
    std::int64_t n = std::min(frames, kChunk);
    const auto until = [&n](std::int64_t distance) {
        if (distance > 0)
            n = std::min(n, distance);
    };
    until(feed_.fadeFrames());
    until(heard_.fadeFrames());
    until(latency_ - clock_);
    until(warmUp_);
    if (wished_.lane == kDifferenceLane && !difference_)
        until(kChainGrid - clock_ % kChainGrid);
    if (jumpCount_ > 0)
        until(jumps_[static_cast<std::size_t>(firstJump_)].due - clock_);
    if (const auto l = loop())
        until(l->end.count - feed_.passage().position);
    if (clock_ >= latency_) {
        until(heard_.passage().length() - heard_.passage().position);
        if (state_ == State::Stopping)
            until(envelope_.framesLeft(envelopeShape_));
    }
    return static_cast<int>(n);
}

// --- sound

void PlaybackCallback::process(Realtime& realtime, float* interleaved, int frames) noexcept {
    takePost(realtime);
    while (frames > 0) {
        const int n = processChunk(realtime, interleaved, frames);
        interleaved += 2 * static_cast<std::ptrdiff_t>(n);
        frames -= n;
    }
    publish();
}

void PlaybackCallback::settle(Realtime& realtime) noexcept {
    takePost(realtime);
    const bool goesOn = state_ == State::Playing || beginAnew_;
    beginAnew_ = goesOn;
    stopOrBeginAnew(realtime);
    publish();
}

int PlaybackCallback::processChunk(Realtime& realtime, float* interleaved, int frames) noexcept {
    if (state_ != State::Stopped) {
        beginDifference(realtime);
        jumpFeed();
        jumpHeard();
    } else {
        std::fill_n(interleaved, 2 * static_cast<std::ptrdiff_t>(frames), 0.0F);
        return frames;
    }
    const int n = undisturbed(frames);
    runChains(realtime, n);
    if (clock_ < latency_)
        std::fill_n(interleaved, 2 * static_cast<std::ptrdiff_t>(n), 0.0F);
    else
        hear(realtime, interleaved, n);
    advance(realtime, n);
    return n;
}

void PlaybackCallback::runChains(Realtime& realtime, int frames) noexcept {
    const StereoBlock wet = wet_.block(frames);
    feed_.readMix(wet);
    if (difference_) {
        const StereoBlock other = subtractedWet_.block(frames);
        std::copy_n(wet.left, frames, other.left);
        std::copy_n(wet.right, frames, other.right);
        subtracted_.chain().process(realtime, other);
    }
    master_.chain().process(realtime, wet);
    if (difference_) {
        const StereoBlock difference = subtractedWet_.block(frames);
        for (int i = 0; i < frames; ++i) {
            difference.left[i] = wet.left[i] - difference.left[i];
            difference.right[i] = wet.right[i] - difference.right[i];
        }
    }
}

void PlaybackCallback::hear(Realtime& realtime, float* interleaved, int frames) noexcept {
    std::array<StereoBlock, kLanes> lanes{};
    lanes[kMasterLane] = wet_.block(frames);
    lanes[kDifferenceLane] = subtractedWet_.block(frames);
    level_.advance(realtime, master_.curve(), heard_.passage().position, frames);
    level_.apply(lanes[kMasterLane]);
    if (difference_)
        level_.apply(lanes[kDifferenceLane]);
    lanes[kMixLane] = mix_.block(frames);
    if (mixer_.sounds(kMixLane))
        heard_.readMix(lanes[kMixLane]);
    for (std::size_t version = 0; version < kVersions.size(); ++version) {
        StereoBlock& lane = lanes[kVersionLane + version];
        lane = versionScratch_[version].block(frames);
        if (mixer_.sounds(kVersionLane + static_cast<int>(version)))
            heard_.readVersion(version, lane);
    }
    for (int k = 0; k < kReferences; ++k) {
        const auto index = static_cast<std::size_t>(k);
        StereoBlock& lane = lanes[kReferenceLane + index];
        lane = referenceScratch_[index].block(frames);
        if (mixer_.sounds(kReferenceLane + k))
            heard_.readReference(k, lane);
    }

    const StereoBlock own = own_.block(frames);
    const StereoBlock loud = loud_.block(frames);
    mixer_.mix(realtime, lanes, own, loud);
    for (int i = 0; i < frames; ++i) {
        const float g = envelope_.next(envelopeShape_);
        *interleaved++ = g * loud.left[i];
        *interleaved++ = g * loud.right[i];
    }

    const int lane = mixer_.selected();
    const bool chained = lane == kMasterLane;
    const std::span<const float> reduction =
        chained ? master_.chain().reduction() : std::span<const float>{};
    const std::span<const float> compression =
        chained ? master_.chain().compression() : std::span<const float>{};
    const auto reference =
        static_cast<std::uint8_t>(lane < kReferenceLane ? 0 : lane - kReferenceLane);
    for (int i = 0; i < frames; ++i) {
        const auto at = static_cast<std::size_t>(i);
        tap_[at] = {own.left[i],    own.right[i], at < reduction.size() ? reduction[at] : 0.0F,
                    sourceOf(lane), reference,    at < compression.size() ? compression[at] : 0.0F};
    }
    post_.heard.write({tap_.data(), static_cast<std::size_t>(frames)});
}

void PlaybackCallback::advance(Realtime& realtime, int frames) noexcept {
    const auto l = loop();
    const bool wasInLoop = l && feed_.passage().position < l->end.count;
    feed_.advance(frames);
    if (wasInLoop && feed_.passage().position >= l->end.count)
        wrap_ = l->end.count - l->begin.count;

    const bool wasHeard = clock_ >= latency_;
    clock_ += frames;
    if (wasHeard)
        heard_.advance(frames);
    if (warmUp_ > 0) {
        warmUp_ -= frames;
        select(realtime);
    }
    if (ended())
        stop(realtime);
    if (state_ == State::Stopping && !(wasHeard && envelope_.moving()))
        stopOrBeginAnew(realtime);
}

} // namespace kilter
