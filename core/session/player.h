// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"
#include "core/playback/playback_engine.h"
#include "core/session/meter_thread.h"

#include <memory>
#include <optional>

namespace kilter {

/// Engine, meters and sound card together: what a session's owner holds. Works without any sound
/// card too; then only nothing is heard. All of it on the gui thread, and nothing waits longer
/// than the sound system takes to open a device.
class Player : private AudioCallback {
  public:
    /// Silent until an output is opened.
    explicit Player(SampleRate rate);
    ~Player() override;

    /// Plays through `output` from now on, on the wished device; paused, at the same position.
    ///
    /// Where the delivered rate (the wished one, when nothing could be opened) is not rate(),
    /// engine() is a new one, at that rate and at the same time of the song: the owner hands over
    /// sources, settings, loop and listening again, resampled and designed for it, and may say
    /// "preview at 48 kHz". When it can't be opened, everything but sound goes on; the status says
    /// why.
    OutputState open(std::unique_ptr<AudioOutput> output, const OutputWish& wish);
    /// The same output, another wish (or the same again, after it was lost).
    OutputState open(const OutputWish& wish);

    /// Without any output from now on; paused, at the same position.
    void close();

    /// The engine to hand sources, settings and wishes to. Play and pause go through this class.
    [[nodiscard]] PlaybackEngine& engine() { return *engine_; }
    [[nodiscard]] SampleRate rate() const { return engine_->rate(); }

    /// Starts the device when it isn't running. Without one it does nothing: see poll().
    void play();
    void pause();

    /// Keeps everything going; every 50 ms or so. When the device stalled or went away, playback
    /// has been paused where the last sound was heard, and the state says so until the next open().
    OutputState poll();

    /// The newest figures, if there are any since the last call.
    [[nodiscard]] std::optional<MeterFrame> meters();
    void resetMeters();

  private:
    void process(Realtime& realtime, float* interleaved, int frames) noexcept override;
    void halt();
    void takeBack(Seconds unheard);

    std::unique_ptr<AudioOutput> output_;
    OutputState state_;
    std::unique_ptr<PlaybackEngine> engine_;
    std::unique_ptr<MeterThread> meterThread_; ///< after the engine, whose ring it reads
};

} // namespace kilter
