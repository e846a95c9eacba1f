// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/loudness.h"
#include "core/render/export.h"
#include "core/render/second_meter.h"
#include "tests/support/exact_song.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <stdexcept>

using namespace kilter;
using namespace kilter::testing;

class SecondMeterTest : public QObject {
    Q_OBJECT

  private slots:
    /// Oracle: the two share no code.
    void readsWhatKiltersMeterReads() {
        for (const int hz : {8000, 22050, 44100, 48000, 96000, 192000}) {
            const AudioBuffer song = exactSong(3, {hz}, {5.0});
            const auto own = measureLoudness(song, {hz}).integrated;
            const auto other = loudnessByLibebur128(song, {hz});
            QVERIFY(own && other);
            QVERIFY2(std::abs((*own - *other).value) < 0.005,
                     qPrintable(QString("%1 Hz: %2").arg(hz).arg((*own - *other).value)));
        }
    }

    void nothingWhereThereIsNone() {
        QVERIFY(!loudnessByLibebur128(AudioBuffer(2, {88200}), {44100}));
        QVERIFY(!loudnessByLibebur128(exactSong(1, {44100}, {0.3}), {44100}));
    }

    void disagreementIsAFault() {
        const SampleRate rate{44100};
        requireAgreement(Lufs{-14.0}, Lufs{-14.019}, rate);
        requireAgreement(std::nullopt, Lufs{-14.0}, rate);
        requireAgreement(Lufs{-14.0}, std::nullopt, rate);
        QVERIFY_EXCEPTION_THROWN(requireAgreement(Lufs{-14.0}, Lufs{-14.021}, rate),
                                 std::logic_error);
        QVERIFY_EXCEPTION_THROWN(requireAgreement(Lufs{-14.0}, Lufs{-13.97}, rate),
                                 std::logic_error);
        requireAgreement(Lufs{-14.0}, Lufs{-13.9}, {11025}); // libebur128's blocks are others'
    }

    void everyExportIsMeasuredTwice() {
        const QTemporaryDir folder;
        ExportRequest request;
        request.out = folder.filePath("master.wav").toStdString();
        request.samples = SampleFormat::Pcm16;
        const auto staged = stageExport(exactSong(2, {44100}, {4.0}), {44100}, request);
        QVERIFY(staged && staged->byLibebur128);
        const auto own = staged->analysis.loudness.integrated;
        QVERIFY(std::abs((*own - *staged->byLibebur128).value) < 0.005);
    }
};

QTEST_APPLESS_MAIN(SecondMeterTest)
#include "second_meter_test.moc"
