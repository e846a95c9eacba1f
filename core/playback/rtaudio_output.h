// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"

#include <memory>

namespace kilter {

/// JACK, PulseAudio, ALSA, CoreAudio, WASAPI through RtAudio, versions 5.2 and 6.
///
/// RtAudio does not say when a sound server dies: its callback spins, or stops. A watchdog
/// (output_watchdog.h) finds out within a second or two. Streams are closed on a thread of their
/// own, so that one that hangs does not take the gui thread with it.
class RtAudioOutput final : public AudioOutput {
  public:
    RtAudioOutput();
    ~RtAudioOutput() override;

    [[nodiscard]] std::vector<OutputDevice> devices() override;
    OutputState open(const OutputWish& wish) override;
    OutputState start(AudioCallback& callback) override;
    void close() override;
    [[nodiscard]] OutputState poll() override;

  private:
    struct Stream;

    void closeStream();

    std::unique_ptr<Stream> stream_; ///< null: closed
    OutputState state_;
};

} // namespace kilter
