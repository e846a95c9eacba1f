// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "tests/support/audio_buffers.h"

#include <QProcess>
#include <QStandardPaths>

#include <algorithm>
#include <filesystem>
#include <vector>

#include <sndfile.h>

/// Compressed files to read, and what was said of them.
namespace kilter::testing {

inline bool warns(const Track& track, WarningCode code) {
    return std::ranges::any_of(track.warnings, [&](const Warning& w) { return w.code == code; });
}

/// -1 without that warning.
inline double amountOf(const Track& track, WarningCode code) {
    const auto found = std::ranges::find(track.warnings, code, &Warning::code);
    return found != track.warnings.end() ? found->amount : -1.0;
}

/// Noise without its highest octaves, which lossy codecs leave out.
inline AudioBuffer softNoise(Frames frames, std::uint32_t seed = 7) {
    AudioBuffer audio = noise(0.5, frames, seed);
    for (int c = 0; c < 2; ++c) {
        float state = 0.0f;
        for (float& x : audio.channel(c))
            x = state += 0.2f * (x - state);
    }
    return audio;
}

/// By libsndfile; `bitRateMode` is one of SF_BITRATE_MODE_*, for MP3.
inline void encode(const std::filesystem::path& path, int format, const AudioBuffer& audio,
                   SampleRate rate, int bitRateMode = SF_BITRATE_MODE_CONSTANT) {
    SF_INFO info{};
    info.samplerate = rate.hz;
    info.channels = 2;
    info.format = format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    if ((format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG)
        sf_command(file, SFC_SET_BITRATE_MODE, &bitRateMode, sizeof(bitRateMode));
    std::vector<float> frames;
    for (std::size_t i = 0; i < audio.channel(0).size(); ++i) {
        frames.push_back(audio.channel(0)[i]);
        frames.push_back(audio.channel(1)[i]);
    }
    sf_writef_float(file, frames.data(), audio.frames().count);
    sf_close(file);
}

/// Made by the ffmpeg program from `source`; false without the program.
inline bool encodeWithFfmpeg(const std::filesystem::path& source, const QStringList& options,
                             const std::filesystem::path& target) {
    const QString program = QStandardPaths::findExecutable("ffmpeg");
    if (program.isEmpty())
        return false;
    const QString from = QString::fromStdString(source.string());
    const QString to = QString::fromStdString(target.string());
    return QProcess::execute(program, QStringList{"-v", "error", "-y", "-i", from} + options +
                                          QStringList{to}) == 0;
}

} // namespace kilter::testing
