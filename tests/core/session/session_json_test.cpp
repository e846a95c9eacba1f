// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/session_json.h"

#include "core/session/names.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>
#include <string>

using namespace kilter;

class SessionJsonTest : public QObject {
    Q_OBJECT

    std::mt19937_64 random_{11};
    double between(double low, double high) {
        return std::uniform_real_distribution<>(low, high)(random_);
    }
    int upTo(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }
    template <class Enum>
    Enum any() {
        return static_cast<Enum>(upTo(kValuesOf<Enum> - 1));
    }

    SectionChoice anySection() {
        switch (upTo(3)) {
        case 0:
            return GoodSections{{between(10, 60)}, {between(0, 10)}};
        case 1:
            return LoudestSection{{between(10, 60)}};
        case 2:
            return WholeTrack{};
        default: {
            const double begin = between(0, 200);
            return Section{{begin}, {begin + between(1, 60)}};
        }
        }
    }
    Source anySource() {
        return {"/music/Größe " + std::to_string(upTo(1000)) + " \"mix\".wav",
                {random_(), random_()},
                anySection()};
    }
    Moves anyMoves() {
        Moves moves(static_cast<std::size_t>(upTo(5)));
        for (Move& move : moves) {
            move.shape = {any<FilterKind>(),
                          {between(20, 20000)},
                          {between(-12, 12)},
                          between(0.3, 8),
                          6 * (1 + upTo(7))};
            move.placement = any<Placement>();
            move.enabled = upTo(1) == 1;
            move.amount = between(0, 2);
            move.confidence = between(0, 1);
            move.proposed = upTo(1) == 1;
            move.reason = {upTo(kNamedBands) - 1,
                           {between(-9, 9)},
                           {between(0, 3)},
                           between(-1, 1),
                           {between(20, 100)},
                           {between(100, 20000)},
                           {between(0, 2)},
                           {},
                           {},
                           {},
                           {}};
            if (upTo(1))
                move.reason.disagreement = Decibels{between(0, 3)};
            if (upTo(1))
                move.asProposed = move.shape;
            if (upTo(1))
                move.reason.pushed.push_back(
                    {upTo(kNamedBands - 1), {between(-6, 6)}, {between(-6, 6)}});
            if (upTo(1))
                move.reason.monoLossBefore = Decibels{between(-3, 0)};
        }
        return moves;
    }
    Session anySession() {
        Session session;
        session.created = "2026-01-31";
        session.mix = anySource();
        for (int i = upTo(4); i > 0; --i)
            session.references.push_back({anySource(), upTo(1) == 1, between(0.1, 3)});
        if (upTo(1))
            session.profiles.push_back({"/profiles/mine.json", upTo(1) == 1, between(0.1, 3)});
        if (upTo(1))
            session.profiles.emplace_back();
        session.moveOptions.most = upTo(24);
        session.moveOptions.limit = {between(0.5, 24)};
        session.moveOptions.fullGap = upTo(1) == 1;
        session.moveOptions.amount = between(0, 2);
        if (upTo(1))
            session.moves = anyMoves();
        session.ownBands = anyMoves();
        if (upTo(1)) {
            session.match = MatchOptions{between(0, 150), between(0.33, 1), {between(0.5, 24)}};
            MatchCurve curve;
            curve.options = *session.match;
            for (Decibels& gain : curve.gain)
                gain = {between(-6, 6)};
            session.curve = curve;
        }
        session.phase = any<KernelPhase>();
        if (upTo(1))
            session.target.loudness.reset();
        else
            session.target.loudness = Lufs{between(-24, -6)};
        session.target.drive = {between(-6, 12)};
        session.limiter.mode = any<LimiterMode>();
        session.limiter.ceiling = {between(-6, 0)};
        session.limiter.link = between(0, 1);
        session.limiter.releaseMs = between(0, 500);
        if (upTo(1))
            session.delivery.rate = SampleRate{8000 + upTo(300000)};
        session.delivery.format = any<FileFormat>();
        session.delivery.samples = any<SampleFormat>();
        session.delivery.dither = any<DitherKind>();
        if (upTo(1))
            session.delivery.title = "Ein \"Titel\"\n∞";
        return session;
    }

  private slots:
    void propertyRoundTripIsExact() {
        for (int i = 0; i < 200; ++i) {
            const Session session = anySession();
            const std::string text = sessionToJson(session, "/music");
            const auto back = sessionFromJson(text, "/nowhere");
            QVERIFY2(back, back ? "" : back.error().detail.c_str());
            QVERIFY(*back == session);
            QCOMPARE(sessionToJson(*back, "/music"), text);
        }
    }

    void propertyDamagedTextIsRefusedNotTrusted() {
        const std::string text = sessionToJson(anySession(), "/music");
        for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
            const auto result = sessionFromJson(text.substr(0, length), "/");
            QVERIFY(!result && result.error().code == ErrorCode::BadSession);
        }
        for (int i = 0; i < 2000; ++i) { // must not crash; may or may not still be a session
            std::string damaged = text;
            damaged[random_() % damaged.size()] = static_cast<char>(random_() % 256);
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
        QTest::newRow("newer") << QByteArray("{\"kilter_session\":2}") << "newer";
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
        QVERIFY(writeSession(session, before / "song.kilter"));
        QVERIFY(readSession(before / "song.kilter")->mix.path == before / "mix.wav");
        std::filesystem::rename(before, after);
        QVERIFY(readSession(after / "song.kilter")->mix.path == after / "mix.wav");
    }

    void missingFilesAreNamed() {
        const auto result = readSession("/no/such.kilter");
        QVERIFY(!result && result.error().code == ErrorCode::FileNotFound);
        QCOMPARE(result.error().path, std::string("/no/such.kilter"));
        QVERIFY(readSession("/").error().code == ErrorCode::NotAFile);
    }

    void profilesComeBack() {
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath("genre.json").toStdString();
        Profile profile;
        profile.name = "my genre";
        profile.references = 8;
        for (std::size_t i = 0; i < profile.thirds.size(); ++i)
            profile.thirds[i] = {{-0.5 * static_cast<double>(i)}, {1.25}, {0.4}, i < 48};
        profile.share = {0.1, 0.3, 0.2, 0.2, 0.1, 0.05, 0.05};
        profile.integrated = Lufs{-9.1};
        QVERIFY(writeProfile(profile, path));
        const auto back = readProfile(path);
        QVERIFY2(back, back ? "" : back.error().detail.c_str());
        QCOMPARE(back->name, profile.name);
        QCOMPARE(back->references, 8);
        QCOMPARE(back->integrated->value, -9.1);
        QVERIFY(!back->plr);
        QVERIFY(back->share == profile.share);
        for (std::size_t i = 0; i < profile.thirds.size(); ++i) {
            QCOMPARE(back->thirds[i].known, i < 48);
            if (i < 48)
                QCOMPARE(back->thirds[i].level.value, profile.thirds[i].level.value);
        }
        QVERIFY(readSession(path).error().code == ErrorCode::BadSession);
    }
};

QTEST_APPLESS_MAIN(SessionJsonTest)
#include "session_json_test.moc"
