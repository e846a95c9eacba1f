// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"

#include "core/demo/demo_song.h"

#include <QTest>

using namespace kilter;

class CostTest : public QObject {
    Q_OBJECT

    static Price priceWith(double slope, double mean, double largest, double psrLost) {
        Solved solved;
        solved.slope = slope;
        solved.master.reduction = {{mean}, {largest}};
        Analysis mix;
        Analysis master;
        mix.dynamics.psrMin = Decibels{12.0};
        master.dynamics.psrMin = Decibels{12.0 - psrLost};
        return costOf(solved, mix, master, {}).price;
    }

  private slots:
    void thresholds() {
        QVERIFY(priceWith(1.0, 0.1, 2.0, 1.0) == Price::Green);
        QVERIFY(priceWith(0.59, 0.1, 2.0, 1.0) == Price::Amber);
        QVERIFY(priceWith(1.0, 2.1, 5.0, 1.0) == Price::Amber);
        QVERIFY(priceWith(1.0, 0.1, 2.0, 4.1) == Price::Amber);
        QVERIFY(priceWith(0.39, 0.1, 2.0, 1.0) == Price::Red);
        QVERIFY(priceWith(1.0, 0.1, 10.1, 1.0) == Price::Red);
    }

    /// Property: the loudest clean value does not hang on the target that was solved for.
    void loudestCleanIsAFactOfTheMix() {
        const SampleRate rate{44100};
        const AudioBuffer mix = demoSong(DemoSong::Mix, {12.0}, rate, 3);
        std::vector<double> values;
        for (const double target : {-16.0, -11.0}) {
            const auto solved = solve(mix, rate, {}, {Lufs{target}, {}});
            QVERIFY(solved && solved->hit.value());
            const auto clean = loudestClean(mix, rate, {{0.0}, {12.0}}, {}, solved->undrivenBlocks);
            QVERIFY(clean.has_value());
            values.push_back(clean->value);
        }
        QVERIFY2(values[0] == values[1],
                 qPrintable(QString("%1 and %2").arg(values[0]).arg(values[1])));
        QVERIFY(values[0] > -14.0 && values[0] < -5.0);
    }

    /// Property: what is called clean is green when it is solved for, and 0.6 LU above it is not.
    void loudestCleanIsGreen() {
        const SampleRate rate{44100};
        for (const std::uint64_t seed : {4U, 5U}) {
            Track mix;
            mix.rate = rate;
            mix.audio = demoSong(DemoSong::Mix, {12.0}, rate, seed);
            const auto before = analyse(mix, {.section = WholeTrack{}});
            const auto first = solve(mix.audio, rate, {}, {Lufs{-12.0}, {}});
            const auto clean =
                loudestClean(mix.audio, rate, {{0.0}, {12.0}}, {}, first->undrivenBlocks);
            QVERIFY(before && clean.has_value());
            const auto priceAt = [&](Lufs target) {
                const auto solved = solve(mix.audio, rate, {}, {target, {}});
                Track master;
                master.rate = rate;
                master.audio = solved->master.audio;
                const auto after = analyse(master, {.section = WholeTrack{}});
                return costOf(*solved, *before, *after, clean).price;
            };
            QVERIFY(priceAt(*clean - Decibels{0.3}) == Price::Green);
            QVERIFY(priceAt(*clean + Decibels{0.6}) != Price::Green);
        }
    }

    void noAnswerWithoutALimiter() {
        ChainSettings off;
        off.limiter.mode = LimiterMode::Off;
        QVERIFY(!loudestClean(AudioBuffer(2, {44100}), {44100}, {{0}, {1}}, off, {}));
    }
};

QTEST_APPLESS_MAIN(CostTest)
#include "cost_test.moc"
