// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_writer.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

/// kilter-cli itself, run in a folder of its own.
namespace kilter::testing {

struct CliRun {
    int status = -1;
    QByteArray out, err;

    [[nodiscard]] QJsonObject json() const {
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(out, &error);
        if (error.error != QJsonParseError::NoError)
            qWarning() << error.errorString() << out.left(200);
        return document.object();
    }
};

class CliProgram {
  public:
    [[nodiscard]] QString path() const { return dir_.path(); }
    [[nodiscard]] QString file(const QString& name) const { return dir_.filePath(name); }

    [[nodiscard]] QByteArray contentOf(const QString& name) const {
        QFile f(file(name));
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& content) const {
        QFile f(file(name));
        QVERIFY(f.open(QIODevice::WriteOnly));
        QCOMPARE(f.write(content), content.size());
    }
    void write(const QString& name, const AudioBuffer& audio, SampleRate rate,
               const AudioFileText& text = {}) const {
        QVERIFY(writeAudioFile(file(name).toStdString(), audio, rate,
                               {FileFormat::Wav, SampleFormat::Pcm24}, text));
    }

    CliRun run(const QStringList& arguments, const QStringList& environment = {}) const {
        return run(QStringLiteral(KILTER_CLI), arguments, environment);
    }
    CliRun run(const char* arguments) const { return run(QString(arguments).split(' ')); }
    /// `line` in a shell, where $K is the program.
    CliRun shell(const QString& line) const {
        return run(QStringLiteral("/bin/sh"), {"-c", line}, {"K=" KILTER_CLI});
    }

  private:
    CliRun run(const QString& program, const QStringList& arguments,
               const QStringList& environment) const {
        QProcess process;
        process.setWorkingDirectory(dir_.path());
        auto variables = QProcessEnvironment::systemEnvironment();
        for (const QString& variable : environment)
            variables.insert(variable.section('=', 0, 0), variable.section('=', 1));
        process.setProcessEnvironment(variables);
        process.start(program, arguments);
        if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
            qFatal("kilter-cli %s: no end, or a crash", qPrintable(arguments.join(' ')));
        return {process.exitCode(), process.readAllStandardOutput(),
                process.readAllStandardError()};
    }

    QTemporaryDir dir_;
};

} // namespace kilter::testing
