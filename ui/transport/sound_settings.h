// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"

#include <memory>
#include <optional>
#include <string>

namespace kilter {

enum class OutputBackend {
    Automatic, ///< RtAudio, and where that never finds a device, Qt Multimedia
    RtAudio,
    QtMultimedia,
    None ///< no sound is wanted
};

/// How the user wants to hear.
struct SoundSettings {
    OutputBackend backend = OutputBackend::Automatic;
    std::string device;             ///< by the backend's name for it; empty: the system's default
    std::optional<SampleRate> rate; ///< nullopt: the mix's
    int bufferFrames = 512;

    friend bool operator==(const SoundSettings&, const SoundSettings&) = default;
};

/// As they were last stored in QSettings; what makes no sense there is left out.
[[nodiscard]] SoundSettings storedSoundSettings();
void store(const SoundSettings& settings);

/// RtAudio for Automatic; null for None.
[[nodiscard]] std::unique_ptr<AudioOutput> makeOutput(OutputBackend backend);

} // namespace kilter
