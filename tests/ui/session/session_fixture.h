// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_writer.h"
#include "core/demo/demo_song.h"
#include "ui/session/session_controller.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

/// A place of its own for a test's settings and data, and three short songs.
namespace kilter::testing {

/// For initMain(): settings, autosaves and copies go to a folder that the test removes.
inline QTemporaryDir& home() {
    static QTemporaryDir folder;
    return folder;
}
inline void moveHome() {
    qputenv("XDG_CONFIG_HOME", home().path().toUtf8());
    qputenv("XDG_DATA_HOME", home().path().toUtf8());
}

class Songs {
  public:
    /// One song as a file, `times` after each other; `seed` makes it another one.
    [[nodiscard]] std::filesystem::path write(const char* name, DemoSong which,
                                              std::uint64_t seed = 1, int times = 1) const {
        constexpr SampleRate kRate{44100};
        AudioBuffer song = demoSong(which, Seconds{8.0}, kRate, seed);
        if (which == DemoSong::Mix)
            makeDull(song);
        const auto length = song.frames().count;
        AudioBuffer audio(2, Frames{length * times});
        for (int c = 0; c < 2; ++c)
            for (int i = 0; i < times; ++i)
                std::copy_n(song.channel(c).data(), length, audio.channel(c).data() + i * length);
        const auto path = at(name);
        if (!writeAudioFile(path, audio, kRate, {FileFormat::Wav, SampleFormat::Pcm24}))
            qFatal("no place for a test's file");
        return path;
    }
    [[nodiscard]] std::filesystem::path at(const char* name) const {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }

  private:
    // So much that there is a move for it, although eight seconds of a song can tell little: 12 dB
    // less above 2 kHz.
    static void makeDull(AudioBuffer& song) {
        constexpr float kLeft = 0.25F;
        constexpr float kPole = 0.8F; // of the low part, 1.6 kHz
        for (int c = 0; c < song.channels(); ++c) {
            float low = 0.0F;
            for (float& x : song.channel(c)) {
                low = kPole * low + (1.0F - kPole) * x;
                x = low + kLeft * (x - low);
            }
        }
    }

    QTemporaryDir folder_;
};

/// The ones that most tests are about.
struct MixAndReferences : Songs {
    const std::filesystem::path mix = write("mix.wav", DemoSong::Mix);
    const std::filesystem::path a = write("a.wav", DemoSong::ReferenceA);
    const std::filesystem::path b = write("b.wav", DemoSong::ReferenceB);
};

[[nodiscard]] inline ExportPlan planFor(const std::filesystem::path& out, bool overwrite = false,
                                        const std::filesystem::path& report = {}) {
    ExportPlan plan;
    plan.destination = {out, overwrite, {}};
    plan.report = report;
    return plan;
}

/// Everything read, compared, solved and guarded.
[[nodiscard]] inline bool settledDown(const SessionController& controller) {
    return !controller.busy() && controller.masterIsCurrent();
}

constexpr int kPatience = 60000; // ms; a loaded machine takes its time

} // namespace kilter::testing
