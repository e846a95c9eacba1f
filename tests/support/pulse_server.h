// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <vector>

namespace kilter::testing {

/// A PulseAudio server of the test's own, in a folder of its own, whose sound card is a null sink
/// that can be listened to. From its making on this process, too, sees no other server.
class PulseServer {
  public:
    PulseServer() {
        qputenv("XDG_RUNTIME_DIR", folder_.path().toUtf8());
        qputenv("HOME", folder_.path().toUtf8());
        qunsetenv("PULSE_SERVER");
        qputenv("JACK_NO_START_SERVER", "1");
    }
    ~PulseServer() { kill(); }
    PulseServer(const PulseServer&) = delete;
    PulseServer& operator=(const PulseServer&) = delete;

    [[nodiscard]] static bool installed() {
        return !QStandardPaths::findExecutable("pulseaudio").isEmpty() &&
               !QStandardPaths::findExecutable("parec").isEmpty() &&
               !QStandardPaths::findExecutable("pactl").isEmpty();
    }

    /// Runs, with one sink, of `rate`. False when it does not come up.
    [[nodiscard]] bool start(int rate) {
        if (server_.state() == QProcess::NotRunning) {
            discard(server_);
            server_.start("pulseaudio",
                          {"-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "-L",
                           "module-native-protocol-unix"});
        }
        const QDeadlineTimer deadline(10000);
        while (!pactl({"info"})) {
            if (deadline.hasExpired())
                return false;
            QTest::qWait(100);
        }
        unplug();
        rate_ = rate;
        return pactl({"load-module", "module-null-sink", "sink_name=ci",
                      QString("rate=%1").arg(rate), "channels=2", "format=float32le",
                      "norewinds=1"});
    }
    /// As a crash would.
    void kill() {
        stopRecording();
        server_.kill();
        server_.waitForFinished();
    }
    /// The last sink goes away, the server stays.
    void unplug() { pactl({"unload-module", "module-null-sink"}); }

    /// Everything that the sink plays from now on.
    void record() {
        discard(recorder_);
        recorder_.setStandardOutputFile(folder_.filePath("heard"), QIODevice::Truncate);
        recorder_.start("parec",
                        {"-d", "ci.monitor", "--raw", "--format=float32le",
                         QString("--rate=%1").arg(rate_), "--channels=2", "--latency-msec=20"});
        recorder_.waitForStarted();
        QTest::qWait(500); // until it is connected
    }
    /// So far.
    [[nodiscard]] std::int64_t recordedFrames() const {
        constexpr qint64 kFrameBytes = 2 * sizeof(float);
        return QFile(folder_.filePath("heard")).size() / kFrameBytes;
    }
    /// Interleaved.
    std::vector<float> stopRecording() {
        if (recorder_.state() == QProcess::NotRunning)
            return {};
        recorder_.terminate();
        recorder_.waitForFinished();
        QFile file(folder_.filePath("heard"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QByteArray bytes = file.readAll();
        std::vector<float> heard(static_cast<std::size_t>(bytes.size()) / sizeof(float));
        std::memcpy(heard.data(), bytes.constData(), heard.size() * sizeof(float));
        return heard;
    }

  private:
    static void discard(QProcess& process) {
        process.setStandardErrorFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
    }

    static bool pactl(const QStringList& arguments) {
        QProcess process;
        discard(process);
        process.start("pactl", arguments);
        process.waitForFinished();
        return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    }

    QTemporaryDir folder_;
    QProcess server_, recorder_;
    int rate_ = 0;
};

} // namespace kilter::testing
