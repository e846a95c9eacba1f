// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/demo_song.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kilter;

class DemoSongTest : public QObject {
    Q_OBJECT

  private slots:
    void sameSeedSameSamples();
    void anySecondIsFiniteAndAsLongAsAsked_data();
    void anySecondIsFiniteAndAsLongAsAsked();
};

namespace {

bool sameSamples(const AudioBuffer& a, const AudioBuffer& b) {
    return a.channels() == b.channels() && std::ranges::equal(a.channel(0), b.channel(0)) &&
           std::ranges::equal(a.channel(1), b.channel(1));
}

} // namespace

void DemoSongTest::sameSeedSameSamples() {
    const AudioBuffer song = demoSong(DemoSong::Mix, Seconds{6}, {44100}, 7);
    QVERIFY(sameSamples(song, demoSong(DemoSong::Mix, Seconds{6}, {44100}, 7)));
    QVERIFY(!sameSamples(song, demoSong(DemoSong::Mix, Seconds{6}, {44100}, 8)));
}

void DemoSongTest::anySecondIsFiniteAndAsLongAsAsked_data() {
    QTest::addColumn<double>("seconds");
    QTest::addColumn<int>("rate");
    QTest::newRow("a tenth") << 0.1 << 44100;
    QTest::newRow("one") << 1.0 << 48000;
    QTest::newRow("five at 8 kHz") << 5.0 << 8000;
    QTest::newRow("three at 96 kHz") << 3.0 << 96000;
    QTest::newRow("twelve") << 12.0 << 44100;
}

void DemoSongTest::anySecondIsFiniteAndAsLongAsAsked() {
    QFETCH(double, seconds);
    QFETCH(int, rate);
    for (const DemoSong which : {DemoSong::Mix, DemoSong::ReferenceA, DemoSong::ReferenceB}) {
        const AudioBuffer song = demoSong(which, Seconds{seconds}, {rate}, 1);
        QCOMPARE(song.channels(), 2);
        QCOMPARE(song.frames().count, (Seconds{seconds} * SampleRate{rate}).count);
        for (int c = 0; c < 2; ++c)
            for (const float sample : song.channel(c))
                QVERIFY(std::isfinite(sample) && std::abs(sample) < 1.0F);
    }
}

QTEST_APPLESS_MAIN(DemoSongTest)
#include "demo_song_test.moc"
