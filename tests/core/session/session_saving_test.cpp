// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/session_json.h"
#include "tests/core/session/any_session.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

/// What is saved can be read again, and what is there already stays where it has to.
class SessionSavingTest : public QObject {
    Q_OBJECT

    AnySession any_;

  private slots:
    /// Whatever keeps to the limits can be saved, and read again equal, wherever it is saved to.
    void propertyWhateverKeepsToTheLimitsComesBack() {
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath("s.kilter").toStdString();
        for (int i = 0; i < 60; ++i) {
            const Session session = any_.extremeSession();
            const auto written = writeSession(session, {path, true, {}});
            QVERIFY2(written, written ? "" : written.error().detail.c_str());
            const auto back = readSession(path);
            QVERIFY2(back, back ? "" : back.error().detail.c_str());
            QVERIFY(*back == any_.absolute(session));
        }
    }

    /// What goes beyond is not written, and what was there before stays.
    void whatCouldNotBeReadIsNotWritten_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("says");
        int which = 0;
        for (const char* says : {"references",    "profiles", "moves",        "own_bands",
                                 "section.end_s", "weight",   "release_ms",   "release_ms",
                                 "loudness_lufs", "drive_db", "ceiling_dbtp", "link",
                                 "frequency_hz",  "gain_db",  "shape.q",      "slope_db_per_octave",
                                 "amount",        "title",    "isrc",         "rate_hz",
                                 "end_s",         "created",  "threshold",    "ratio"}) {
            QTest::addRow("%d %s", which, says) << which << QString(says);
            ++which;
        }
    }
    void whatCouldNotBeReadIsNotWritten() {
        QFETCH(int, which);
        QFETCH(QString, says);
        Session s;
        s.mix.path = "/mix.wav";
        s.ownBands = Moves(1);
        s.references = {{}};
        Move& move = s.ownBands[0];
        const std::vector<std::function<void()>> beyond{
            [&] { s.references.resize(limits::kReferences + 1); },
            [&] { s.profiles.resize(limits::kProfiles + 1); },
            [&] { s.moves = Moves(limits::kBands + 1); },
            [&] { s.ownBands.resize(limits::kBands + 1); },
            [&] {
                s.mix.section = Section{{0.0}, {1e6 + 1.0}};
            },
            [&] { s.references[0].weight = 0.0; },
            [&] { s.limiter.releaseMs = 1e-9; },
            [&] { s.limiter.releaseMs = 5001.0; },
            [&] { s.target.loudness = Lufs{0.1}; },
            [&] { s.target.drive = {60.1}; },
            [&] { s.limiter.ceiling = {0.1}; },
            [&] { s.limiter.link = 1.01; },
            [&] { move.shape.frequency = {9.9}; },
            [&] { move.shape.gain = {24.1}; },
            [&] { move.shape.q = 0.04; },
            [&] { move.shape.slopeDbPerOctave = 13; },
            [&] { move.amount = 2.01; },
            [&] { s.delivery.title = std::string(limits::kTextBytes + 1, 'x'); },
            [&] { s.delivery.isrc = "abc"; },
            [&] { s.delivery.rate = SampleRate{7999}; },
            [&] {
                s.mix.section = Section{{3.0}, {3.0}};
            },
            [&] { s.created = std::string(limits::kTextBytes + 1, 'x'); },
            [&] { s.compressor.thresholdDb = 0.1; },
            [&] { s.compressor.ratio = 3.0; }};
        beyond[static_cast<std::size_t>(which)]();
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath("s.kilter").toStdString();
        QVERIFY(writeSession(Session{}, {path, true, {}}));
        const auto written = writeSession(s, {path, true, {}});
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::WriteFailed);
        QVERIFY2(QString::fromStdString(written.error().detail).contains(says),
                 written.error().detail.c_str());
        QVERIFY(written.error().detail.ends_with(": it could not be opened again"));
        QVERIFY(*readSession(path) == Session{});
    }

    /// A session lies where it lies, however it was called and from wherever it is opened.
    void relativePathsAreOfTheFolderTheyWereGivenIn() {
        QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        std::filesystem::create_directories(folder / "sub");
        QVERIFY(QFile(dir.filePath("sub/mix.wav")).open(QIODevice::WriteOnly));
        const auto before = std::filesystem::current_path();
        std::filesystem::current_path(folder);
        Session session;
        session.mix.path = "sub/mix.wav";
        session.profiles = {{"p.json", true, 1.0}};
        const bool written = static_cast<bool>(writeSession(session, {"s.kilter", false, {}}));
        std::filesystem::current_path(before);
        QVERIFY(written);
        const auto back = readSession(folder / "s.kilter");
        QVERIFY(back);
        QVERIFY(std::filesystem::equivalent(back->mix.path, folder / "sub" / "mix.wav"));
        QVERIFY(back->profiles[0].path == std::filesystem::canonical(folder) / "p.json");
        // And the folder may move.
        std::filesystem::rename(folder / "sub", folder / "else");
        std::filesystem::create_directory(folder / "moved");
        std::filesystem::rename(folder / "else", folder / "moved/sub");
        std::filesystem::rename(folder / "s.kilter", folder / "moved/s.kilter");
        QVERIFY(std::filesystem::equivalent(readSession(folder / "moved/s.kilter")->mix.path,
                                            folder / "moved/sub/mix.wav"));
    }

    /// None of a session's own files can be where it is saved.
    void aSessionReplacesNoneOfItsFiles() {
        QTemporaryDir dir;
        const std::filesystem::path record = dir.filePath("a.wav").toStdString();
        QFile file(dir.filePath("a.wav"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("sound") == 5);
        file.close();
        for (const int which : {0, 1, 2}) {
            Session session;
            if (which == 0)
                session.mix.path = record;
            else if (which == 1)
                session.references = {{{record, {}, LoudestSection{}}, true, 1.0}};
            else
                session.profiles = {{record, true, 1.0}};
            const auto written = writeSession(session, {record, true, {}});
            QVERIFY(!written);
            QCOMPARE(written.error().code, ErrorCode::OutputIsInput);
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("sound"));
    }

    /// A newer Kilter's session can be looked at, and is never replaced.
    void newerSessionsAreOnlyRead() {
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath("new.kilter").toStdString();
        const QByteArray text = R"({"kilter_session": 2, "compressor": {"ratio": 2},
            "mix": {"path": "/mix.wav"}, "target": {"loudness_lufs": -11}})";
        QFile file(dir.filePath("new.kilter"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        const auto opened = openSession(path);
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        QVERIFY(opened->newer);
        QCOMPARE(opened->session.target.loudness->value, -11.0);
        QVERIFY(opened->session.mix.path == "/mix.wav");
        const auto read = readSession(path);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::NewerVersion);
        QCOMPARE(read.error().path, path.string());
        const auto written = writeSession(Session{}, {path, true, {}});
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::NewerVersion);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
        file.close();

        QVERIFY(writeSession(Session{}, {dir.filePath("own.kilter").toStdString(), false, {}}));
        QVERIFY(!openSession(dir.filePath("own.kilter").toStdString())->newer);
        // What is known of it may have come to mean something else.
        QVERIFY(file.open(QIODevice::WriteOnly) &&
                file.write(R"({"kilter_session": 2, "target": {"loudness_lufs": "loud"}})") > 0);
        file.close();
        QCOMPARE(openSession(path).error().code, ErrorCode::NewerVersion);
    }

    void longDocumentsAreRefusedUnread() {
        const std::string text =
            "{\"kilter_session\":1,\"created\":\"" + std::string(5U << 20U, 'x') + "\"}";
        const auto result = sessionFromJson(text, "/");
        QVERIFY(!result);
        QCOMPARE(result.error().detail, std::string("longer than 4 MB"));
        QTemporaryDir dir;
        QFile file(dir.filePath("long.kilter"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(text)) > 0);
        file.close();
        QCOMPARE(readSession(dir.filePath("long.kilter").toStdString()).error().detail,
                 std::string("longer than 4 MB"));
    }
};

QTEST_APPLESS_MAIN(SessionSavingTest)
#include "session_saving_test.moc"
