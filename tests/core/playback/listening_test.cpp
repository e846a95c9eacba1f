// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/listening.h"
#include "core/playback/source_mixer.h"

#include <QTest>

#include <cmath>
#include <utility>

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

    /// Every source at its own level; the difference, of two masters, at the master's.
    void levelsOfTheLanes() {
        Listening listening;
        listening.mixGain = {-1.0};
        listening.masterGain = {-2.0};
        listening.decodedGain = {-2.5};
        listening.servedGain = {-2.75};
        for (int i = 0; i < kReferences; ++i)
            listening.referenceGain[static_cast<std::size_t>(i)] = {-3.0 - i};
        const MixerSettings settings = mixerSettings(listening);
        const auto level = [&](int lane) {
            const double gain = static_cast<double>(settings.gains[static_cast<std::size_t>(lane)]);
            return std::round(toDecibels(gain).value * 1e4) / 1e4;
        };
        QCOMPARE(level(kMixLane), -1.0);
        QCOMPARE(level(kMasterLane), -2.0);
        QCOMPARE(level(kDifferenceLane), -2.0);
        QCOMPARE(level(laneOf(HeardSource::Decoded, 0)), -2.5);
        QCOMPARE(level(laneOf(HeardSource::Taken, 0)), -2.5);
        QCOMPARE(level(laneOf(HeardSource::Served, 0)), -2.75);
        for (int i = 0; i < kReferences; ++i)
            QCOMPARE(level(kReferenceLane + i), -3.0 - i);
    }

    /// One lane for every source and reference, and back.
    void lanesOfTheSources() {
        QCOMPARE(laneOf(HeardSource::Mix, 2), kMixLane);
        QCOMPARE(laneOf(HeardSource::Master, 2), kMasterLane);
        QCOMPARE(laneOf(HeardSource::Difference, 2), kDifferenceLane);
        for (const HeardSource source : kVersions)
            QCOMPARE(sourceOf(laneOf(source, 2)), source);
        QCOMPARE(laneOf(HeardSource::Taken, 2), kTakenLane);
        for (const auto& [reference, lane] :
             {std::pair{-1, 0}, {0, 0}, {1, 1}, {kReferences, kReferences - 1}})
            QCOMPARE(laneOf(HeardSource::Reference, reference), kReferenceLane + lane);
        for (int lane = 0; lane < kLanes; ++lane)
            QCOMPARE(laneOf(sourceOf(lane), lane - kReferenceLane), lane);
    }

    void whatIsNotKnownStaysAsItIs() {
        SourceLoudness loudness;
        loudness.mix = Lufs{-18.3};
        loudness.references[0] = Lufs{-20.0};
        const LevelMatch match = levelMatch(loudness);
        QVERIFY(match.heardAt == Lufs{-20.0});
        QCOMPARE(match.master.value, 0.0);
        QCOMPARE(match.references[1].value, 0.0);

        loudness.decoded = Lufs{-17.0};
        loudness.served = Lufs{-21.0};
        QVERIFY(levelMatch(loudness).heardAt == Lufs{-21.0});
        QCOMPARE(levelMatch(loudness).served.value, 0.0);
        QCOMPARE(levelMatch(loudness).decoded.value, -4.0);

        QVERIFY(!levelMatch({}).heardAt);
        QCOMPARE(levelMatch({}).mix.value, 0.0);
    }
};

QTEST_APPLESS_MAIN(ListeningTest)
#include "listening_test.moc"
