// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_playback.h"

#include "ui/session/session_controller.h"
#include "ui/transport/device_watcher.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace kilter {

namespace {

constexpr SampleRate kRateWithoutMix{48000};
constexpr int kPollMs = 33; // meters come 30 times a second
constexpr int kSearchMs = 3000;
constexpr int kComingUpMs = 300;

bool usable(const OutputState& state) {
    return state.status == OutputStatus::Open || state.status == OutputStatus::Running;
}

} // namespace

SessionPlayback::SessionPlayback(SessionController& controller, QObject* parent)
    : QObject(parent)
    , controller_(controller)
    , player_(kRateWithoutMix)
    , sound_(storedSoundSettings())
    , make_(makeOutput) {
    controller_.setPlayer(&player_);
    connect(&controller_, &SessionController::sourceChanged, this, [this](int source) {
        if (source == SessionController::kMix)
            followRate();
    });
    connect(&controller_, &SessionController::previewSourcesChanged, this, [this] {
        if (resuming_)
            resume();
        followVersions();
    });
    connect(&controller_, &SessionController::versionsChanged, this,
            &SessionPlayback::followVersions);
    followTimer_.setSingleShot(true);
    connect(&followTimer_, &QTimer::timeout, this, &SessionPlayback::followDevices);
    connect(&searchTimer_, &QTimer::timeout, this, &SessionPlayback::lookForDevices);
    connect(&timer_, &QTimer::timeout, this, &SessionPlayback::poll);
    timer_.start(kPollMs);
    listen();
}

SessionPlayback::~SessionPlayback() {
    controller_.setPlayer(nullptr);
}

OutputWish SessionPlayback::wish() const {
    const auto& track = controller_.source(SessionController::kMix).loaded.track;
    OutputWish wish{.device = sound_.device, .bufferFrames = sound_.bufferFrames};
    wish.rate = sound_.rate.value_or(track ? track->rate : kRateWithoutMix);
    return wish;
}

void SessionPlayback::openOutput() {
    wanted_ = true;
    if (!watcher_) {
        watcher_ = std::make_unique<DeviceWatcher>();
        // They come up in steps.
        connect(watcher_.get(), &DeviceWatcher::devicesChanged, this,
                [this] { followTimer_.start(kComingUpMs); });
    }
    const OutputWish wanted = wish();
    askedFor_ = wanted.rate;
    const SampleRate before = player_.rate();
    if (sound_.backend == OutputBackend::None) {
        player_.close();
        adopt({}, before);
        return;
    }
    OutputState state = tryToOpen(sound_.backend, wanted);
    rtAudioWorks_ =
        rtAudioWorks_ || (usable(state) && sound_.backend != OutputBackend::QtMultimedia);
    // Not after RtAudio has played: Qt's list still has the devices of a server that died.
    if (!usable(state) && sound_.backend == OutputBackend::Automatic && !rtAudioWorks_)
        if (const OutputState second = tryToOpen(OutputBackend::QtMultimedia, wanted);
            usable(second))
            state = second;
    adopt(std::move(state), before);
}

OutputState SessionPlayback::tryToOpen(OutputBackend backend, OutputWish wish) {
    OutputState state = player_.open(make_(backend), wish);
    if (state.status == OutputStatus::NoDevice && !wish.device.empty()) {
        wish.device.clear();
        state = player_.open(wish);
    }
    return state;
}

void SessionPlayback::setSound(const SoundSettings& sound) {
    if (sound == sound_)
        return;
    sound_ = sound;
    if (!wanted_)
        return;
    const bool wasPlaying = playing() || resuming_;
    openOutput();
    if (wasPlaying)
        resume();
}

void SessionPlayback::followRate() {
    if (wanted_ && wish().rate != askedFor_)
        openOutput();
}

// Devices that come and go

void SessionPlayback::followDevices() {
    emit devicesChanged();
    if (sound_.backend == OutputBackend::None)
        return;
    const bool elsewhere = !sound_.device.empty() && output_.device != sound_.device;
    if (!usable(output_) || (elsewhere && !playing()))
        openOutput();
}

