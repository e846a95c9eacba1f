// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <RtAudio.h>

#include <optional>
#include <string>
#include <vector>

namespace kilter {

/// RtAudio with the manners of its version 6, whichever is installed: no exceptions, devices by an
/// id.
class RtAudioAdapter {
  public:
    struct Device {
        unsigned id = 0;
        RtAudio::DeviceInfo info;
    };

    RtAudioAdapter();

    [[nodiscard]] std::string system();
    [[nodiscard]] std::vector<Device> outputs();

    /// What went wrong, or nothing. `bufferFrames` becomes what is granted.
    [[nodiscard]] std::optional<std::string> open(const Device& device, unsigned rate,
                                                  unsigned& bufferFrames, RtAudioCallback callback,
                                                  void* context, bool realtimePriority);
    [[nodiscard]] std::optional<std::string> start();
    void close();
    [[nodiscard]] bool running();
    /// As the system tells; 0 where it does not.
    [[nodiscard]] Seconds latency(SampleRate rate);

  private:
    RtAudio rtAudio_;
};

} // namespace kilter
