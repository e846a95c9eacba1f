// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/copies.h"

#include "core/codec/encoded_file.h"
#include "core/demo/demo_song.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace kilter;

/// How large encoded copies are said to become, beside how large they are.
class CopiesTest : public QObject {
    Q_OBJECT

  private slots:
    void bytesByBitRate() {
        const std::array<CopyFormat, 3> formats{FlacCopy{}, Codec{CodecKind::Mp3, 320},
                                                Codec{CodecKind::Opus, 128}};
        QCOMPARE(expectedBytes({}, Seconds{60.0}, 1000), std::uint64_t{0});
        QCOMPARE(expectedBytes(formats, Seconds{60.0}, 1'000'000),
                 std::uint64_t{1'000'000 + 2'400'000 + 960'000});
    }

    void filesAreAboutAsLarge_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"aac-256", "mp3-320", "vorbis-320", "opus-128"})
            QTest::newRow(name) << name;
    }
    void filesAreAboutAsLarge() {
        QFETCH(QString, name);
        constexpr SampleRate kRate{44100};
        constexpr Seconds kLength{20.0};
        const Codec codec = *codecNamed(name.toStdString());
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("copy").toStdString();
        auto file = AtomicFile::create(path);
        QVERIFY(file && writeEncoded(*file, demoSong(DemoSong::ReferenceA, kLength, kRate, 1),
                                     kRate, codec, {}));
        QVERIFY(file->commit(Existing::Keep));
        const std::array<CopyFormat, 1> formats{codec};
        const double share = static_cast<double>(std::filesystem::file_size(path)) /
                             static_cast<double>(expectedBytes(formats, kLength, 0));
        QVERIFY2(share > 0.85 && share < 1.15, qPrintable(QString::number(share)));
    }
};

QTEST_APPLESS_MAIN(CopiesTest)
#include "copies_test.moc"
