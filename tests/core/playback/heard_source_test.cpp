// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/playback_engine.h"
#include "tests/core/playback/playback_rig.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

/// Which source is heard and how: switching, levels, the image, the difference, and what the meters
/// get.
class HeardSourceTest : public QObject {
    Q_OBJECT

  private slots:
    void switchingKeepsTheLevel_data() {
        QTest::addColumn<HeardSource>("first");
        QTest::addColumn<HeardSource>("second");
        QTest::newRow("mix to master") << HeardSource::Mix << HeardSource::Master;
        QTest::newRow("master to reference") << HeardSource::Master << HeardSource::Reference;
        QTest::newRow("master to decoded") << HeardSource::Master << HeardSource::Decoded;
        QTest::newRow("decoded to taken") << HeardSource::Decoded << HeardSource::Taken;
        QTest::newRow("reference to mix") << HeardSource::Reference << HeardSource::Mix;
    }

    /// The power of pink noise, averaged over many switches at different places, stays within
    /// 0.2 dB through all of the fade.
    void switchingKeepsTheLevel() {
        QFETCH(const HeardSource, first);
        QFETCH(const HeardSource, second);
        constexpr int kPieces = 8; // of the fade
        std::array<double, kPieces> fading{};
        std::array<double, kPieces> steady{};
        const auto power = [](const StereoSignal& s, std::size_t i) {
            return s.left[i] * s.left[i] + s.right[i] * s.right[i];
        };
        for (std::uint32_t seed = 1; seed <= 5; ++seed) {
            const StereoSignal mix = pinkNoise(400'000, 2 * seed);
            const StereoSignal reference = pinkNoise(400'000, 2 * seed + 1);
            PlaybackEngine engine(kRate);
            engine.setSources({bufferOf(mix),
                               {{bufferOf(reference), {}}},
                               {bufferOf(mix), nullptr, bufferOf(reference)}});
            engine.play();
            Ear ear(engine);
            for (int i = 0; i < 150; ++i) {
                engine.listen(to(first));
                ear.hear(2 * kSwitch);
                const auto at = static_cast<int>(engine.transport().position.count);
                engine.listen(to(second));
                const StereoSignal heard = ear.hear(kSwitch);
                const StereoSignal one = part(mix, at, kSwitch);
                const StereoSignal other = part(
                    second == HeardSource::Master || second == HeardSource::Decoded ? mix
                                                                                    : reference,
                    at, kSwitch);
                for (std::size_t k = 0; k < static_cast<std::size_t>(kSwitch); ++k) {
                    steady[k * kPieces / kSwitch] += 0.5 * (power(one, k) + power(other, k));
                    fading[k * kPieces / kSwitch] += power(heard, k);
                }
            }
        }
        for (std::size_t i = 0; i < kPieces; ++i) {
            const double change = powerToDecibels(fading[i] / steady[i]).value;
            QVERIFY2(std::abs(change) < 0.2, qPrintable(QString::number(change)));
        }
    }

    void levelsImageAndAids() {
        const StereoSignal mix = whiteNoise(48000, 20);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.play();
        Ear ear(engine);
        const auto check = [&](const Listening& listening, double ll, double lr, double rl,
                               double rr) {
            engine.listen(listening);
            ear.hear(kSwitch + latencyOf({}));
            const auto at = static_cast<std::size_t>(engine.transport().position.count);
            const StereoSignal heard = ear.hear(100);
            for (std::size_t i = 0; i < 100; ++i) {
                const double l = mix.left[at + i];
                const double r = mix.right[at + i];
                if (std::abs(heard.left[i] - (ll * l + lr * r)) > 1e-6 ||
                    std::abs(heard.right[i] - (rl * l + rr * r)) > 1e-6)
                    return false;
            }
            return true;
        };
        QVERIFY(check({}, 1, 0, 0, 1));
        QVERIFY(check({.image = Image::Mono}, .5, .5, .5, .5));
        QVERIFY(check({.image = Image::Side}, .5, -.5, .5, -.5));
        QVERIFY(check({.swapped = true}, 0, 1, 1, 0));
        QVERIFY(check({.dimmed = true}, .1, 0, 0, .1));
        const double g = amplitude({-4.3});
        QVERIFY(check({.mixGain = {-4.3}}, g, 0, 0, g));
        QVERIFY(check({.mixGain = {-4.3}, .image = Image::Mono, .dimmed = true}, .05 * g, .05 * g,
                      .05 * g, .05 * g));
        QVERIFY(check({.source = HeardSource::Master, .mixGain = {-4.3}}, 1, 0, 0, 1));
    }

    void referencesRepeat() {
        const StereoSignal mix = pinkNoise(30000, 13);
        const StereoSignal other = pinkNoise(8000, 14);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {{}, {bufferOf(other), {-1000}}}});
        engine.listen(to(HeardSource::Reference, 1));
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf({});
        const StereoSignal heard = part(ear.hear(latency + 20000), latency, 20000);
        QCOMPARE(distance(part(heard, 0, 1000), part(other, 7000, 1000)), 0.0F);
        QCOMPARE(distance(part(heard, 1000, 8000), other), 0.0F);
        QCOMPARE(distance(part(heard, 9000, 8000), other), 0.0F);
    }

