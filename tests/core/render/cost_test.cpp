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
        QVERIFY(priceWith(1.0, 0.1, 5.9, 1.0) == Price::Green);
        QVERIFY(priceWith(1.0, 0.1, 6.1, 1.0) == Price::Amber);
        QVERIFY(priceWith(1.0, 0.1, 7.8, 1.0) == Price::Amber);
        QVERIFY(priceWith(0.61, 1.9, 5.9, 3.9) == Price::Green);
        QVERIFY(priceWith(0.41, 2.1, 9.9, 4.1) == Price::Amber);
    }

    /// One truth: what is called clean decides, whatever the figures of the whole say.
    void theCleanValueDecides() {
        const auto price = [](double reached, double largest, double raised, double slope = 1.0) {
            Solved solved;
            solved.reached = Lufs{reached};
            solved.slope = slope;
            solved.master.reduction.largest = {largest};
            return costOf(solved, {}, {}, Lufs{-9.0}, {raised}).price;
        };
        QVERIFY(price(-9.0, 2.0, 6.0) == Price::Green);
        QVERIFY(price(-9.0, 2.0, 6.0, 0.55) == Price::Green);
        QVERIFY(price(-9.0, 7.8, 6.0) == Price::Amber); // never green
        QVERIFY(price(-8.9, 2.0, 6.0) == Price::Amber);
        QVERIFY(price(-8.9, 11.0, 6.0) == Price::Red);
        QVERIFY(price(-14.0, 2.0, 24.0) == Price::Green);
        QVERIFY(price(-14.0, 2.0, 24.1) == Price::Red);
    }

    /// Property: the loudest clean value does not hang on the target that was solved for.
    void loudestCleanIsAFactOfTheMix() {
        const SampleRate rate{44100};
        const AudioBuffer mix = demoSong(DemoSong::Mix, {12.0}, rate, 3);
        std::vector<double> values;
        for (const double target : {-16.0, -11.0, -8.0}) {
            const auto solved = solve(mix, rate, {}, {Lufs{target}, {}});
            QVERIFY(solved && solved->hit.value());
            ChainSettings settings = solved->settings;
            const auto clean = loudestClean(mix, rate, {{0.0}, {12.0}}, settings);
            QVERIFY(clean.has_value());
            values.push_back(clean->value);
        }
        QCOMPARE(values[1], values[0]);
        QCOMPARE(values[2], values[0]);
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
            const auto clean = loudestClean(mix.audio, rate, {{0.0}, {12.0}}, {});
            QVERIFY(before && clean.has_value());
            bool agreed = true; // what is believed, and what the figures say for themselves
            const auto priceAt = [&](Lufs target) {
                const auto solved = solve(mix.audio, rate, {}, {target, {}});
                Track master;
                master.rate = rate;
                master.audio = solved->master.audio;
                const auto after = analyse(master, {.section = WholeTrack{}});
                const Cost cost = costOf(*solved, *before, *after, clean);
                agreed = agreed && costOf(*solved, *before, *after, {}).price == cost.price;
                return cost.price;
            };
            QVERIFY(priceAt(*clean - Decibels{0.3}) == Price::Green);
            QVERIFY(priceAt(*clean + Decibels{0.6}) != Price::Green);
            QVERIFY(agreed);
        }
    }

    void noAnswerWithoutALimiter() {
        ChainSettings off;
        off.limiter.mode = LimiterMode::Off;
        QVERIFY(!loudestClean(AudioBuffer(2, {44100}), {44100}, {{0}, {1}}, off));
        QVERIFY(!loudestClean(AudioBuffer(2, {44100}), {44100}, {{0}, {1}}, {})); // silence
    }
};

QTEST_APPLESS_MAIN(CostTest)
#include "cost_test.moc"
