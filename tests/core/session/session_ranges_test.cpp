// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/names.h"
#include "core/session/session_json.h"
#include "tests/support/file_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <string>

using namespace kilter;

namespace {

/// A session's JSON with `value` in the place of "@"; quotes are single ones, for legibility.
Result<Session> sessionWith(const QString& members, const QString& value) {
    const QString text = QStringLiteral("{'kilter_session':1,%1}").arg(members);
    return sessionFromJson(QString(text).replace("@", value).replace('\'', '"').toStdString(),
                           "/music");
}

QString decimal(double value) {
    return QString::number(value, 'g', 17);
}

} // namespace

/// What a session's file may hold, from both sides of every limit, by the numbers themselves.
class SessionRangesTest : public QObject {
    Q_OBJECT

    static void isAllowed(const QString& members, const QString& value, bool allowed) {
        const auto session = sessionWith(members, value);
        QVERIFY2(session.operator bool() == allowed,
                 qPrintable(members + " with " + value.left(100) +
                            (session ? " is read"
                                     : ": " + QString::fromStdString(session.error().detail))));
    }

  private slots:
    void numbers_data() {
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        const auto row = [](const char* members, double least, double most) {
            QTest::newRow(members) << least << most;
        };
        row("'references':[{'path':'/r','weight':@}]", 0.001, 1000);
        row("'profiles':[{'path':'/p','weight':@}]", 0.001, 1000);
        row("'mix':{'section':{'begin_s':@,'end_s':1e6}}", 0, 999999.999999); // before the end
        row("'mix':{'section':{'begin_s':0,'end_s':@}}", 1e-3, 1e6);
        row("'mix':{'section':{'loudest_s':@}}", 1, 3600);
        row("'mix':{'section':{'good_s':@,'within_lu':3}}", 1, 3600);
        row("'mix':{'section':{'good_s':30,'within_lu':@}}", 0, 70);
        for (const char* list : {"moves", "own_bands"}) {
            const std::string bands = "'" + std::string(list) + "':[{";
            row((bands + "'shape':{'frequency_hz':@}}]").c_str(), 10, 40e3);
            row((bands + "'shape':{'gain_db':@}}]").c_str(), -24, 24);
            row((bands + "'shape':{'q':@}}]").c_str(), 0.05, 40);
            row((bands + "'as_proposed':{'q':@}}]").c_str(), 0.05, 40);
            row((bands + "'amount':@}]").c_str(), 0, 2);
            row((bands + "'confidence':@}]").c_str(), 0, 1);
            row((bands + "'reason':{'gap_db':@}}]").c_str(), -1000, 1000);
            row((bands + "'reason':{'spread_db':@}}]").c_str(), 0, 1000);
            row((bands + "'reason':{'sigma_db':@}}]").c_str(), 0, 1000);
            row((bands + "'reason':{'share_gap':@}}]").c_str(), -1, 1);
            row((bands + "'reason':{'low_hz':@}}]").c_str(), 0, 200e3);
            row((bands + "'reason':{'high_hz':@}}]").c_str(), 0, 200e3);
            row((bands + "'reason':{'disagreement_db':@}}]").c_str(), -1000, 1000);
            row((bands + "'reason':{'mono_loss_before_db':@}}]").c_str(), -1000, 1000);
            row((bands + "'reason':{'mono_loss_after_db':@}}]").c_str(), -1000, 1000);
        }
        row("'move_options':{'limit_db':@}", 0.5, 24);
        row("'move_options':{'amount':@}", 0, 2);
        row("'match':{'percent':@}", 0, 150);
        row("'match':{'detail_octaves':@}", 0.33, 1);
        row("'match':{'limit_db':@}", 0.5, 24);
        row("'target':{'loudness_lufs':@}", -70, 0);
        row("'target':{'drive_db':@}", -60, 60);
        row("'compressor':{'threshold':@}", -60, 0);
        row("'compressor':{'ratio':@}", 1.5, 10);
        row("'compressor':{'attack':@}", 0.1, 30);
        row("'compressor':{'release':@}", 100, 1200);
        row("'compressor':{'knee':@}", 0, 12);
        row("'compressor':{'highpass':@}", 20, 300);
        row("'compressor':{'mix':@}", 0, 100);
        row("'compressor':{'makeup':@}", -12, 24);
        row("'limiter':{'ceiling_dbtp':@}", -40, 0);
        row("'delivery':{'codec_ceiling_dbtp':@}", -12, 0);
        row("'limiter':{'link':@}", 0, 1);
        row("'limiter':{'release_ms':@}", 1, 5000);
    }

