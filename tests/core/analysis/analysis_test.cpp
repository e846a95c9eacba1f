// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"
#include "tests/support/signals.h"

#include <QtTest>
#include <atomic>
#include <cmath>
#include <numbers>
#include <thread>
#include <vector>

using namespace kilter;
using namespace kilter::literals;

namespace {

constexpr SampleRate kRate{44100};

void near(double actual, double expected, double tolerance) {
    QVERIFY2(std::abs(actual - expected) <= tolerance,
             qPrintable(QString("%1 instead of %2").arg(actual).arg(expected)));
}

Track noiseTrack(Seconds length, unsigned seed) {
    const auto x = testing::pinkNoise(kRate, length, 0.05, seed);
    const auto y = testing::pinkNoise(kRate, length, 0.05, seed + 1);
    return testing::trackOf(testing::stereo(x, y), kRate);
}

/// A triad of sawtooth-like tones with a slow swell; with drums, a click of noise on every beat.
Track song(double beatsPerMinute, bool drums, int tonic, bool minor) {
    constexpr Seconds kLength{30.0};
    std::vector<float> x(static_cast<std::size_t>((kLength * kRate).count));
    const std::array<int, 8> scale =
        minor ? std::array{0, 2, 3, 5, 7, 8, 10, 12} : std::array{0, 2, 4, 5, 7, 9, 11, 12};
    // Tonic, fourth, fifth and tonic chord, four beats each.
    constexpr std::array roots{0, 3, 4, 0};
    const double beat = 60.0 / beatsPerMinute;
    const auto noise = testing::whiteNoise(kRate, 1.0_s, 0.4, 9);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        const auto bar = static_cast<std::size_t>(t / (4.0 * beat)) % roots.size();
        double sum = 0.0;
        for (const int step : {0, 2, 4}) {
            const auto degree = static_cast<std::size_t>(roots[bar] + step) % 7;
            const double f = 261.63 * std::exp2((tonic + scale[degree]) / 12.0);
            for (int h = 1; h <= 6; ++h)
                sum += std::sin(2.0 * std::numbers::pi * f * h * t) / h;
        }
        x[i] = static_cast<float>(0.05 * sum * (1.0 + 0.3 * std::sin(0.7 * t)));
        if (drums) {
            const double since = std::fmod(t, beat);
            x[i] += noise[i % noise.size()] * static_cast<float>(std::exp(-since / 0.03));
        }
    }
    return testing::trackOf(testing::stereo(x, x), kRate);
}

} // namespace

class AnalysisTest : public QObject {
    Q_OBJECT

  private slots:
    /// Known answer: a sine, every figure of it.
    void figuresOfASine() {
        const auto x = testing::sine(kRate, 10.0_s, 1000.0_Hz, 0.5);
        const auto result = analyse(testing::trackOf(testing::stereo(x, x), kRate));
        QVERIFY(result);
        const Analysis& a = *result;
        near(a.loudness.integrated->value, -6.02, 0.05);
        near(a.peaks.maxTruePeak().value, -6.02, 0.02);
        near(a.peaks.samplePeak[1].value, -6.02, 0.02);
        near(a.dynamics.crest->value, 3.01, 0.02);
        near(a.dynamics.plr->value, 0.0, 0.05);
        near(a.dynamics.psrMin->value, 0.0, 0.06);
        near(a.correlation, 1.0, 1e-6);
        QVERIFY(std::isinf(a.width.value) && a.width.value < 0.0);
        near(a.bands[3].share, 1.0, 1e-3);
        QCOMPARE(a.overview.points(), std::size_t{1000});
        near(static_cast<double>(a.overview.channels[0].maximum[500]), 0.5, 1e-3);
        near(static_cast<double>(a.overview.channels[1].meanSquare[500]), 0.125, 1e-3);
        QCOMPARE(a.section(), (Section{0.0_s, 10.0_s}));
    }

