// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/demo_song.h"
#include "tests/quality/contestant.h"
#include "tests/quality/trial.h"

#include <QtTest>

#include <algorithm>

using namespace kilter;
using namespace kilter::quality;

/// The limiter's acceptance figures, on made signals and on the demo's music. limiter_bench prints
/// the same figures for any files, beside other limiters.
class LimiterQualityTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100};
    static constexpr Decibels kCeiling{-1.0};

  private slots:
    /// All tones <= -120 dB, also those that share no period with the sample rate.
    void passesTonesUndistorted_data() {
        QTest::addColumn<int>("index");
        const auto cases = tones();
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].name.c_str()) << static_cast<int>(i);
    }
    void passesTonesUndistorted() {
        QFETCH(int, index);
        const auto residual = tryTones(kilterLimiter(LimiterMode::Clean),
                                       {tones()[static_cast<std::size_t>(index)]}, kRate, kCeiling);
        QVERIFY2(residual[0].value <= -120.0, qPrintable(QString::number(residual[0].value)));
    }

    /// Torture: under the ceiling on the highest of three rulers, before any trim.
    void withstandsTorture_data() {
        QTest::addColumn<int>("index");
        const auto cases = tortureCases(kRate);
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].name.c_str()) << static_cast<int>(i);
    }
    void withstandsTorture() {
        QFETCH(int, index);
        const auto cases = tortureCases(kRate);
        for (const LimiterMode mode : {LimiterMode::Clean, LimiterMode::Loud}) {
            const Overshoot over = tryTorture(
                kilterLimiter(mode), {cases[static_cast<std::size_t>(index)]}, kRate, kCeiling);
            QVERIFY2(over.worst <= Decibels{0.0}, qPrintable(QString::number(over.worst.value)));
        }
    }

    /// One set of parameters at all rates: the same at 48, 96 and 192 kHz. The signals end in
    /// silence here: where a file is cut at full level, what the clip adds behind it is lost.
    void isTheSameAtOtherRates_data() {
        QTest::addColumn<int>("hz");
        for (const int hz : {48000, 96000, 192000})
            QTest::addRow("%d Hz", hz) << hz;
    }
    void isTheSameAtOtherRates() {
        QFETCH(int, hz);
        const SampleRate rate{hz};
        const Contestant clean = kilterLimiter(LimiterMode::Clean);
        for (auto& c : tortureCases(rate)) {
            if (c.name != "fs/4 bursts" && c.name != "noise" && c.name != "15 kHz bursts")
                continue;
            for (int channel = 0; channel < 2; ++channel)
                std::ranges::fill(c.audio.channel(channel).last(1000), 0.0F);
            const Overshoot over = tryTorture(clean, {c}, rate, kCeiling);
            QVERIFY2(over.worst <= Decibels{0.0},
                     qPrintable(QString("%1: %2").arg(c.name.c_str()).arg(over.worst.value)));
        }
        const auto tones = toneCases(rate);
        for (const Decibels d : tryTones(clean, {tones[0], tones[2]}, rate, kCeiling))
            QVERIFY2(d.value <= -120.0, qPrintable(QString::number(d.value)));
    }

    /// After the static trim the finest meter reads no more than the ceiling.
    void trimSettlesTheRest() {
        const auto cases = tortureCases(kRate);
        AudioBuffer out =
            kilterLimiter(LimiterMode::Clean).run(cases[4].audio, kRate, {11.0}, kCeiling);
        const Decibels before = finestTruePeak(out);
        QVERIFY(before > kCeiling); // noise up to Nyquist: the one that needs a trim
        for (int c = 0; c < 2; ++c)
            for (float& v : out.channel(c))
                v *= static_cast<float>(amplitude(kCeiling - before));
        QVERIFY(finestTruePeak(out).value <= kCeiling.value + 1e-4);
    }

    /// No worse than the median of three open limiters (LSP 8x, x42 dpl, alimiter in 4x), whose
    /// figures these are.
    void extrasAreNoWorseThanThePeers() {
        struct Limit {
            const char* name;
            double most;
        };
        constexpr std::array<Limit, 7> kLimits{{{"chord", -20.1},
                                                {"decaying 55 Hz", -72.8},
                                                {"50 Hz + noise", -30.2},
                                                {"1000+1006 Hz", -13.9},
                                                {"onset 55 Hz", -33.6},
                                                {"onset 110 Hz", -43.8},
                                                {"onset 220 Hz", -52.6}}};
        const auto cases = extraCases(kRate);
        const auto figures = tryExtras(kilterLimiter(LimiterMode::Clean), cases, kRate, kCeiling);
        QCOMPARE(cases.size(), kLimits.size());
        for (std::size_t i = 0; i < cases.size(); ++i) {
            QCOMPARE(cases[i].name, std::string(kLimits[i].name));
            QVERIFY2(figures[i].value <= kLimits[i].most,
                     qPrintable(QString("%1: %2").arg(kLimits[i].name).arg(figures[i].value)));
        }
    }

    /// On music at -9 LUFS: under the ceiling on all rulers, and near the bound that an ideal hard
    /// clip, which keeps no ceiling, sets.
    void isNearTheBoundOnMusic_data() {
        QTest::addColumn<int>("seed");
        QTest::addColumn<double>("null");
        QTest::addColumn<double>("distance");
        QTest::addColumn<double>("overMask");
        QTest::newRow("song 1") << 1 << -23.0 << 0.62 << 0.012;
        QTest::newRow("song 2") << 2 << -24.3 << 0.54 << 0.006;
    }
    void isNearTheBoundOnMusic() {
        QFETCH(int, seed);
        QFETCH(double, null);
        QFETCH(double, distance);
        QFETCH(double, overMask);
        const AudioBuffer music = demoSong(DemoSong::Mix, {12.0}, kRate, std::uint64_t(seed));
        const MusicFigures clean =
            tryMusic(kilterLimiter(LimiterMode::Clean), music, kRate, {-9.0}, kCeiling);
        const MusicFigures loud =
            tryMusic(kilterLimiter(LimiterMode::Loud), music, kRate, {-9.0}, kCeiling);
        const MusicFigures bound = tryMusic(hardClip(), music, kRate, {-9.0}, kCeiling);
        qInfo("clean %.2f %.3f, loud %.2f %.3f, bound %.2f %.3f", clean.nullResidual.value,
              clean.distance.value, loud.nullResidual.value, loud.distance.value,
              bound.nullResidual.value, bound.distance.value);
        QVERIFY(clean.reached && loud.reached);
        QVERIFY(clean.peaks.highest() <= kCeiling);
        QVERIFY(loud.peaks.highest() <= kCeiling);
        QVERIFY(clean.nullResidual.value <= null);
        QVERIFY(clean.distance.value <= distance);
        QVERIFY2(clean.noiseOverMask <= overMask, qPrintable(QString::number(clean.noiseOverMask)));
        QVERIFY(loud.nullResidual < clean.nullResidual);
        QVERIFY(bound.nullResidual < loud.nullResidual);
    }

  private:
    static std::vector<ToneCase> tones() {
        auto cases = toneCases(kRate);
        for (auto& c : crookedToneCases(kRate))
            cases.push_back(std::move(c));
        return cases;
    }
};

QTEST_APPLESS_MAIN(LimiterQualityTest)
#include "limiter_quality_test.moc"
