// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/blind_score.h"
#include "ui/session/blind_trial.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

using namespace kilter;

/// How likely luck alone is, and how the rounds of a blind test are drawn.
class BlindScoreTest : public QObject {
    Q_OBJECT

    /// Every course that a test can take, one by one: the share in which somebody who chooses at
    /// random chooses one of `choices` `times` or more.
    static double favouringByCounting(int times, int rounds, int choices) {
        long courses = 1;
        for (int i = 0; i < rounds; ++i)
            courses *= choices;
        long hits = 0;
        for (long course = 0; course < courses; ++course) {
            std::array<int, 3> counts{};
            long rest = course;
            for (int i = 0; i < rounds; ++i, rest /= choices)
                ++counts[static_cast<std::size_t>(rest % choices)];
            hits += *std::max_element(counts.begin(), counts.end()) >= times;
        }
        return static_cast<double>(hits) / static_cast<double>(courses);
    }

  private slots:
    /// Known answers, from Pascal's triangle by hand; among them the 12 of 16 that ABX tests ask
    /// for.
    void luckOfHitsIsTheBinomialTail_data() {
        QTest::addColumn<int>("hits");
        QTest::addColumn<int>("rounds");
        QTest::addColumn<double>("chance");
        QTest::addColumn<double>("expected");
        QTest::newRow("8 of 10") << 8 << 10 << 0.5 << 56.0 / 1024.0;
        QTest::newRow("9 of 10") << 9 << 10 << 0.5 << 11.0 / 1024.0;
        QTest::newRow("10 of 10") << 10 << 10 << 0.5 << 1.0 / 1024.0;
        QTest::newRow("12 of 16") << 12 << 16 << 0.5 << 2517.0 / 65536.0;
        QTest::newRow("6 of 9 among three") << 6 << 9 << 1.0 / 3.0 << 835.0 / 19683.0;
        QTest::newRow("0 of 10") << 0 << 10 << 0.5 << 1.0;
        QTest::newRow("1 of 1") << 1 << 1 << 0.5 << 0.5;
        QTest::newRow("100 of 100") << 100 << 100 << 0.5 << std::ldexp(1.0, -100);
    }
    void luckOfHitsIsTheBinomialTail() {
        QFETCH(const int, hits);
        QFETCH(const int, rounds);
        QFETCH(const double, chance);
        QFETCH(const double, expected);
        QVERIFY(std::abs(luckOfHits(hits, rounds, chance) / expected - 1.0) < 1e-12);
    }

    void probabilitiesOfHitsSumToOne() {
        for (const int rounds : {0, 1, 7, 40, 100}) {
            const auto p = hitsByLuck(rounds, 0.5);
            QCOMPARE(p.size(), static_cast<std::size_t>(rounds) + 1);
            QVERIFY(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1.0) < 1e-12);
        }
    }

    void favouringIsWhatCountingSays() {
        for (const int choices : {2, 3})
            for (int rounds = 1; rounds <= 9; ++rounds)
                for (int times = 0; times <= rounds; ++times)
                    QVERIFY(std::abs(luckOfFavouring(times, rounds, choices) -
                                     favouringByCounting(times, rounds, choices)) < 1e-12);
        // Of two, that is the test with two tails.
        QVERIFY(std::abs(luckOfFavouring(8, 10, 2) - 2.0 * luckOfHits(8, 10, 0.5)) < 1e-12);
    }

    /// Each order as often as any other, within 4 standard deviations; and the same for one seed.
    void everyOrderIsEquallyLikely_data() {
        QTest::addColumn<bool>("withReference");
        QTest::addColumn<int>("orders");
        QTest::newRow("mix and master") << false << 2;
        QTest::newRow("and the reference") << true << 6;
    }
    void everyOrderIsEquallyLikely() {
        QFETCH(const bool, withReference);
        QFETCH(const int, orders);
        std::map<std::vector<HeardSource>, int> counts;
        constexpr int kTests = 300;
        constexpr int kRounds = 100;
        for (std::uint64_t seed = 0; seed < kTests; ++seed) {
            BlindTrial trial({.withReference = withReference, .rounds = kRounds}, seed);
            while (!trial.over())
                trial.choose(0);
            for (const BlindRound& round : trial.rounds())
                ++counts[round.behind];
        }
        QCOMPARE(counts.size(), static_cast<std::size_t>(orders));
        const double n = kTests * kRounds;
        const double p = 1.0 / orders;
        for (const auto& [order, count] : counts)
            QVERIFY(std::abs(count - n * p) < 4.0 * std::sqrt(n * p * (1.0 - p)));

        BlindTrial one({.withReference = withReference}, 7);
        BlindTrial same({.withReference = withReference}, 7);
        while (!one.over()) {
            QCOMPARE(one.behind(0), same.behind(0));
            one.choose(0);
            same.choose(1);
        }
    }

    void scoresWhatWasChosen() {
        BlindTrial trial({.rounds = 10}, 1);
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(trial.answered(), i);
            const int master = trial.behind(0) == HeardSource::Master ? 0 : 1;
            trial.choose(i < 8 ? master : 1 - master);
        }
        QVERIFY(trial.over());
        const BlindScore score = scoreOf(trial);
        QCOMPARE(score.rounds, 10);
        QCOMPARE(score.master, 8);
        QCOMPARE(score.mix, 2);
        QCOMPARE(score.favourite, HeardSource::Master);
        QVERIFY(std::abs(score.luck - 56.0 / 1024.0) < 1e-12);
    }

    /// Nobody mistakes another song for the master, so it does not make the right answer rarer.
    void theReferenceIsNoMatterOfLuck() {
        BlindTrial trial({.withReference = true, .rounds = 5}, 1);
        while (!trial.over())
            for (int letter = 0; letter < 3; ++letter)
                if (trial.behind(letter) == HeardSource::Master) {
                    trial.choose(letter);
                    break;
                }
        QVERIFY(std::abs(scoreOf(trial).luck - 1.0 / 32.0) < 1e-12);
    }

    void stoppedEarlyItCountsWhatWasAnswered() {
        BlindTrial trial({.question = BlindQuestion::WhichIsPreferred, .rounds = 20}, 1);
        for (int i = 0; i < 3; ++i)
            trial.choose(trial.behind(0) == HeardSource::Mix ? 0 : 1);
        trial.stop();
        QVERIFY(trial.over());
        const BlindScore score = scoreOf(trial);
        QCOMPARE(score.rounds, 3);
        QCOMPARE(score.mix, 3);
        QCOMPARE(score.favourite, HeardSource::Mix);
        QVERIFY(std::abs(score.luck - 0.25) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(BlindScoreTest)
#include "blind_score_test.moc"
