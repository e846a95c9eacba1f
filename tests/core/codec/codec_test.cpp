// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/codec.h"

#include <QTest>

using namespace kilter;

/// Contract: names that scripts write, and what the encoders take.
class CodecTest : public QObject {
    Q_OBJECT

  private slots:
    void namesAndBack_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind"); ///< -1: no codec
        QTest::addColumn<int>("kbps");
        const auto row = [](const char* name, int kind, int kbps) {
            QTest::newRow(name[0] ? name : "empty") << name << kind << kbps;
        };
        row("aac-256", 0, 256);
        row("aac-32", 0, 32);
        row("aac-31", -1, 0);
        row("aac-512", 0, 512);
        row("aac-513", -1, 0);
        row("mp3-320", 1, 320);
        row("mp3-32", 1, 32);
        row("mp3-300", -1, 0); // layer III has fourteen rates
        row("vorbis-64", 2, 64);
        row("vorbis-63", -1, 0);
        row("vorbis-500", 2, 500);
        row("vorbis-501", -1, 0);
        row("opus-128", 3, 128);
        row("opus-510", 3, 510);
        row("opus-511", -1, 0);
        row("", -1, 0);
        row("aac", -1, 0);
        row("aac-", -1, 0);
        row("AAC-256", -1, 0);
        row("aac-256k", -1, 0);
        row("aac-0256", -1, 0);
        row("aac--256", -1, 0);
        row("aac-+256", -1, 0);
        row("aac-99999999999999999999", -1, 0);
        row("flac", -1, 0);
    }
    void namesAndBack() {
        QFETCH(QString, name);
        QFETCH(int, kind);
        QFETCH(int, kbps);
        const auto codec = codecNamed(name.toStdString());
        QCOMPARE(codec.has_value(), kind >= 0);
        if (!codec)
            return;
        QCOMPARE(static_cast<int>(codec->kind), kind);
        QCOMPARE(codec->kbps, kbps);
        QCOMPARE(QString::fromStdString(nameOf(*codec)), name);
        QVERIFY(isEncodable(*codec));
    }

    void allFourAreThere() {
        for (const CodecKind kind :
             {CodecKind::Aac, CodecKind::Mp3, CodecKind::Vorbis, CodecKind::Opus})
            QVERIFY2(isAvailable(kind), factsOf(kind).name.data());
    }

    void ratesThatEncodersKnow_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("master");
        QTest::addColumn<int>("coded");
        const auto row = [](CodecKind kind, int master, int coded) {
            QTest::addRow("%s %d", factsOf(kind).name.data(), master)
                << static_cast<int>(kind) << master << coded;
        };
        row(CodecKind::Aac, 44100, 44100);
        row(CodecKind::Mp3, 48000, 48000);
        row(CodecKind::Vorbis, 22050, 22050);
        row(CodecKind::Opus, 44100, 48000);
        row(CodecKind::Opus, 8000, 48000);
        row(CodecKind::Aac, 88200, 44100);
        row(CodecKind::Mp3, 176400, 44100);
        row(CodecKind::Mp3, 96000, 48000);
        row(CodecKind::Vorbis, 192000, 48000);
        row(CodecKind::Aac, 44056, 48000);
        row(CodecKind::Vorbis, 44056, 44056); // any rate
    }
    void ratesThatEncodersKnow() {
        QFETCH(int, kind);
        QFETCH(int, master);
        QFETCH(int, coded);
        QCOMPARE(codedRate(static_cast<CodecKind>(kind), SampleRate{master}).hz, coded);
    }
};

QTEST_APPLESS_MAIN(CodecTest)
#include "codec_test.moc"
