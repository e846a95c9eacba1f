// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/transport/sound_settings.h"

#include "core/playback/rtaudio_output.h"
#include "ui/transport/qt_audio_output.h"

#include <QSettings>

#include <algorithm>
#include <array>
#include <utility>

namespace kilter {

namespace {

/// Their names in the settings file.
const std::array kBackends{std::pair(OutputBackend::Automatic, QLatin1String("automatic")),
                           std::pair(OutputBackend::RtAudio, QLatin1String("rtaudio")),
                           std::pair(OutputBackend::QtMultimedia, QLatin1String("qt")),
                           std::pair(OutputBackend::None, QLatin1String("none"))};

constexpr int kShortest = 16, kLongest = 8192;    // frames
constexpr int kSlowest = 8000, kFastest = 384000; // Hz

} // namespace

SoundSettings storedSoundSettings() {
    QSettings stored;
    stored.beginGroup(QStringLiteral("sound"));
    SoundSettings settings;
    const QString backend = stored.value(QStringLiteral("backend")).toString();
    for (const auto& [value, name] : kBackends)
        if (backend == name)
            settings.backend = value;
    settings.device = stored.value(QStringLiteral("device")).toString().toStdString();
    if (const int hz = stored.value(QStringLiteral("rate")).toInt();
        hz >= kSlowest && hz <= kFastest)
        settings.rate = SampleRate{hz};
    if (const int frames = stored.value(QStringLiteral("buffer")).toInt();
        frames >= kShortest && frames <= kLongest)
        settings.bufferFrames = frames;
    return settings;
}

void store(const SoundSettings& settings) {
    QSettings stored;
    stored.beginGroup(QStringLiteral("sound"));
    for (const auto& [value, name] : kBackends)
        if (settings.backend == value)
            stored.setValue(QStringLiteral("backend"), QString(name));
    stored.setValue(QStringLiteral("device"), QString::fromStdString(settings.device));
    stored.setValue(QStringLiteral("rate"), settings.rate ? settings.rate->hz : 0);
    stored.setValue(QStringLiteral("buffer"), settings.bufferFrames);
}

std::unique_ptr<AudioOutput> makeOutput(OutputBackend backend) {
    switch (backend) {
    case OutputBackend::Automatic:
    case OutputBackend::RtAudio:
        return std::make_unique<RtAudioOutput>();
    case OutputBackend::QtMultimedia:
        return std::make_unique<QtAudioOutput>();
    case OutputBackend::None:
        break;
    }
    return nullptr;
}

} // namespace kilter