/// Qt's list, which the watcher reads, does not find a sound server again that died; RtAudio does.
/// On a worker: to ask every sound system takes its time.
void SessionPlayback::lookForDevices() {
    if (search_.running() || sound_.backend == OutputBackend::QtMultimedia)
        return;
    search_.start(
        [make = make_,
         backend = sound_.backend](const Progress&) -> Result<std::vector<std::string>> {
            std::vector<std::string> names;
            if (const auto output = make(backend))
                for (OutputDevice& device : output->devices())
                    names.push_back(std::move(device.name));
            return names;
        },
        [this](Result<std::vector<std::string>> names) {
            if (!names || *names == lastDevices_)
                return;
            lastDevices_ = std::move(*names);
            if (!lastDevices_.empty() && !usable(output_))
                followDevices();
        });
}

void SessionPlayback::adopt(OutputState state, SampleRate before) {
    output_ = std::move(state);
    if (usable(output_) || sound_.backend == OutputBackend::None)
        searchTimer_.stop();
    else
        searchTimer_.start(kSearchMs);
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
    resume();
}

/// Now, or when the mix has been resampled to the device's rate.
void SessionPlayback::resume() {
    poll(); // what it got is taken note of
    resuming_ = usable(output_) && length() == Seconds{} &&
                controller_.source(SessionController::kMix).ready();
    player_.play();
    poll();
}

void SessionPlayback::pause() {
    resuming_ = false;
    player_.pause();
    poll();
}

void SessionPlayback::stop() {
    resuming_ = false;
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
    awaited_.reset();
    listening_.source = source;
    const bool version = versionOf(source).has_value();
    controller_.versions().setHeard(version ? std::optional(source) : std::nullopt);
    listen();
}

void SessionPlayback::hearVersion(const VersionWish& wish, HeardSource version) {
    awaited_ = version;
    controller_.versions().make(wish);
    followVersions();
}

/// Switches to what has come, and goes on with the master where one has gone.
void SessionPlayback::followVersions() {
    if (awaited_ && controller_.hearsNewest(*awaited_))
        setSource(*awaited_);
    else if (awaited_ && !controller_.versions().isAwaited(*awaited_) &&
             !controller_.versions().isCurrent(*awaited_))
        awaited_.reset(); // cancelled, or it can't be made
    const HeardSource source = listening_.source;
    const auto made = versionOf(source) ? controller_.versions().made(source) : nullptr;
    if (made != std::exchange(version_, made) && made)
        resetMeters(); // they were hearing the one before
    followLoudness();
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
    listening_.decodedGain = wanted.decoded;
    listening_.servedGain = wanted.served;
    listening_.referenceGain = wanted.references;
    listen();
}

void SessionPlayback::setBlind(std::optional<HeardSource> source) {
    const bool ends = blind_ && !source;
    blind_ = source;
    hear();
    if (ends)
        resetMeters(); // they were hearing what nobody may know
}

void SessionPlayback::listen() {
    hear();
    emit listeningChanged();
}

void SessionPlayback::hear() {
    Listening heard = listening_;
    if (!controller_.canHear(heard.source))
        heard.source = HeardSource::Master;
    if (blind_) {
        heard.source = *blind_;
        heard.mixGain = match_.mix;
        heard.masterGain = match_.master;
        heard.referenceGain = match_.references;
    }
    player_.engine().listen(heard);
}

void SessionPlayback::poll() {
    const OutputState state = player_.poll();
    // What a source costs could tell which one it is.
    const bool newLoad = std::abs(state.load - output_.load) > 0.005 && !blind_;
    const bool newTiming = state.latency != output_.latency ||
                           std::abs(state.measuredHz - output_.measuredHz) > 0.0005 * state.rate.hz;
    const bool news = state.status != output_.status || state.dropouts != output_.dropouts ||
                      newLoad || newTiming;
    // A device that could not be opened at all is told as the first attempt found it.
    if (news && (usable(output_) || usable(state))) {
        const bool lost = usable(output_) && !usable(state);
        output_ = state;
        if (lost) {
            lostAt_ = position();
            lastDevices_.clear(); // whatever is found is new
            searchTimer_.start(kSearchMs);
        }
        emit outputChanged();
    }
    if (const auto frame = player_.meters(); frame && !blind_)
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
