// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"

#include <memory>

namespace kilter {

/// The second way to a sound card: QAudioSink, on a thread of its own, because it fills its buffer
/// from an event loop and the gui thread's is busy at times. Its buffer is 100 ms or longer. Qt 6.4
/// does not find a PulseAudio server again that died: open() then says Refused.
class QtAudioOutput final : public AudioOutput {
  public:
    QtAudioOutput();
    ~QtAudioOutput() override;

    [[nodiscard]] std::vector<OutputDevice> devices() override;
    OutputState open(const OutputWish& wish) override;
    OutputState start(AudioCallback& callback) override;
    void close() override;
    [[nodiscard]] OutputState poll() override;

  private:
    class Stream;

    std::unique_ptr<Stream> stream_; ///< null: not started
    OutputWish wish_;
    OutputState state_;
};

} // namespace kilter