    void theDifferenceIsWhatOneMoveDoes() {
        const StereoSignal mix = pinkNoise(96000, 21);
        ChainSettings settings = busySettings(kRate, 22);
        settings.limiter.mode = LimiterMode::Off;
        ChainSettings without = settings;
        without.equaliser.bands[1] = {};
        const int latency = latencyOf(settings);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.setChain(settings);
        engine.setSubtracted(without);
        engine.listen(to(HeardSource::Difference));
        engine.play();
        Ear ear(engine);
        const StereoSignal heard = part(ear.hear(latency + 48000), latency, 48000);
        const StereoSignal with = part(offline(mix, settings, kRate), 0, 48000);
        StereoSignal expected = part(offline(mix, without, kRate), 0, 48000);
        for (std::size_t i = 0; i < 48000; ++i) {
            expected.left[i] = with.left[i] - expected.left[i];
            expected.right[i] = with.right[i] - expected.right[i];
        }
        QVERIFY(largest(expected) > 0.01F);
        QCOMPARE(distance(heard, expected), 0.0F);
    }

    /// Asked for in the middle, the difference is heard once its chain has the master's past.
    void theDifferenceOfNothingIsSilent() {
        const StereoSignal mix = pinkNoise(96000, 23);
        const ChainSettings settings = busySettings(kRate, 24);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.setChain(settings);
        engine.setSubtracted(settings);
        engine.listen(to(HeardSource::Master));
        engine.play();
        Ear ear(engine);
        ear.hear(20000);
        engine.listen(to(HeardSource::Difference));
        const int latency = latencyOf(settings);
        const StereoSignal waiting = ear.hear(latency + 12000);
        QVERIFY(largest(part(waiting, 11000, 1000)) > 0.01F);
        ear.hear(4096 + kSwitch);
        QVERIFY(largest(ear.hear(20000)) < 3e-4F); // what the limiter still remembers
        ear.hear(16000);
        QVERIFY(largest(ear.hear(20000)) < 3e-5F);
        QCOMPARE(ear.offence(), nullptr);
    }

    void otherSourcesCrossFadeInAndTheOldComeBack() {
        const StereoSignal first = pinkNoise(48000, 25);
        const StereoSignal second = pinkNoise(60000, 26);
        auto firstBuffer = bufferOf(first);
        const std::weak_ptr<const AudioBuffer> old = firstBuffer;
        PlaybackEngine engine(kRate);
        engine.setSources({std::move(firstBuffer), {}});
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf({});
        ear.hear(latency + 10000);
        engine.setSources({bufferOf(second), {}});
        QVERIFY(!old.expired());
        const StereoSignal heard = ear.hear(latency + 3000);
        QCOMPARE(distance(part(heard, 0, latency), part(first, 10000, latency)), 0.0F);
        QCOMPARE(distance(part(heard, latency + kJump, 3000 - kJump),
                          part(second, 10000 + latency + kJump, 3000 - kJump)),
                 0.0F);
        engine.collect();
        QVERIFY(old.expired());
        QCOMPARE(engine.transport().length.count, 60000);
    }

    void handsTheMetersTheSourceAtItsOwnLevel() {
        const StereoSignal mix = pinkNoise(48000, 28);
        ChainSettings settings;
        settings.drive = Decibels{18.0};
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.setChain(settings);
        engine.listen({.source = HeardSource::Master,
                       .masterGain = {-12.0},
                       .image = Image::Mono,
                       .dimmed = true});
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf(settings);
        ear.hear(latency + 20000, 8192);
        std::vector<HeardFrame> tap(100000);
        QCOMPARE(engine.heard().read(tap), std::size_t{20000});
        const StereoSignal expected = offline(mix, settings, kRate);
        float reduction = 0.0F;
        for (std::size_t i = 0; i < 20000; ++i) {
            QCOMPARE(tap[i].left, expected.left[i]);
            QCOMPARE(tap[i].right, expected.right[i]);
            QCOMPARE(tap[i].source, HeardSource::Master);
            reduction = std::max(reduction, tap[i].reduction);
        }
        QVERIFY(reduction > 1.0F);
        QVERIFY(engine.heard().capacity() >= 2 * static_cast<std::size_t>(kRate.hz));

        // When nobody reads, playing goes on.
        ear.hear(3 * kRate.hz);
        QCOMPARE(ear.offence(), nullptr);
    }
};

QTEST_APPLESS_MAIN(HeardSourceTest)
#include "heard_source_test.moc"
