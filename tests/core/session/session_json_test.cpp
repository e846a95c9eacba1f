// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/session_json.h"

#include "tests/core/session/any_session.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

class SessionJsonTest : public QObject {
    Q_OBJECT

    AnySession any_;

  private slots:
    void propertyRoundTripIsExact() {
        for (int i = 0; i < 200; ++i) {
            const Session session = any_.anySession();
            const std::string text = sessionToJson(session, "/music");
            const auto back = sessionFromJson(text, "/nowhere");
            QVERIFY2(back, back ? "" : back.error().detail.c_str());
            QVERIFY(*back == session);
            QCOMPARE(sessionToJson(*back, "/music"), text);
        }
    }

    void propertyDamagedTextIsRefusedNotTrusted() {
        const std::string text = sessionToJson(any_.anySession(), "/music");
        for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
            const auto result = sessionFromJson(text.substr(0, length), "/");
            QVERIFY(!result && result.error().code == ErrorCode::BadSession);
        }
        for (int i = 0; i < 2000; ++i) { // must not crash; may or may not still be a session
            std::string damaged = text;
            damaged[any_.number() % damaged.size()] = static_cast<char>(any_.number() % 256);
            const auto result = sessionFromJson(damaged, "/");
            QVERIFY(result || result.error().code == ErrorCode::BadSession);
        }
    }

    void hostileDocuments_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QByteArray() << "not JSON";
        QTest::newRow("a list") << QByteArray("[]") << "not an object";
        QTest::newRow("another kind") << QByteArray("{\"kilter_profile\":1}") << "kilter_session";
        QTest::newRow("deep") << QByteArray("{\"kilter_session\":") + QByteArray(100000, '[')
                              << "deep";
        QTest::newRow("text for number")
            << QByteArray(R"({"kilter_session":1,"target":{"drive_db":"loud"}})")
            << "target.drive_db";
        QTest::newRow("out of range")
            << QByteArray(R"({"kilter_session":1,"limiter":{"ceiling_dbtp":3}})")
            << "limiter.ceiling_dbtp";
        QTest::newRow("unknown name")
            << QByteArray(R"({"kilter_session":1,"limiter":{"mode":"brutal"}})") << "limiter.mode";
        QTest::newRow("too many moves") << QByteArray(R"({"kilter_session":1,"moves":[)") +
                                               QByteArray("{},").repeated(30) + "{}]}"
                                        << "moves";
    }
    void hostileDocuments() {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto result = sessionFromJson(text.toStdString(), "/");
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::BadSession);
        QVERIFY2(QString::fromStdString(result.error().detail).contains(says),
                 result.error().detail.c_str());
    }

    void aFolderMovesWithItsSession() {
        QTemporaryDir dir;
        const std::filesystem::path before = dir.filePath("before").toStdString();
        const std::filesystem::path after = dir.filePath("after").toStdString();
        std::filesystem::create_directory(before);
        QVERIFY(QFile(QString::fromStdString(before / "mix.wav")).open(QIODevice::WriteOnly));
        Session session;
        session.mix.path = before / "mix.wav";
        QVERIFY(writeSession(session, {before / "song.kilter", false, {}}));
        QVERIFY(readSession(before / "song.kilter")->mix.path == before / "mix.wav");
        std::filesystem::rename(before, after);
        QVERIFY(readSession(after / "song.kilter")->mix.path == after / "mix.wav");
    }

    /// Written by hand: what stands beside the session, wherever the program runs; and from then on
    /// the same.
    void aRelativePathIsBesideTheSession() {
        Session written;
        written.mix.path = "/music/mix.wav";
        std::string text = sessionToJson(written, "/music");
        text.replace(text.find("\"/music/mix.wav\""), 16, "\"sub/mix.wav\"");
        text.replace(text.find("\"relative\""), 10, "\"another\"");
        const auto session = sessionFromJson(text, "/music");
        QVERIFY2(session, session ? "" : session.error().detail.c_str());
        QCOMPARE(session->mix.path.string(), std::string("/music/sub/mix.wav"));
        QVERIFY(*sessionFromJson(sessionToJson(*session, "/music"), "/music") == *session);
        QVERIFY(*sessionFromJson(sessionToJson(*session, "/"), "/") == *session);
    }

    void missingFilesAreNamed() {
        const auto result = readSession("/no/such.kilter");
        QVERIFY(!result && result.error().code == ErrorCode::FileNotFound);
        QCOMPARE(result.error().path, std::string("/no/such.kilter"));
        QVERIFY(readSession("/").error().code == ErrorCode::NotAFile);
    }
};

QTEST_APPLESS_MAIN(SessionJsonTest)
#include "session_json_test.moc"