    void numbers() {
        QFETCH(double, least);
        QFETCH(double, most);
        const QString members = QString::fromUtf8(QTest::currentDataTag());
        isAllowed(members, decimal(least), true);
        isAllowed(members, decimal(most), true);
        const double step = 1e-6 * std::max({std::abs(least), std::abs(most), 1.0});
        isAllowed(members, decimal(least - step), false);
        isAllowed(members, decimal(most + step), false);
        for (const char* other : {"'1'", "true", "[]", "{}", "1e400"})
            isAllowed(members, other, false);
    }

    void wholeNumbers_data() {
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::addColumn<int>("step");
        const auto row = [](const char* members, int least, int most, int step) {
            QTest::newRow(members) << least << most << step;
        };
        row("'move_options':{'most':@}", 0, 24, 1);
        row("'delivery':{'rate_hz':@}", 8000, 384000, 1);
        row("'moves':[{'shape':{'slope_db_per_octave':@}}]", 6, 48, 6);
        row("'moves':[{'reason':{'band':@}}]", -1, 6, 1);
        row("'moves':[{'reason':{'pushed':[{'band':@,'before_db':0,'after_db':0}]}}]", 0, 6, 1);
    }

    void wholeNumbers() {
        QFETCH(int, least);
        QFETCH(int, most);
        QFETCH(int, step);
        const QString members = QString::fromUtf8(QTest::currentDataTag());
        for (const int good : {least, least + step, most})
            isAllowed(members, QString::number(good), true);
        for (const int bad : {least - step, most + step})
            isAllowed(members, QString::number(bad), false);
        isAllowed(members, decimal(least + 0.5), false);
        if (step > 1)
            isAllowed(members, QString::number(least + step / 2), false);
    }

    void automaticIsNoRelease() {
        isAllowed("'limiter':{'release_ms':@}", "0", true);
        isAllowed("'limiter':{'release_ms':@}", "0.5", false);
    }

    void compressorsHaveChoicesAndAutomatics() {
        isAllowed("'compressor':{'ratio':@}", "2", true);
        isAllowed("'compressor':{'ratio':@}", "3", false);
        isAllowed("'compressor':{'release':@}", "'auto'", true);
        isAllowed("'compressor':{'makeup':@}", "'auto'", true);
        isAllowed("'compressor':{'knee':@}", "'auto'", false);
    }

    void lists_data() {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<int>("most");
        QTest::newRow("'references':[@]") << "{'path':'/r'}" << 50;
        QTest::newRow("'profiles':[@]") << "{'path':'/r'}" << 50;
        QTest::newRow("'moves':[@]") << "{}" << 24;
        QTest::newRow("'own_bands':[@]") << "{}" << 24;
        QTest::newRow("'moves':[{'reason':{'pushed':[@]}}]") << "{'before_db':0,'after_db':0}" << 7;
    }

    void lists() {
        QFETCH(QString, entry);
        QFETCH(int, most);
        const QString members = QString::fromUtf8(QTest::currentDataTag());
        isAllowed(members, QStringList(most, entry).join(","), true);
        isAllowed(members, QStringList(most + 1, entry).join(","), false);
    }

    void texts() {
        for (const char* key : {"title", "artist"}) {
            const QString members = QStringLiteral("'delivery':{'%1':'@'}").arg(key);
            isAllowed(members, QString(1000, 'x'), true);
            isAllowed(members, QString(1001, 'x'), false);
        }
        isAllowed("'delivery':{'isrc':'@'}", "GBAYE6800011", true);
        isAllowed("'delivery':{'isrc':'@'}", "", true);
        isAllowed("'delivery':{'isrc':'@'}", "abc", false);
        isAllowed("'delivery':{'codecs':[@]}", "'aac-256','mp3-320'", true);
        isAllowed("'delivery':{'codecs':[@]}", "", true);
        for (const char* wrong : {"'aac-256','aac-256'", "'mp3-300'", "''", "256", "null"})
            isAllowed("'delivery':{'codecs':[@]}", wrong, false);
        isAllowed("'delivery':{'codecs':@}", "'aac-256'", false);
    }

