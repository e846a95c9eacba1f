// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/driven.h"

#include "core/analysis/loudness.h"
#include "core/demo/demo_song.h"
#include "core/render/render.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <string>
#include <vector>

using namespace kilter;

namespace {

struct Material {
    std::string name;
    AudioBuffer audio;
    SampleRate rate;
};

AudioBuffer made(double seconds, SampleRate rate, const std::function<double(double, int)>& at) {
    AudioBuffer audio(2, Seconds{seconds} * rate);
    for (int c = 0; c < 2; ++c)
        for (std::size_t n = 0; n < audio.channel(c).size(); ++n)
            audio.channel(c)[n] = static_cast<float>(at(static_cast<double>(n) / rate.hz, c));
    return audio;
}

double turns(double cycles) {
    return std::sin(2.0 * std::numbers::pi * std::fmod(cycles, 1.0));
}

/// Rests of every length between what is loud, from far under the limiter's memory to far over it.
AudioBuffer bursts(SampleRate rate, unsigned seed, bool noise) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(-1.0, 1.0);
    AudioBuffer audio(2, Seconds{9.0} * rate);
    for (std::int64_t n = 0; n < audio.frames().count;) {
        const auto loud = static_cast<std::int64_t>(rate.hz * 0.03 * std::pow(10.0, unit(random)));
        const auto rest = static_cast<std::int64_t>(rate.hz * 0.1 * std::pow(20.0, unit(random)));
        const double level = std::pow(10.0, 0.4 * unit(random));
        const double f = 60.0 * std::pow(10.0, 1.5 * std::abs(unit(random)));
        for (std::int64_t i = 0; i < loud + rest && n < audio.frames().count; ++i, ++n)
            for (int c = 0; c < 2; ++c) {
                const double t = static_cast<double>(i) / rate.hz;
                const double v = noise ? unit(random) : turns(f * t * (c == 0 ? 1.0 : 1.01));
                audio.channel(c)[static_cast<std::size_t>(n)] =
                    static_cast<float>(level * (i < loud ? 1.0 : 0.05) * v);
            }
    }
    return audio;
}

std::vector<Material> materials() {
    constexpr SampleRate k44{44100};
    std::mt19937 random(5);
    std::uniform_real_distribution<double> unit(-1.0, 1.0);
    std::vector<Material> all;
    for (const int hz : {44100, 48000, 96000})
        all.push_back(
            {"song at " + std::to_string(hz), demoSong(DemoSong::Mix, {8.0}, {hz}, 3), {hz}});
    for (const int hz : {8000, 22050, 44100, 192000}) {
        all.push_back({"tone bursts at " + std::to_string(hz), bursts({hz}, 1, false), {hz}});
        all.push_back({"noise bursts at " + std::to_string(hz), bursts({hz}, 2, true), {hz}});
    }
    all.push_back({"crescendo",
                   made(12.0, k44,
                        [&](double t, int) {
                            return std::pow(10.0, (t - 12.0) / 4.0) *
                                   (0.7 * turns(110.0 * t) + 0.3 * unit(random));
                        }),
                   k44});
    all.push_back({"bass hits",
                   made(8.0, k44,
                        [](double t, int) {
                            const double beat = std::fmod(t, 1.6);
                            return std::exp(-beat / 0.2) * turns(45.0 * beat);
                        }),
                   k44});
    all.push_back(
        {"clicks",
         made(6.0, k44, [&](double, int c) { return unit(random) > 0.9998 ? 0.9 - 0.2 * c : 0.0; }),
         k44});
    all.push_back({"phase flips",
                   made(4.0, k44,
                        [](double t, int) {
                            const auto n = std::llround(t * 44100.0);
                            const double sign = (n + n / 150) % 2 == 0 ? 1.0 : -1.0;
                            return sign * 0.4 * (1.0 + turns(0.5 * t));
                        }),
                   k44});
    all.push_back({"silence", AudioBuffer(2, {50000}), k44});
    all.push_back({"a few frames", made(0.003, k44, [](double, int) { return 0.9; }), k44});
    AudioBuffer left = demoSong(DemoSong::Mix, {5.0}, k44, 4);
    std::ranges::fill(left.channel(1), 0.0F);
    all.push_back({"left only", std::move(left), k44});
    AudioBuffer tiny = made(3.0, k44, [](double t, int) { return 1e-39 * turns(100.0 * t); });
    tiny.channel(0)[60000] = 0.9F;
    all.push_back({"denormals", std::move(tiny), k44});
    return all;
}

} // namespace

