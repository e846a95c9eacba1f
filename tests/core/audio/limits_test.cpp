// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/limits.h"

#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

using namespace kilter;
using namespace kilter::testing;

/// What a header may say, from both sides.
class LimitsTest : public QObject {
    Q_OBJECT

  private slots:
    void bothSides_data() {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("error"); // -1: none
        const auto row = [](const char* name, int channels, int rate, int error) {
            QTest::newRow(name) << channels << rate << error;
        };
        const auto layout = static_cast<int>(ErrorCode::UnsupportedLayout);
        const auto hertz = static_cast<int>(ErrorCode::UnsupportedRate);
        row("none", 0, 44100, static_cast<int>(ErrorCode::Corrupt));
        row("mono", 1, 44100, -1);
        row("stereo", 2, 44100, -1);
        row("three", 3, 44100, layout);
        row("lowest", 2, 8000, -1);
        row("lower", 2, 7999, hertz);
        row("highest", 2, 384000, -1);
        row("higher", 2, 384001, hertz);
        row("negative", 2, -44100, hertz);
    }
    void bothSides() {
        QFETCH(const int, channels);
        QFETCH(const int, rate);
        QFETCH(const int, error);
        const QTemporaryDir folder;
        const std::filesystem::path path =
            std::filesystem::path(folder.path().toStdString()) / "any";
        writeBytes(path, "x");
        const auto file = InputFile::open(path);
        QVERIFY(file);
        const auto refused = refusal(*file, static_cast<std::uint64_t>(channels), rate);
        QCOMPARE(refused ? static_cast<int>(refused->code) : -1, error);
    }
};

QTEST_APPLESS_MAIN(LimitsTest)
#include "limits_test.moc"
