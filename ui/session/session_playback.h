// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/spectrogram.h"
#include "core/playback/audio_output.h"
#include "core/playback/listening.h"
#include "core/playback/meter_frame.h"
#include "core/session/player.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace kilter {

class SessionController;

/// What is listened to in one window: the player, its sound card, and the person's wishes, with
/// the levels that match them. Everything on the gui thread.
class SessionPlayback : public QObject {
    Q_OBJECT

  public:
    /// Silent until openOutput(). `controller` outlives it.
    explicit SessionPlayback(SessionController& controller, QObject* parent = nullptr);
    ~SessionPlayback() override;

    /// RtAudio, and where that finds nothing, Qt Multimedia; from now on at the mix's rate. Also
    /// after a device was lost.
    void openOutput();
    [[nodiscard]] const OutputState& output() const { return output_; }

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
    void setSource(HeardSource source);
    void setReference(int reference);
    void setImage(Image image);
    void setSwapped(bool swapped);
    void setDimmed(bool dimmed);
    void setLevelMatched(bool matched);
    [[nodiscard]] bool levelMatched() const { return levelMatched_; }
    [[nodiscard]] const LevelMatch& match() const { return match_; }
    void resetMeters() { player_.resetMeters(); }

    /// To be called when loudness() of the controller may have changed.
    void followLoudness();

  signals:
    void moved();            ///< playing, position or length
    void listeningChanged(); ///< source, levels or image
    void outputChanged();
    void metersRead(const kilter::MeterFrame& frame);

  private:
    void poll();
    void listen();
    void adopt(OutputState state, SampleRate before);
    void followRate();
    [[nodiscard]] OutputWish wish() const;

    SessionController& controller_;
    Player player_;
    OutputState output_;
    bool wanted_ = false;   ///< somebody asked for sound
    SampleRate askedFor_{}; ///< of the device, last
    Listening listening_;
    bool levelMatched_ = true;
    LevelMatch match_;
    std::optional<Section> loop_;
    Seconds lastPosition_{-1.0}, lastLength_{-1.0};
    bool lastPlaying_ = false;
    QTimer timer_;
};

} // namespace kilter
