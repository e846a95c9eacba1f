// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/listening.h"

#include <QTest>

using namespace kilter;

class ListeningTest : public QObject {
    Q_OBJECT

  private slots:
    void theLouderOnesComeDown() {
        SourceLoudness loudness;
        loudness.mix = Lufs{-18.3};
        loudness.master = Lufs{-14.0};
        loudness.references[1] = Lufs{-8.7};
        const LevelMatch match = levelMatch(loudness);
        QVERIFY(match.heardAt == Lufs{-18.3});
        QCOMPARE(match.mix.value, 0.0);
        QCOMPARE(match.master.value, -18.3 + 14.0);
        QCOMPARE(match.references[1].value, -18.3 + 8.7);
    }

    void whatIsNotKnownStaysAsItIs() {
        SourceLoudness loudness;
        loudness.mix = Lufs{-18.3};
        loudness.references[0] = Lufs{-20.0};
        const LevelMatch match = levelMatch(loudness);
        QVERIFY(match.heardAt == Lufs{-20.0});
        QCOMPARE(match.master.value, 0.0);
        QCOMPARE(match.references[1].value, 0.0);

        QVERIFY(!levelMatch({}).heardAt);
        QCOMPARE(levelMatch({}).mix.value, 0.0);
    }
};

QTEST_APPLESS_MAIN(ListeningTest)
#include "listening_test.moc"
