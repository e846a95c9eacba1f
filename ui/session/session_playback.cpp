// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_playback.h"

#include "core/playback/rtaudio_output.h"
#include "ui/session/session_controller.h"
#include "ui/transport/qt_audio_output.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace kilter {

namespace {

constexpr SampleRate kRateWithoutMix{48000};
constexpr int kPollMs = 33; // meters come 30 times a second

bool usable(const OutputState& state) {
    return state.status == OutputStatus::Open || state.status == OutputStatus::Running;
}

} // namespace

SessionPlayback::SessionPlayback(SessionController& controller, QObject* parent)
    : QObject(parent)
    , controller_(controller)
    , player_(kRateWithoutMix) {
    controller_.setPlayer(&player_);
    connect(&controller_, &SessionController::sourceChanged, this, [this](int source) {
        if (source == SessionController::kMix)
            followRate();
    });
    connect(&timer_, &QTimer::timeout, this, &SessionPlayback::poll);
    timer_.start(kPollMs);
    listen();
}

SessionPlayback::~SessionPlayback() {
    controller_.setPlayer(nullptr);
}

OutputWish SessionPlayback::wish() const {
    const auto& track = controller_.source(SessionController::kMix).loaded.track;
    OutputWish wish;
    wish.rate = track ? track->rate : kRateWithoutMix;
    return wish;
}

void SessionPlayback::openOutput() {
    wanted_ = true;
    const OutputWish wanted = wish();
    askedFor_ = wanted.rate;
    const SampleRate before = player_.rate();
    OutputState state = player_.open(std::make_unique<RtAudioOutput>(), wanted);
    if (!usable(state)) {
        const OutputState second = player_.open(std::make_unique<QtAudioOutput>(), wanted);
        if (usable(second) || state.status == OutputStatus::Closed)
            state = second;
    }
    adopt(std::move(state), before);
}

void SessionPlayback::followRate() {
    if (!wanted_ || wish().rate == askedFor_)
        return;
    askedFor_ = wish().rate;
    const SampleRate before = player_.rate();
    adopt(player_.open(wish()), before);
}

void SessionPlayback::adopt(OutputState state, SampleRate before) {
    output_ = std::move(state);
    if (player_.rate() != before) {
        controller_.playerReopened();
        listen();
        setLoop(loop_);
    }
    emit outputChanged();
    emit moved();
}

void SessionPlayback::play() {
    if (wanted_ && !usable(output_))
        openOutput();
    player_.play();
    poll();
}

void SessionPlayback::pause() {
    player_.pause();
    poll();
}

void SessionPlayback::stop() {
    player_.pause();
    seek(loop_ ? loop_->begin : Seconds{});
}

void SessionPlayback::seek(Seconds position) {
    player_.engine().seek(std::max(position, Seconds{}) * player_.rate());
    poll();
}

void SessionPlayback::setLoop(const std::optional<Section>& loop) {
    loop_ = loop;
    std::optional<Loop> frames;
    if (loop)
        frames = Loop{loop->begin * player_.rate(), loop->end * player_.rate()};
    player_.engine().setLoop(frames);
    emit moved();
}

bool SessionPlayback::playing() {
    return player_.engine().transport().playing;
}

Seconds SessionPlayback::position() {
    return player_.engine().transport().position / player_.rate();
}

Seconds SessionPlayback::length() {
    return player_.engine().transport().length / player_.rate();
}

void SessionPlayback::setSource(HeardSource source) {
    listening_.source = source;
    listen();
}

void SessionPlayback::setReference(int reference) {
    listening_.reference = std::clamp(reference, 0, kReferences - 1);
    listen();
}

void SessionPlayback::setImage(Image image) {
    listening_.image = image;
    listen();
}

void SessionPlayback::setSwapped(bool swapped) {
    listening_.swapped = swapped;
    listen();
}

void SessionPlayback::setDimmed(bool dimmed) {
    listening_.dimmed = dimmed;
    listen();
}

void SessionPlayback::setLevelMatched(bool matched) {
    levelMatched_ = matched;
    followLoudness();
}

void SessionPlayback::followLoudness() {
    // Every source that can be switched to counts, so that switching never changes the level.
    match_ = levelMatch(controller_.loudness());
    const LevelMatch wanted = levelMatched_ ? match_ : LevelMatch{};
    listening_.mixGain = wanted.mix;
    listening_.masterGain = wanted.master;
    listening_.referenceGain = wanted.references;
    listen();
}

void SessionPlayback::listen() {
    player_.engine().listen(listening_);
    emit listeningChanged();
}

void SessionPlayback::poll() {
    const OutputState state = player_.poll();
    const bool news = state.status != output_.status || state.dropouts != output_.dropouts ||
                      std::abs(state.load - output_.load) > 0.005;
    // A device that could not be opened at all is told as the first attempt found it.
    if (news && (usable(output_) || usable(state))) {
        output_ = state;
        emit outputChanged();
    }
    if (const auto frame = player_.meters())
        emit metersRead(*frame);
    const Seconds now = position();
    if (now != lastPosition_ || playing() != lastPlaying_ || length() != lastLength_) {
        lastPosition_ = now;
        lastPlaying_ = playing();
        lastLength_ = length();
        emit moved();
    }
}

} // namespace kilter
