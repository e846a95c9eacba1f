// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/solve.h"

#include "core/analysis/loudness.h"
#include "core/analysis/true_peak.h"
#include "core/chain/chain.h"
#include "core/chain/compressor/design.h"
#include "core/demo/demo_song.h"
#include "core/render/design.h"
#include "core/render/render.h"
#include "tests/support/realtime_scope.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace kilter;

class SolveTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{44100};
    AudioBuffer mix_ = demoSong(DemoSong::Mix, {12.0}, kRate, 1);

    static bool same(const AudioBuffer& a, const AudioBuffer& b) {
        return std::ranges::equal(a.channel(0), b.channel(0)) &&
               std::ranges::equal(a.channel(1), b.channel(1));
    }
    static double truePeak(const AudioBuffer& audio) {
        return toDecibels(std::max(measurePeaks(audio.channel(0), kRate).truePeak,
                                   measurePeaks(audio.channel(1), kRate).truePeak))
            .value;
    }
    static DesignedChain withMoves() {
        Move low;
        low.shape = {FilterKind::LowShelf, {120}, {2.5}, 0.7};
        Move presence;
        presence.shape = {FilterKind::Bell, {2900}, {-2.0}, 1.1};
        return designChain({low, presence}, {}, KernelPhase::Minimum, {}, kRate);
    }

    static CompressorSettings glue(std::optional<double> makeUpDb) {
        CompressorSpec spec;
        spec.enabled = true;
        spec.thresholdDb = -28.0;
        spec.ratio = 4.0;
        spec.mixPercent = 80.0;
        spec.makeUpDb = makeUpDb;
        return designCompressor(spec, kRate);
    }

  private slots:
    void hitsLoudnessUnderTheCeiling_data() {
        QTest::addColumn<double>("target");
        QTest::addColumn<double>("ceiling");
        QTest::newRow("streaming") << -14.0 << -1.0;
        QTest::newRow("club") << -9.0 << -1.0;
        QTest::newRow("quiet") << -23.0 << -1.0;
        QTest::newRow("low ceiling") << -12.0 << -3.0;
    }
    /// Acceptance: within 0.05 LU, the peak under the ceiling, six renders at most.
    void hitsLoudnessUnderTheCeiling() {
        QFETCH(double, target);
        QFETCH(double, ceiling);
        DesignedChain chain = withMoves();
        chain.settings.limiter.ceiling = {ceiling};
        const auto solved = solve(mix_, kRate, chain.settings, {Lufs{target}, {}});
        QVERIFY(solved && solved->hit == true);
        const Lufs measured = measureLoudness(solved->master.audio, kRate).integrated.value();
        QVERIFY2(std::abs(measured.value - target) <= 0.05,
                 qPrintable(QString::number(measured.value)));
        QVERIFY(std::abs((measured - *solved->reached).value) < 0.01);
        QVERIFY(truePeak(solved->master.audio) <= ceiling);
        QVERIFY(solved->renders <= kMostRenders);
        QVERIFY(solved->slope > 0.0 && solved->slope <= 1.05);
    }

    /// Contract: what the solver keeps is what its settings render, bit by bit, and what the
    /// preview's chain plays block by block.
    void masterIsWhatItsSettingsRender_data() {
        QTest::addColumn<bool>("compressed");
        QTest::newRow("moves") << false;
        QTest::newRow("moves and the compressor") << true;
    }
    void masterIsWhatItsSettingsRender() {
        QFETCH(const bool, compressed);
        DesignedChain chain = withMoves();
        if (compressed)
            chain.settings.compressor = glue({});
        const auto solved = solve(mix_, kRate, chain.settings, {Lufs{-9.0}, {}});
        QVERIFY(solved);
        const auto rendered = render(mix_, kRate, solved->settings);
        QVERIFY(rendered);
        QVERIFY(same(rendered->audio, solved->master.audio));

        Chain preview(kRate, solved->settings);
        const auto delay = preview.latency().count;
        testing::RealtimeScope scope;
        std::array<float, 512> left{};
        std::array<float, 512> right{};
        for (std::int64_t first = 0; first + 512 <= mix_.frames().count; first += 512) {
            std::copy_n(mix_.channel(0).data() + first, 512, left.data());
            std::copy_n(mix_.channel(1).data() + first, 512, right.data());
            preview.process(scope.token(), {left.data(), right.data(), 512});
            for (std::int64_t i = std::max<std::int64_t>(0, delay - first); i < 512; ++i) {
                const auto at = static_cast<std::size_t>(first + i - delay);
                QVERIFY(left[static_cast<std::size_t>(i)] == solved->master.audio.channel(0)[at]);
                QVERIFY(right[static_cast<std::size_t>(i)] == solved->master.audio.channel(1)[at]);
            }
        }
    }

    /// Known answer: automatic make-up is what keeps the integrated loudness of what the equaliser
    /// gives, and the figures are those of a chain without limiter.
    void theCompressorKeepsTheLoudness() {
        ChainSettings settings = withMoves().settings;
        settings.limiter.mode = LimiterMode::Off;
        const Target undriven{std::nullopt, {}};
        const auto without = solve(mix_, kRate, settings, undriven);
        QVERIFY(without && !without->compressor);
        settings.compressor = glue({});
        const auto kept = solve(mix_, kRate, settings, undriven);
        QVERIFY(kept && kept->compressor);
        const Lufs before = measureLoudness(without->master.audio, kRate).integrated.value();
        const Lufs after = measureLoudness(kept->master.audio, kRate).integrated.value();
        QVERIFY2(std::abs((after - before).value) < 0.02,
                 qPrintable(QString::number((after - before).value)));
        const CompressorEffect& effect = *kept->compressor;
        QVERIFY(effect.reduction.mean.value > 0.5 &&
                effect.reduction.largest > effect.reduction.mean);
        QVERIFY(effect.makeUp.value > 0.5);
        QVERIFY(effect.makeUp == kept->settings.compressor.makeUp.level());
        const auto plr = [&](const AudioBuffer& audio, Lufs loudness) {
            return truePeak(audio) - loudness.value;
        };
        QVERIFY(std::abs(effect.plrBefore->value - plr(without->master.audio, before)) < 0.05);
        QVERIFY(std::abs(effect.plrAfter->value - plr(kept->master.audio, after)) < 0.05);

        settings.compressor = glue(1.5);
        const auto set = solve(mix_, kRate, settings, undriven);
        QVERIFY(set);
        const Lufs raised = measureLoudness(set->master.audio, kRate).integrated.value();
        const double expected = before.value - effect.makeUp.value + 1.5;
        QVERIFY(std::abs(raised.value - expected) < 0.02);
    }

    /// A review's other equaliser is solved for, and the settings say so bit by bit.
    void reviewedEqualiserIsTheMasters() {
        const DesignedChain asked = withMoves();
        Move other;
        other.shape = {FilterKind::LowShelf, {200}, {-2.0}, 0.7};
        const DesignedChain wanted = designChain({other}, {}, KernelPhase::Minimum, {}, kRate);
        int times = 0;
        bool seen = true; // the equaliser that was asked for, each time
        const auto review = [&](const ChainSettings& settings, const Progress&) {
            ++times;
            seen = seen && settings.equaliser == asked.settings.equaliser;
            return std::optional(wanted.settings.equaliser);
        };
        const auto solved = solve(mix_, kRate, asked.settings, {Lufs{-9.0}, {}}, {}, review);
        QCOMPARE(times, 1);
        QVERIFY(solved && solved->hit == true);
        QVERIFY(solved->settings.equaliser == wanted.settings.equaliser);
        QVERIFY(same(render(mix_, kRate, solved->settings)->audio, solved->master.audio));
        const auto driven = solve(mix_, kRate, asked.settings, {std::nullopt, {9.0}}, {}, review);
        QCOMPARE(times, 2);
        QCOMPARE(driven->settings.drive.level().value, 9.0);
        QVERIFY(same(render(mix_, kRate, driven->settings)->audio, driven->master.audio));
        // Not asked where the limiter has nothing to do, or is off.
        QVERIFY(solve(mix_, kRate, asked.settings, {Lufs{-25.0}, {}}, {}, review).has_value());
        QCOMPARE(times, 2);
        QVERIFY(seen);
    }

    /// Where plain gain does, the limiter is bit-transparent.
    void plainGainWherePeaksAllow() {
        const auto solved = solve(mix_, kRate, {}, {Lufs{-24.0}, {}});
        QVERIFY(solved && solved->hit == true);
        QVERIFY(!solved->limiterWorked);
        QCOMPARE(solved->renders, 1);
        const double gain = solved->settings.drive.factor();
        for (int c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < mix_.channel(c).size(); ++i)
                QVERIFY(solved->master.audio.channel(c)[i] ==
                        static_cast<float>(gain * static_cast<double>(mix_.channel(c)[i])));
    }

    /// What lets the solver trim a finished render instead of rendering again.
    void trimIsOneMultiplicationAtTheEnd() {
        ChainSettings settings;
        settings.drive = Decibels{9.0};
        const auto plain = render(mix_, kRate, settings);
        settings.limiter.trim = {-0.3};
        const auto trimmed = render(mix_, kRate, settings);
        const auto gain = static_cast<float>(amplitude(settings.limiter.trim));
        for (std::size_t i = 0; i < mix_.channel(0).size(); ++i)
            QVERIFY(trimmed->audio.channel(0)[i] == plain->audio.channel(0)[i] * gain);
    }

    void unreachableIsAnAnswer() {
        const auto solved = solve(mix_, kRate, {}, {Lufs{-1.0}, {}});
        QVERIFY(solved && solved->hit == false);
        QVERIFY(solved->reached.value() > Lufs{-10.0});
        QVERIFY(solved->reached.value() < Lufs{-1.1});
        QVERIFY(truePeak(solved->master.audio) <= -1.0);
    }

    void silenceHasNoLoudness() {
        const auto solved = solve(AudioBuffer(2, {44100}), kRate, {}, {Lufs{-14.0}, {}});
        QVERIFY(solved && solved->hit == false);
        QVERIFY(!solved->reached);
    }

    void driveIsTakenLiterally() {
        const auto solved = solve(mix_, kRate, {}, {std::nullopt, {9.0}});
        QVERIFY(solved && !solved->hit);
        QCOMPARE(solved->settings.drive.level().value, 9.0);
        QVERIFY(solved->slope > 0.1 && solved->slope < 1.0);
        QVERIFY(truePeak(solved->master.audio) <= -1.0);
    }

    void limiterOffIsGainOnly() {
        ChainSettings settings;
        settings.limiter.mode = LimiterMode::Off;
        const auto solved = solve(mix_, kRate, settings, {Lufs{-9.0}, {}});
        QVERIFY(solved && solved->hit == true);
        QVERIFY(truePeak(solved->master.audio) > 0.0);
    }

    void linearPhaseStaysAligned() {
        Move bell;
        bell.shape = {FilterKind::Bell, {1000}, {0.0}, 1.0};
        bell.shape.gain = {0.001};
        const DesignedChain chain = designChain({bell}, {}, KernelPhase::Linear, {}, kRate);
        const auto solved = solve(mix_, kRate, chain.settings, {Lufs{-20.0}, {}});
        QVERIFY(solved);
        const double gain = solved->settings.drive.factor();
        double error = 0.0;
        double power = 0.0;
        for (std::size_t i = 0; i < mix_.channel(0).size(); ++i) {
            const double x = gain * static_cast<double>(mix_.channel(0)[i]);
            const double d = static_cast<double>(solved->master.audio.channel(0)[i]) - x;
            error += d * d;
            power += x * x;
        }
        QVERIFY(powerToDecibels(error / power).value < -70.0);
    }

    void cancelledGivesNothing() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!solve(mix_, kRate, {}, {Lufs{-9.0}, {}}, {nullptr, stop.get_token()}));
    }
};

QTEST_APPLESS_MAIN(SolveTest)
#include "solve_test.moc"