    /// Known answer: what the user chooses is what is compared, cut to the track.
    void sectionsOfEveryKind() {
        const Track track = noiseTrack(50.0_s, 1);
        const auto all = analyse(track, {WholeTrack{}});
        QCOMPARE(all->section(), (Section{0.0_s, 50.0_s}));
        const auto own = analyse(track, {Section{10.0_s, 100.0_s}});
        QCOMPARE(own->section(), (Section{10.0_s, 50.0_s}));
        const auto loudest = analyse(track);
        near(loudest->section().length().value, 30.0, 6.1);

        // The same whether it was chosen before or after.
        Analysis later = *all;
        compareSections(later, Section{10.0_s, 100.0_s});
        QCOMPARE(later.section(), own->section());
        QCOMPARE(later.spectrum.mid, own->spectrum.mid);
        QCOMPARE(later.bands[2].share, own->bands[2].share);
        QCOMPARE(later.width, own->width);
        compareSections(later, Section{20.0_s, 20.0_s});
        QCOMPARE(later.spectrum.frames, 0);
    }

    /// Contract: the same figures from run to run, whatever the threads do.
    void isDeterministic() {
        const Track track = noiseTrack(12.0_s, 3);
        const auto first = analyse(track);
        const auto second = analyse(track);
        QCOMPARE(first->spectrogram.mid, second->spectrogram.mid);
        QCOMPARE(first->loudness.shortTerm, second->loudness.shortTerm);
        QCOMPARE(first->peaks.truePeak, second->peaks.truePeak);
        QCOMPARE(first->character.tempo.has_value(), second->character.tempo.has_value());
    }

    /// Contract: progress is reported on the calling thread, rises to 1, and a wish to stop ends
    /// it.
    void progressAndCancelling() {
        const Track track = noiseTrack(20.0_s, 4);
        double last = 0.0;
        bool elsewhere = false;
        bool rising = true;
        const auto caller = std::this_thread::get_id();
        const auto note = [&](double fraction, std::string_view) {
            elsewhere = elsewhere || std::this_thread::get_id() != caller;
            rising = rising && fraction >= last - 1e-9;
            last = fraction;
        };
        QVERIFY(analyse(track, {}, Progress(note, {})));
        QVERIFY(!elsewhere);
        QVERIFY(rising);
        QCOMPARE(last, 1.0);

        std::stop_source stop;
        const auto stopAtOnce = [&](double, std::string_view) { stop.request_stop(); };
        const auto cancelled = analyse(track, {}, Progress(stopAtOnce, stop.get_token()));
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    }

    /// Contract: what would become denormal is measured like silence.
    void denormalsAreNothing() {
        std::vector<float> x(441000, 1e-20F);
        const auto result = analyse(testing::trackOf(testing::stereo(x, x), kRate));
        QVERIFY(result);
        QVERIFY(result->overview.channels[0].meanSquare[10] == 0.0F);
        QCOMPARE(result->spectrum.frames, 0);
        QVERIFY(!result->loudness.integrated);
    }

    /// Known answer: tempo, key and drums of songs that were made with them.
    void characterOfASong() {
        const auto fast = analyse(song(132.0, true, 2, false))->character; // D major
        QVERIFY(fast.tempo && fast.tempo->confidence > 0.3);
        near(fast.tempo->value, 132.0, 2.0);
        QVERIFY(fast.key && fast.key->value == (Key{2, false}));
        near(fast.onsetDensity->value, 2.2, 0.5);
        QVERIFY(fast.percussiveness->value > 0.25);

        const auto calm = analyse(song(80.0, false, 9, true))->character; // A minor
        QVERIFY(calm.key && calm.key->value == (Key{9, true}));
        QVERIFY(calm.percussiveness->value < 0.15);
        QVERIFY(calm.onsetDensity->value < 1.0);

        const auto brief = analyse(noiseTrack(2.0_s, 5))->character;
        QVERIFY(!brief.tempo && !brief.key && !brief.percussiveness);
    }
};

QTEST_APPLESS_MAIN(AnalysisTest)
#include "analysis_test.moc"