class DrivenTest : public QObject {
    Q_OBJECT

    std::vector<Material> materials_ = materials();

  private slots:
    /// Contract: the same bits and the same reduction as one pass over everything, and the
    /// loudness that the whole measures.
    void isOnePassOverEverything_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < materials_.size(); ++i)
            QTest::newRow(materials_[i].name.c_str()) << static_cast<int>(i);
    }
    void isOnePassOverEverything() {
        QFETCH(int, index);
        const Material& m = materials_[static_cast<std::size_t>(index)];
        bool worked = false;
        bool rested = false;
        for (const LimiterMode mode : {LimiterMode::Clean, LimiterMode::Loud, LimiterMode::Off}) {
            ChainSettings settings;
            settings.limiter.mode = mode;
            settings.limiter.link = mode == LimiterMode::Loud ? 1.0 : 0.1;
            settings.limiter.releaseMs = mode == LimiterMode::Loud ? 300.0 : 0.0;
            auto prefix = Prefix::of(m.audio, m.rate, settings);
            QVERIFY(prefix);
            for (const double drive : {-6.0, 0.0, 1.7, 4.0, 9.0, 15.0}) {
                settings.drive = Decibels{drive};
                const auto whole = render(m.audio, m.rate, settings);
                prefix->look({drive});
                auto local = driven(*prefix, {drive}, KeepAudio::Yes);
                QVERIFY(whole && local);
                QCOMPARE(local->reduction.mean.value, whole->reduction.mean.value);
                QCOMPARE(local->reduction.largest.value, whole->reduction.largest.value);
                QCOMPARE(local->reduction.largestAt.count, whole->reduction.largestAt.count);
                std::int64_t at = 0;
                for (const FrameRange& range : local->worked) {
                    rested = rested || range.begin.count > at;
                    at = range.end.count;
                }
                worked = worked || local->reduction.largest > Decibels{0.0};
                const auto figures = integratedLoudness(gatingBlocks(local->energies, m.rate));
                const AudioBuffer audio = masterOf(*prefix, std::move(*local), {});
                for (int c = 0; c < 2; ++c)
                    QVERIFY2(std::ranges::equal(audio.channel(c), whole->audio.channel(c)),
                             qPrintable(QString("drive %1").arg(drive)));
                const auto measured = measureLoudness(audio, m.rate).integrated;
                QCOMPARE(figures.has_value(), measured.has_value());
                if (measured)
                    QVERIFY(std::abs((*figures - *measured).value) < 1e-4);
            }
        }
        if (m.name.find("bursts") != std::string::npos)
            QVERIFY(worked && rested);
    }

    /// What is kept reads the same peak as the whole master, with an equaliser before it, too.
    void strictestPeakNeedsTheStretchesOnly() {
        for (const Material& m : materials_) {
            ChainSettings settings;
            auto prefix = Prefix::of(m.audio, m.rate, settings);
            for (const double drive : {0.0, 4.0, 9.0}) {
                prefix->look({drive});
                auto local = driven(*prefix, {drive}, KeepAudio::Yes);
                const Decibels ceiling{-1.01};
                const Decibels partly =
                    strictestTruePeak(local->audio, m.rate, ceiling, local->worked);
                const AudioBuffer audio = masterOf(*prefix, std::move(*local), {});
                const Decibels all = strictestTruePeak(audio, m.rate, ceiling);
                if (all > ceiling - Decibels{1.0})
                    QVERIFY2(std::abs((all - partly).value) < 1e-3, m.name.c_str());
                else
                    QVERIFY2(partly <= all + Decibels{1e-3}, m.name.c_str());
            }
        }
    }
};

QTEST_APPLESS_MAIN(DrivenTest)
#include "driven_test.moc"
