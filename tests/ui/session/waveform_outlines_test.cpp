// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/waveform_outlines.h"

#include <QTest>

using namespace kilter;

class WaveformOutlinesTest : public QObject {
    Q_OBJECT

    /// `storage` as a track of this length; the pointer owns nothing.
    static std::shared_ptr<const Track> trackIn(Track& storage, std::int64_t frames) {
        storage.rate = {44100};
        storage.audio = AudioBuffer(2, {frames});
        return {&storage, [](const Track*) {}};
    }

  private slots:
    void madeOnceAndKept() {
        int changes = 0;
        WaveformOutlines outlines([&] { ++changes; });
        Track storage;
        const auto track = trackIn(storage, 5000);
        QVERIFY(!outlines.of(track));
        QTRY_COMPARE(changes, 1);
        const auto peaks = outlines.of(track);
        QVERIFY(peaks);
        QCOMPARE(peaks->frames, Frames{5000});
        QCOMPARE(outlines.of(track), peaks);
        QCOMPARE(changes, 1);
    }

    /// One song gone, and the next in the same place in memory.
    void anotherTrackAtTheSameAddress() {
        int changes = 0;
        WaveformOutlines outlines([&] { ++changes; });
        Track storage;
        auto track = trackIn(storage, 5000);
        (void)outlines.of(track);
        QTRY_COMPARE(changes, 1);
        track.reset();
        track = trackIn(storage, 7000);
        QVERIFY(!outlines.of(track));
        QTRY_COMPARE(changes, 2);
        QCOMPARE(outlines.of(track)->frames, Frames{7000});
    }
};

QTEST_GUILESS_MAIN(WaveformOutlinesTest)
#include "waveform_outlines_test.moc"
