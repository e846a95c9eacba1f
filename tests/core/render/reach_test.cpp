// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/loudness.h"
#include "core/render/driven.h"
#include "core/render/solve.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

using namespace kilter;

/// Songs whose loudness does not rise steadily with the drive, because the gate of BS.1770 lets
/// quiet parts in as the loud ones are held.
class ReachTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100};

    struct Song {
        std::string name;
        AudioBuffer audio;
    };

    /// `level` in dB over the time, 0..1, filled with chords, hits and breath.
    template <class Level>
    static AudioBuffer made(double seconds, unsigned seed, Level level) {
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> unit(-1.0, 1.0);
        const double root = 90.0 + static_cast<double>(seed % 5) * 23.0;
        AudioBuffer audio(2, Seconds{seconds} * kRate);
        for (std::int64_t n = 0; n < audio.frames().count; ++n) {
            const double t = static_cast<double>(n) / kRate.hz;
            const double beat = std::fmod(t, 0.5);
            double v = 0.0;
            for (const double ratio : {1.0, 1.26, 1.5, 2.0})
                v += 0.1 * std::sin(2.0 * std::numbers::pi * std::fmod(root * ratio * t, 1.0));
            v += 0.5 * std::exp(-beat / 0.02) * unit(random) + 0.02 * unit(random);
            const double gain = std::pow(10.0, level(t / seconds) / 20.0);
            for (int c = 0; c < 2; ++c)
                audio.channel(c)[static_cast<std::size_t>(n)] =
                    static_cast<float>(gain * (v + 0.01 * unit(random)));
        }
        return audio;
    }

    static std::vector<Song> songs() {
        std::vector<Song> all;
        const auto add = [&](const char* name, double seconds, auto level) {
            const auto seed = static_cast<unsigned>(all.size() + 1);
            all.push_back({name, made(seconds, seed, level)});
        };
        add("crescendo of 40 dB", 16.0, [](double x) { return -40.0 * (1.0 - x); });
        add("crescendo of 60 dB", 20.0, [](double x) { return -60.0 * (1.0 - x); });
        add("crescendo of 30 dB", 12.0, [](double x) { return -4.0 - 30.0 * (1.0 - x); });
        add("late crescendo", 18.0, [](double x) { return -45.0 * (1.0 - x * x * x); });
        add("early crescendo", 14.0, [](double x) { return -50.0 * (1.0 - std::sqrt(x)); });
        add("decrescendo", 15.0, [](double x) { return -45.0 * x; });
        add("swell", 20.0, [](double x) { return -45.0 * std::abs(2.0 * x - 1.0); });
        add("three swells", 18.0,
            [](double x) { return -35.0 * std::pow(std::cos(3.0 * std::numbers::pi * x), 2.0); });
        add("steps of 6 dB", 16.0, [](double x) { return -36.0 + 6.0 * std::floor(7.0 * x); });
        add("long silences", 24.0,
            [](double x) { return std::fmod(4.0 * x, 1.0) < 0.25 ? 0.0 : -120.0; });
        add("whisper and shout", 20.0,
            [](double x) { return std::fmod(2.5 * x, 1.0) < 0.8 ? -27.0 : -2.0; });
        add("one blow in the silence", 16.0,
            [](double x) { return x > 0.45 && x < 0.55 ? -1.0 : -70.0; });
        return all;
    }

  private slots:
    /// Property: every target is reached, or a scan of the drive in steps of 0.05 dB does not reach
    /// it either, and then the nearest on either side is named.
    void reachesWhatCanBeReached_data() {
        QTest::addColumn<int>("index");
        const auto all = songs();
        QCOMPARE(all.size(), std::size_t{12});
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name.c_str()) << static_cast<int>(i);
    }
    void reachesWhatCanBeReached() {
        QFETCH(int, index);
        const AudioBuffer mix = std::move(songs()[static_cast<std::size_t>(index)].audio);
        std::vector<double> scanned; // loudness of every 0.05 dB, when it is needed
        double scannedFrom = 0.0;
        int most = 0;
        int missed = 0;
        for (int target = -16; target <= -8; ++target) {
            const auto solved = solve(mix, kRate, {}, {Lufs{static_cast<double>(target)}, {}});
            QVERIFY(solved && solved->reached && solved->undriven);
            most = std::max(most, solved->renders);
            const auto measured = measureLoudness(solved->master.audio, kRate).integrated;
            QVERIFY(measured && std::abs((*measured - *solved->reached).value) < 0.01);
            if (*solved->hit) {
                QVERIFY(std::abs(measured->value - target) <= 0.05);
                continue;
            }
            ++missed;
            QVERIFY(solved->nearestBelow || solved->nearestAbove);
            if (scanned.empty()) {
                auto prefix = Prefix::of(mix, kRate, {});
                scannedFrom = -16.0 - solved->undriven->value - 1.0;
                for (double d = 0.0; d < 33.0; d += 0.05) {
                    prefix->look({scannedFrom + d});
                    const auto one = driven(*prefix, {scannedFrom + d}, KeepAudio::No);
                    const auto loudness = integratedLoudness(gatingBlocks(one->energies, kRate));
                    scanned.push_back(loudness.value_or(Lufs{-70.0}).value);
                }
            }
            const double from = target - solved->undriven->value - 1.0;
            for (std::size_t i = 0; i < scanned.size(); ++i) {
                const double drive = scannedFrom + 0.05 * static_cast<double>(i);
                if (drive < from || drive > from + 25.0)
                    continue;
                QVERIFY2(
                    std::abs(scanned[i] - target) > 0.05,
                    qPrintable(QString("%1 is reached with a drive of %2").arg(target).arg(drive)));
            }
        }
        qInfo("at most %d renders; %d of 9 targets out of reach", most, missed);
    }
};

QTEST_APPLESS_MAIN(ReachTest)
#include "reach_test.moc"