    void versions() {
        const auto version = [](int n) {
            return sessionFromJson("{\"kilter_session\":" + std::to_string(n) + "}", "/");
        };
        QVERIFY(version(1));
        QCOMPARE(version(2).error().code, ErrorCode::NewerVersion);
        QCOMPARE(version(3).error().code, ErrorCode::NewerVersion);
        // One that is newer and can't be read is still no damaged one.
        const QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath("newer.kilter").toStdString();
        testing::writeBytes(path, "{\"kilter_session\":2,\"mix\":5}");
        QCOMPARE(openSession(path).error().code, ErrorCode::NewerVersion);
        testing::writeBytes(path, "{\"kilter_session\":1,\"mix\":5}");
        QCOMPARE(openSession(path).error().code, ErrorCode::BadSession);
        QCOMPARE(version(0).error().code, ErrorCode::BadSession);
        QCOMPARE(version(-1).error().code, ErrorCode::BadSession);
    }

    /// 32 levels, the session itself the first; brackets in texts are none.
    void depth() {
        const auto nested = [](int levels) { return QString(levels, '[') + QString(levels, ']'); };
        isAllowed("'x':@", nested(31), true);
        isAllowed("'x':@", nested(32), false);
        isAllowed("'x':'@'", QString(1000, '['), true);
        isAllowed("'x':'\\'@'", QString(1000, '{'), true);
        isAllowed("'x':[@]", QStringList(1000, "[]").join(","), true);
    }

    /// What lies beside the session or below has a place relative to it, and nothing else.
    void relativePlaces() {
        Session session;
        session.mix.path = "/music/song/mix.wav";
        const auto has = [&](const char* folder) {
            return sessionToJson(session, folder).find("\"relative\"") != std::string::npos;
        };
        QVERIFY(has("/music/song") && has("/music") && has("/"));
        QVERIFY(!has("/music/other") && !has("/music/song/below") && !has("/another"));
    }

    /// Scripts read these, and saved sessions hold them: they stay.
    void names() {
        const auto are = []<class Enum>(Enum, const std::vector<std::string_view>& right) {
            QCOMPARE(right.size(), static_cast<std::size_t>(kValuesOf<Enum>));
            for (std::size_t i = 0; i < right.size(); ++i)
                QCOMPARE(nameOf(static_cast<Enum>(i)), right[i]);
        };
        are(LimiterMode{}, {"clean", "loud", "off"});
        are(KernelPhase{}, {"linear", "minimum"});
        are(FileFormat{}, {"wav", "flac", "aiff"});
        are(WavText{}, {"bext", "plain"});
        are(SampleFormat{}, {"16", "24", "32f"});
        are(DitherKind{}, {"none", "tpdf", "shaped"});
        are(FilterKind{}, {"bell", "lowshelf", "highshelf", "lowcut", "highcut", "notch", "tilt"});
        are(Placement{}, {"stereo", "mid", "side"});
        are(WarningCode{}, {"truncated",
                            "damaged_part",
                            "non_finite_samples",
                            "over_full_scale",
                            "tags_unreadable",
                            "mono_as_dual",
                            "resampled",
                            "header_repaired",
                            "silent",
                            "below_gate",
                            "too_short",
                            "range_unstable",
                            "clipped",
                            "brick_walled",
                            "dc_offset",
                            "lossy_cutoff",
                            "lossy",
                            "out_of_phase",
                            "one_channel_silent",
                            "sine_like",
                            "speech_like",
                            "same_song",
                            "outlier",
                            "duplicate",
                            "poor_match",
                            "section_silent",
                            "section_too_short",
                            "target_missed",
                            "over_ceiling",
                            "large_file",
                            "codec_over",
                            "services_ignored"});
        are(ErrorCode{},
            {"file_not_found", "not_a_file", "no_permission", "unknown_format", "unsupported_codec",
             "unsupported_layout", "unsupported_rate", "corrupt", "no_audio", "read_failed",
             "bad_session", "newer_version", "source_changed", "output_exists", "output_is_input",
             "disk_full", "write_failed", "cancelled"});
    }
};

QTEST_APPLESS_MAIN(SessionRangesTest)
#include "session_ranges_test.moc"
