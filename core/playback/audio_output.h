// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/realtime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kilter {

/// Fills stereo blocks on the audio thread.
class AudioCallback {
  public:
    AudioCallback() = default;
    virtual ~AudioCallback() = default;
    AudioCallback(const AudioCallback&) = delete;
    AudioCallback& operator=(const AudioCallback&) = delete;

    /// Overwrites `frames` frames: left, right, left, ...
    virtual void process(Realtime&, float* interleaved, int frames) noexcept = 0;
};

struct OutputDevice {
    std::string name; ///< its identity: indices reorder when devices come and go
    bool isDefault = false;
    std::vector<int> rates; ///< Hz that it says it takes

    friend bool operator==(const OutputDevice&, const OutputDevice&) = default;
};

/// What is wanted of an output.
struct OutputWish {
    std::string device; ///< empty: the system's default
    SampleRate rate{48000};
    int bufferFrames = 512;

    friend bool operator==(const OutputWish&, const OutputWish&) = default;
};

enum class OutputStatus {
    Closed,
    Open,     ///< and not started
    Running,  ///< it asks for sound
    NoDevice, ///< none at all, or none of that name
    Refused,  ///< there, but held by another program, or it takes no format of ours
    Stalled,  ///< it has stopped asking for sound
    Lost      ///< it is gone: unplugged, or the sound server died
};

/// What became of it.
struct OutputState {
    OutputStatus status = OutputStatus::Closed;
    std::string system;   ///< for people: "PulseAudio", "JACK"
    std::string device;   ///< the one in use
    SampleRate rate;      ///< the delivery rate: the wished one, or what the device takes instead
    int bufferFrames = 0; ///< as granted
    std::string detail;   ///< the system's own words when something failed; may be empty

    std::int64_t dropouts = 0; ///< since it was started: told by the system, or computed too late
    double load = 0.0; ///< share of its time that the callback uses, smoothed over about 1 s
    Seconds latency{}; ///< from the callback to the device: as measured, or told when it is more
    Seconds unheard{}; ///< once Stalled or Lost: of what it asked for at the end, by the clock
    double measuredHz = 0; ///< the rate at which it really asks; 0: not known yet
};

/// A sound card behind an interface. All of it on the gui thread; no exception leaves it.
class AudioOutput {
  public:
    AudioOutput() = default;
    virtual ~AudioOutput() = default;
    AudioOutput(const AudioOutput&) = delete;
    AudioOutput& operator=(const AudioOutput&) = delete;

    [[nodiscard]] virtual std::vector<OutputDevice> devices() = 0;

    /// Opens the device at the wished rate, or where it refuses at its own; closes what was open.
    /// Status Open, NoDevice or Refused.
    virtual OutputState open(const OutputWish& wish) = 0;

    /// Runs the callback on the audio thread, until close(). Status Running, or why not.
    virtual OutputState start(AudioCallback& callback) = 0;

    /// After it the callback does not run any more.
    virtual void close() = 0;

    /// How it is; to be asked ten times a second. Once Stalled or Lost, the callback does not run
    /// any more and the device is closed.
    [[nodiscard]] virtual OutputState poll() = 0;
};

} // namespace kilter
