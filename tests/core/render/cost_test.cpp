// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"

#include "core/demo/demo_song.h"

#include <QTest>

#include <algorithm>
#include <cmath>

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

    static std::optional<Lufs> cleanOf(const AudioBuffer& mix, SampleRate rate, Section loudest,
                                       const ChainSettings& settings) {
        const auto prefix = Prefix::of(mix, rate, settings);
        return CleanSearch(mix, prefix.value(), loudest).run();
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
            const auto clean = cleanOf(mix, rate, {{0.0}, {12.0}}, settings);
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
            const auto clean = cleanOf(mix.audio, rate, {{0.0}, {12.0}}, {});
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

    /// Property: a hit outside the loudest part counts where it is higher than all hits in it.
    void aHigherHitElsewhereCounts() {
        const SampleRate rate{44100};
        const Section loudest{{0.0}, {12.0}};
        AudioBuffer mix = demoSong(DemoSong::Mix, {24.0}, rate, 4);
        const auto without = cleanOf(mix, rate, loudest, {});
        float peak = 0.0F;
        for (const float x : mix.channel(0))
            peak = std::max(peak, std::abs(x));
        constexpr std::size_t kHit = 18 * 44100;
        for (std::size_t n = 0; n < 200; ++n)
            for (int c = 0; c < 2; ++c)
                mix.channel(c)[kHit + n] = 1.6F * peak * std::sin(0.1F * static_cast<float>(n));
        const auto with = cleanOf(mix, rate, loudest, {});
        QVERIFY(without.has_value() && with.has_value());
        QVERIFY2(*with < *without - Decibels{0.4} && *with > *without - Decibels{2.0},
                 qPrintable(QString("%1 %2").arg(with->value).arg(without->value)));
    }

    /// Oracle: that value beside a render of everything with the drive that it stands for.
    void loudestCleanIsReachedByPlainDrive() {
        const SampleRate rate{44100};
        const AudioBuffer mix = demoSong(DemoSong::Mix, {40.0}, rate, 4);
        const auto clean = cleanOf(mix, rate, {{5.0}, {35.0}}, {});
        QVERIFY(clean.has_value());
        const auto solved = solve(mix, rate, {}, {clean, {}});
        QVERIFY(solved && solved->hit.value());
        QVERIFY(solved->slope >= 0.55);
        QVERIFY(solved->master.reduction.largest <= Decibels{6.5});
        const auto louder = solve(mix, rate, {}, {*clean + Decibels{0.8}, {}});
        QVERIFY(louder->slope < 0.6 || louder->master.reduction.largest > Decibels{6.0} ||
                louder->master.reduction.mean > Decibels{2.0});
    }

    void noAnswerWithoutALimiter() {
        ChainSettings off;
        off.limiter.mode = LimiterMode::Off;
        QVERIFY(!cleanOf(AudioBuffer(2, {44100}), {44100}, {{0}, {1}}, off));
        QVERIFY(!cleanOf(AudioBuffer(2, {44100}), {44100}, {{0}, {1}}, {})); // silence
    }
};

QTEST_APPLESS_MAIN(CostTest)
#include "cost_test.moc"
