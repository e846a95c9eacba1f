// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/player.h"

#include <algorithm>
#include <utility>

namespace kilter {

namespace {

/// What is left of a dead server asks for 2 s before it is found out, and a buffer was full.
constexpr Seconds kMostUnheard{3.0};

} // namespace

Player::Player(SampleRate rate)
    : engine_(std::make_unique<PlaybackEngine>(rate))
    , meterThread_(std::make_unique<MeterThread>(engine_->heard(), rate)) {}

Player::~Player() {
    if (output_)
        output_->close();
}

OutputState Player::open(std::unique_ptr<AudioOutput> output, const OutputWish& wish) {
    if (output_)
        output_->close();
    output_ = std::move(output);
    return open(wish);
}

OutputState Player::open(const OutputWish& wish) {
    if (!output_)
        return state_;
    output_->close();
    halt();
    state_ = output_->open(wish);
    const SampleRate rate = state_.status == OutputStatus::Open ? state_.rate : wish.rate;
    if (rate != engine_->rate()) {
        const Seconds position = engine_->transport().position / engine_->rate();
        meterThread_.reset(); // reads what goes with the engine
        engine_ = std::make_unique<PlaybackEngine>(rate);
        engine_->seek(position * rate);
        engine_->settle();
        meterThread_ = std::make_unique<MeterThread>(engine_->heard(), rate);
    }
    return state_;
}

void Player::close() {
    if (output_)
        output_->close();
    halt();
    output_.reset();
    state_ = {};
}

void Player::play() {
    if (state_.status == OutputStatus::Open)
        state_ = output_->start(*this);
    if (state_.status == OutputStatus::Running)
        engine_->play();
}

void Player::pause() {
    engine_->pause();
}

OutputState Player::poll() {
    if (state_.status == OutputStatus::Running) {
        const bool wasPlaying = engine_->transport().playing;
        state_ = output_->poll();
        if (state_.status != OutputStatus::Running) {
            halt();
            if (wasPlaying)
                takeBack(state_.unheard);
        }
    }
    if (state_.status == OutputStatus::Running)
        engine_->collect();
    else
        engine_->settle();
    return state_;
}

void Player::takeBack(Seconds unheard) {
    const Frames position = engine_->transport().position;
    const Frames back = std::clamp(unheard, Seconds{}, kMostUnheard) * rate();
    engine_->seek(position - back);
    engine_->settle();
}

void Player::halt() {
    engine_->pause();
    engine_->settle();
}

std::optional<MeterFrame> Player::meters() {
    return meterThread_->latest();
}

void Player::resetMeters() {
    meterThread_->reset();
}

void Player::process(Realtime& realtime, float* interleaved, int frames) noexcept {
    engine_->process(realtime, interleaved, frames);
}

} // namespace kilter
