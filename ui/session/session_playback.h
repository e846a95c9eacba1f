// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/spectrogram.h"
#include "core/playback/audio_output.h"
#include "core/playback/listening.h"
#include "core/playback/meter_frame.h"
#include "core/session/player.h"

#include "ui/session/job.h"
#include "ui/session/session_versions.h"
#include "ui/transport/sound_settings.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kilter {

class DeviceWatcher;
class SessionController;

/// What is listened to in one window: the player, its sound card, and the user's wishes, with
/// the levels that match them. Everything on the gui thread.
class SessionPlayback : public QObject {
    Q_OBJECT

  public:
    /// Silent until openOutput(). `controller` outlives it.
    explicit SessionPlayback(SessionController& controller, QObject* parent = nullptr);
    ~SessionPlayback() override;

    /// As the settings say, and where their device is not there, on the system's default. From now
    /// on devices are followed as they come and go. Also after a device was lost.
    void openOutput();
    [[nodiscard]] const OutputState& output() const { return output_; }
    [[nodiscard]] Seconds lostAt() const { return lostAt_; } ///< where the device was, last
    /// Some may have come or gone: the watcher says so. Opens the wanted device where nothing
    /// plays.
    void followDevices();
    /// Plays through it from now on; goes on at the same position where it was playing.
    void setSound(const SoundSettings& sound);
    [[nodiscard]] const SoundSettings& sound() const { return sound_; }
    /// Makes the outputs; for tests, which have no sound card. Before openOutput().
    using MakeOutput = std::function<std::unique_ptr<AudioOutput>(OutputBackend)>;
    void setMakeOutput(MakeOutput make) { make_ = std::move(make); }
    [[nodiscard]] const MakeOutput& outputMaker() const { return make_; }

    void play();
    void pause();
    void stop(); ///< and back to the start, or the loop's
    void seek(Seconds position);
    void setLoop(const std::optional<Section>& loop);
    [[nodiscard]] const std::optional<Section>& loop() const { return loop_; }

    [[nodiscard]] bool playing();
    [[nodiscard]] Seconds position();
    [[nodiscard]] Seconds length();

    [[nodiscard]] const Listening& listening() const { return listening_; }
    /// A version of the master that is not there yet is heard once it is.
    void setSource(HeardSource source);
    /// One of kVersions, of a codec or of a service: when it is made, which begins now; until then
    /// what is heard goes on.
    void hearVersion(const VersionWish& wish, HeardSource version);
    void setReference(int reference);
    void setImage(Image image);
    void setSwapped(bool swapped);
    void setDimmed(bool dimmed);
    void setLevelMatched(bool matched);
    [[nodiscard]] bool levelMatched() const { return levelMatched_; }
    [[nodiscard]] const LevelMatch& match() const { return match_; }
    void resetMeters() { player_.resetMeters(); }

    /// This source is heard instead of listening()'s, matched in level, until nullopt. Only the
    /// ear can tell: listening() stays as it was, and nothing is measured of what is heard.
    void setBlind(std::optional<HeardSource> source);
    [[nodiscard]] bool blind() const { return blind_.has_value(); }

    /// To be called when loudness() of the controller may have changed.
    void followLoudness();

  signals:
    void moved();            ///< playing, position or length
    void listeningChanged(); ///< source, levels or image
    void outputChanged();
    void devicesChanged(); ///< some came or went, or another one is the default
    void metersRead(const kilter::MeterFrame& frame);

  private:
    void poll();
    void listen();
    void hear();
    void followVersions();
    void adopt(OutputState state, SampleRate before);
    void followRate();
    void lookForDevices();
    void resume();
    [[nodiscard]] OutputState tryToOpen(OutputBackend backend, OutputWish wish);
    [[nodiscard]] OutputWish wish() const;

    SessionController& controller_;
    Player player_;
    OutputState output_;
    SoundSettings sound_;
    MakeOutput make_;
    bool wanted_ = false; ///< somebody asked for sound
    bool rtAudioWorks_ = false;
    bool resuming_ = false; ///< plays on when its sources are there
    SampleRate askedFor_{}; ///< of the device, last
    Listening listening_;
    bool levelMatched_ = true;
    LevelMatch match_;
    std::optional<HeardSource> blind_;
    std::optional<HeardSource> awaited_;         ///< a version that is being made
    std::shared_ptr<const MadeVersion> version_; ///< that is heard
    std::optional<Section> loop_;
    Seconds lostAt_{};
    Seconds lastPosition_{-1.0}, lastLength_{-1.0};
    bool lastPlaying_ = false;
    QTimer timer_;

    std::unique_ptr<DeviceWatcher> watcher_;
    QTimer followTimer_;                   ///< after the watcher saw a change
    QTimer searchTimer_;                   ///< while there is no device
    std::vector<std::string> lastDevices_; ///< that the last search found
    Job<std::vector<std::string>> search_;
};

} // namespace kilter
