// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/codec_text.h"
#include "core/session/copies.h"

#include <QTest>

using namespace kilter;

namespace {

QString text(const CodecGuard& guard, double ceiling) {
    return QString::fromStdString(guardText(guard, {ceiling}));
}

CodecGuard clean() {
    CodecGuard guard;
    guard.codecs = {{{CodecKind::Aac, 256}, {0, {-0.5}, {}}, {0, {-0.5}, {}}, {-0.25}, 1},
                    {{CodecKind::Mp3, 320}, {0, {-0.75}, {}}, {0, {-0.75}, {}}, {-0.5}, 1}};
    return guard;
}

} // namespace

/// Contract: the sentences as they are read.
class CodecTextTest : public QObject {
    Q_OBJECT

  private slots:
    void nothingToDo() {
        QCOMPARE(text(clean(), 0.0),
                 QString::fromUtf8("Codecs: nothing to do for aac-256, mp3-320, decoded at most "
                                   "−0.50 dBTP."));
    }

    void dipsAndWhatTheyAreFor() {
        CodecGuard guard = clean();
        guard.dips = {{{1.0}, {0.75}}};
        guard.codecs[0].before = {1, {0.25}, Seconds{1.0}};
        guard.loudnessCost = {0.0042};
        QCOMPARE(text(guard, 0.0),
                 QString::fromUtf8("Codecs: 1 dip of up to 0.8 dB keeps what is decoded under 0.00 "
                                   "dBTP, for 0.004 LU: aac-256 had 1 place up to +0.25 dBTP, now "
                                   "−0.50 dBTP."));
        guard.dips.push_back({{2.0}, {1.5}});
        guard.codecs[1].before = {12, {1.0}, Seconds{2.0}};
        guard.codecs[1].shifted = {-0.75};
        guard.codecs[0].shifted = {-0.875};
        guard.means = GuardMeans::LocalCeiling;
        QCOMPARE(text(guard, -1.0),
                 QString::fromUtf8(
                     "Codecs: 2 dips of up to 1.5 dB keep what is decoded under −1.00 dBTP, for "
                     "0.004 LU: aac-256 had 1 place up to +0.25 dBTP, now −0.50 dBTP; mp3-320 had "
                     "12 places up to +1.00 dBTP, now −0.75 dBTP. Many came back: peaks that the "
                     "codecs' noise may take there were lowered too. Where a service cuts or pads "
                     "the beginning: up to −0.75 dBTP."));
        guard.means = GuardMeans::LowerLevel;
        guard.lowered = {0.25};
        QVERIFY(text(guard, 0.0)
                    .endsWith("Dips alone did not do it: the whole level under the ceiling is 0.25 "
                              "dB lower."));
        guard.means = GuardMeans::Missed;
        QVERIFY(text(guard, 0.0).endsWith("It could not be kept everywhere."));
    }

    void inShort() {
        const auto said = [](const CodecGuard& guard) {
            return QString::fromStdString(guardInShort(guard));
        };
        CodecGuard guard = clean();
        QCOMPARE(said(guard), QStringLiteral("Nothing to do: what is decoded keeps the ceiling"));
        guard.loudnessCost = {0.0118};
        guard.dips = {{{1.0}, {0.75}}};
        QCOMPARE(said(guard), QStringLiteral("1 short dip of 0.8 dB, cost 0.012 LU"));
        guard.dips.push_back({{2.0}, {1.7}});
        QCOMPARE(said(guard), QStringLiteral("2 short dips, deepest 1.7 dB, cost 0.012 LU"));
        guard.means = GuardMeans::Missed;
        guard.lowered = {0.25};
        QCOMPARE(
            said(guard),
            QStringLiteral("2 short dips, deepest 1.7 dB, which do not keep it everywhere, the "
                           "whole level 0.25 dB lower, cost 0.012 LU"));
        guard.dips.clear();
        guard.means = GuardMeans::LowerLevel;
        QCOMPARE(said(guard),
                 QStringLiteral("No dips, the whole level 0.25 dB lower, cost 0.012 LU"));
    }

    void warningsForWhatIsStillOver() {
        CodecGuard guard = clean();
        QVERIFY(codecWarnings(guard).empty());
        guard.codecs[1].after = {2, {0.375}, Seconds{3.0}};
        const std::vector<Warning> right{{WarningCode::CodecOver, 0.375, "mp3-320"}};
        QVERIFY(codecWarnings(guard) == right);
    }

    void namesOfMeans() {
        QCOMPARE(nameOf(GuardMeans::Dips), std::string_view("dips"));
        QCOMPARE(nameOf(GuardMeans::LocalCeiling), std::string_view("local_ceiling"));
        QCOMPARE(nameOf(GuardMeans::LowerLevel), std::string_view("lower_level"));
        QCOMPARE(nameOf(GuardMeans::Missed), std::string_view("missed"));
    }

    void copiesLieBesideTheMaster_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("path");
        const auto row = [](const char* name, const char* path) {
            QTest::newRow(name) << name << path;
        };
        row("flac", "/a/my.song.flac");
        row("aac-256", "/a/my.song-aac-256.m4a");
        row("mp3-320", "/a/my.song-mp3-320.mp3");
        row("vorbis-160", "/a/my.song-vorbis-160.ogg");
        row("opus-128", "/a/my.song-opus-128.opus");
    }
    void copiesLieBesideTheMaster() {
        QFETCH(QString, name);
        QFETCH(QString, path);
        const auto format = copyFormatNamed(name.toStdString());
        QVERIFY(format);
        QCOMPARE(QString::fromStdString(nameOf(*format)), name);
        QCOMPARE(QString::fromStdString(pathOfCopy("/a/my.song.wav", *format).native()), path);
    }
    void otherNamesAreNoCopies() {
        for (const char* name : {"", "wav", "FLAC", "flac-16", "aac"})
            QVERIFY2(!copyFormatNamed(name), name);
    }
};

QTEST_APPLESS_MAIN(CodecTextTest)
#include "codec_text_test.moc"
