// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/fir_kernel.h"
#include "core/playback/playback_engine.h"
#include "tests/core/playback/playback_rig.h"
#include "tests/support/realtime_scope.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

/// Some that begin before the song, follow on each other, and end behind it.
LevelCurve someDips() {
    Dice dice(11);
    LevelCurve curve;
    curve.everywhere = 0.9F;
    for (const int begin : {-500, 800, 1900, 5000, 12345, 23500}) {
        GainRun run{{begin}, {}};
        for (int i = 0; i < 1100; ++i)
            run.gains.push_back(static_cast<float>(dice.between(0.5, 1.0)));
        curve.runs.push_back(std::move(run));
    }
    return curve;
}

/// The slow, obvious way.
void ride(StereoSignal& signal, const LevelCurve& curve) {
    for (std::size_t i = 0; i < signal.left.size(); ++i)
        for (std::vector<float>* channel : {&signal.left, &signal.right}) {
            float& x = (*channel)[i];
            for (const GainRun& run : curve.runs) {
                const std::int64_t at = static_cast<std::int64_t>(i) - run.begin.count;
                if (at >= 0 && at < static_cast<std::int64_t>(run.gains.size()))
                    x *= run.gains[static_cast<std::size_t>(at)];
            }
            x *= curve.everywhere;
        }
}

} // namespace

/// What is played is the export, whatever is asked of the engine and from whichever thread.
class PlaybackEngineTest : public QObject {
    Q_OBJECT

  private slots:
    void playsTheExport_data() {
        QTest::addColumn<int>("size");
        for (const int size : {1, 17, 64, 512, 1000, 4096, 8192})
            QTest::addRow("%d", size) << size;
    }

    /// Oracle: the master is the offline run bit for bit, from frame 0, whatever the block size.
    void playsTheExport() {
        QFETCH(const int, size);
        const StereoSignal mix = pinkNoise(24000, 1);
        const ChainSettings settings = busySettings(kRate, 2);
        const int latency = latencyOf(settings);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.setChain(settings);
        engine.listen(to(HeardSource::Master));
        engine.play();
        Ear ear(engine);
        const StereoSignal heard = ear.hear(latency + 24000 + 100, size);
        QCOMPARE(largest(part(heard, 0, latency)), 0.0F);
        QCOMPARE(distance(part(heard, latency, 24000), offline(mix, settings, kRate)), 0.0F);
        QCOMPARE(largest(part(heard, latency + 24000, 100)), 0.0F);
        QVERIFY(!engine.transport().playing);
        QCOMPARE(engine.transport().position.count, 24000);
        QCOMPARE(ear.offence(), nullptr);
    }

    void followsACurveToTheFrame_data() { playsTheExport_data(); }

    /// Oracle: with a codec guard's dips the master is the offline run times the curve, bit for
    /// bit; played from elsewhere, each dip is still at its own place in the song.
    void followsACurveToTheFrame() {
        QFETCH(const int, size);
        const StereoSignal mix = pinkNoise(24000, 1);
        const ChainSettings settings = busySettings(kRate, 2);
        const int latency = latencyOf(settings);
        const auto curve = std::make_shared<const LevelCurve>(someDips());
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.setChain(settings, nullptr, curve);
        engine.listen(to(HeardSource::Master));
        engine.play();
        Ear ear(engine);
        StereoSignal heard = ear.hear(latency + 24000, size);
        StereoSignal expected = offline(mix, settings, kRate);
        ride(expected, *curve);
        QCOMPARE(distance(part(heard, latency, 24000), expected), 0.0F);

        // A chain that changes nothing, so that what is heard behind the fade is known exactly.
        engine.setChain({}, nullptr, curve);
        engine.seek({3000});
        engine.play();
        const int neutral = latencyOf({});
        heard = ear.hear(neutral + 20000, size);
        expected = mix;
        ride(expected, *curve);
        QCOMPARE(
            distance(part(heard, neutral + kSwitch, 19000), part(expected, 3000 + kSwitch, 19000)),
            0.0F);
        QCOMPARE(ear.offence(), nullptr);
    }

    /// While playing: a jump or another curve is faded to, without a step, and then holds.
    void anotherPlaceOrCurveIsFadedTo() {
        StereoSignal flat(48000);
        std::fill(flat.left.begin(), flat.left.end(), 0.25F);
        flat.right = flat.left;
        const auto curve = std::make_shared<const LevelCurve>(
            LevelCurve{{{Frames{5000}, std::vector<float>(20000, 0.5F)}}, 0.5F});
        std::weak_ptr<const LevelCurve> second;
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(flat), {}});
        engine.setChain({}, nullptr, curve);
        engine.listen(to(HeardSource::Master));
        engine.play();
        Ear ear(engine);
        const int neutral = latencyOf({});
        StereoSignal all = ear.hear(neutral + 4000, 100); // at 4000
        QCOMPARE(all.left.back(), 0.125F);
        float steepest = 0.0F;
        const auto afterwards = [&](int frames) {
            const StereoSignal heard = ear.hear(frames, 100);
            for (std::size_t i = 1; i < heard.left.size(); ++i)
                steepest = std::max(steepest, std::abs(heard.left[i] - heard.left[i - 1]));
            return heard.left.back();
        };
        engine.seek({10000}); // into the run
        QCOMPARE(afterwards(neutral + 2000), 0.0625F);
        {
            auto other = std::make_shared<const LevelCurve>(LevelCurve{{}, 0.75F});
            second = other;
            engine.setChain({}, nullptr, std::move(other));
        }
        QCOMPARE(afterwards(2000), 0.1875F);
        engine.collect();
        QVERIFY(!second.expired());
        engine.setChain({});
        QCOMPARE(afterwards(2000), 0.25F);
        QVERIFY(steepest > 0.0F && steepest < 0.001F);
        engine.collect();
        QVERIFY(second.expired());
        QCOMPARE(ear.offence(), nullptr);
    }

    /// Bypass nulls exactly: the mix is the file at the very place where the master is.
    void mixAndMasterAreInStep() {
        const StereoSignal mix = whiteNoise(24000, 3);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        const int latency = latencyOf({});
        for (const HeardSource source : {HeardSource::Mix, HeardSource::Master}) {
            engine.seek({0});
            engine.listen(to(source));
            engine.play();
            Ear ear(engine);
            QCOMPARE(distance(part(ear.hear(latency + 24000), latency, 24000), mix), 0.0F);
        }
    }

    /// Property: settings that storm in at random places sound as an offline run that gets them at
    /// the same frames, bit for bit; and nothing forbidden happens in the callback.
    void stormOfSettingsIsTheOfflineRun() {
        for (const std::uint32_t seed : {1U, 2U, 3U}) {
            Dice dice(seed);
            const StereoSignal mix = pinkNoise(60000, seed);
            ChainSettings settings = busySettings(kRate, seed);
            const int latency = latencyOf(settings);

            PlaybackEngine engine(kRate);
            engine.setSources({bufferOf(mix), {}});
            engine.setChain(settings);
            engine.listen(to(HeardSource::Master));
            engine.play();
            Ear ear(engine);
            Chain chain(kRate, settings);
            RealtimeScope scope;

            for (int at = 0; at < mix.frames();) {
                const int n = 1 + dice.of(dice.oneIn(4) ? 8192 : 300);
                if (at > 0 && dice.oneIn(3)) {
                    settings = busySettings(kRate, dice.seed(), dice.of(9));
                    settings.limiter.link = dice.between(0, 1);
                    settings.limiter.mode = static_cast<LimiterMode>(dice.of(3));
                    engine.setChain(settings);
                    chain.apply(scope.token(), settings);
                }
                StereoSignal expected = part(mix, at, n);
                chain.process(scope.token(), expected.block(0, n));
                const int silent = std::clamp(latency - at, 0, n);
                const int end = std::clamp(mix.frames() + latency - at, 0, n);
                QCOMPARE(distance(part(ear.hear(n, n), silent, end - silent),
                                  part(expected, silent, end - silent)),
                         0.0F);
                at += n;
            }
            QCOMPARE(ear.offence(), nullptr);
        }
    }

    /// Property: whatever is asked for and whenever, what is heard stays finite and within the sum
    /// of the parts, the position stays in the song, and nothing forbidden happens.
    void surviveAnything() {
        Dice dice(7);
        PlaybackEngine engine(kRate);
        Ear ear(engine);
        const std::array kernels{std::make_shared<const FirKernel>(kRate, KernelPhase::Minimum,
                                                                   [](Hertz) { return 0.5; }),
                                 std::make_shared<const FirKernel>(kRate, KernelPhase::Linear,
                                                                   [](Hertz) { return 0.25; })};
        std::vector<std::weak_ptr<const AudioBuffer>> lent;
        for (int step = 0; step < 1500; ++step) {
            switch (dice.of(10)) {
            case 0: {
                Sources sources;
                if (!dice.oneIn(8))
                    sources.mix = bufferOf(whiteNoise(1 + dice.of(50000), dice.seed()));
                while (sources.references.size() < kReferences && dice.oneIn(2))
                    sources.references.push_back(
                        {dice.oneIn(8) ? nullptr
                                       : bufferOf(whiteNoise(1 + dice.of(40000), dice.seed())),
                         {dice.of(100000) - 50000}});
                lent.push_back(sources.mix);
                for (auto& version : sources.versions) {
                    if (dice.oneIn(2))
                        version = bufferOf(whiteNoise(1 + dice.of(50000), dice.seed()));
                    lent.push_back(version);
                }
                engine.setSources(std::move(sources));
                break;
            }
            case 1: {
                ChainSettings settings = busySettings(kRate, dice.seed(), dice.of(8));
                std::shared_ptr<const FirKernel> kernel;
                if (dice.oneIn(4))
                    kernel = kernels[static_cast<std::size_t>(dice.of(2))];
                settings.equaliser.kernel = kernel.get();
                if (dice.oneIn(2))
                    engine.setChain(settings, kernel);
                else
                    engine.setSubtracted(settings, kernel);
                break;
            }
            case 2:
            case 3:
                engine.listen({.source = static_cast<HeardSource>(dice.of(7)),
                               .reference = dice.of(kReferences),
                               .mixGain = {-0.1 * dice.of(100)},
                               .masterGain = {-0.1 * dice.of(100)},
                               .image = static_cast<Image>(dice.of(3)),
                               .swapped = dice.oneIn(2),
                               .dimmed = dice.oneIn(2)});
                break;
            case 4:
                engine.seek({dice.of(60000)});
                break;
            case 5:
                if (dice.oneIn(2))
                    engine.setLoop(std::nullopt);
                else
                    engine.setLoop(Loop{{dice.of(50000)}, {dice.of(60000)}});
                break;
            case 6:
                engine.pause();
                break;
            case 7:
                if (dice.oneIn(8))
                    engine.settle();
                break;
            default:
                engine.play();
            }
            if (!dice.oneIn(3)) {
                const int n = dice.of(dice.oneIn(8) ? 8192 : 700);
                const StereoSignal heard = ear.hear(n, 1 + dice.of(8192));
                for (int i = 0; i < n; ++i) {
                    QVERIFY(std::isfinite(heard.left[static_cast<std::size_t>(i)]));
                    QVERIFY(std::isfinite(heard.right[static_cast<std::size_t>(i)]));
                }
                QVERIFY(largest(heard) < 4.0F);
            }
            const Transport transport = engine.transport();
            QVERIFY(transport.position.count >= 0);
            if (transport.length.count > 0)
                QVERIFY(transport.position.count <= transport.length.count);
        }
        QCOMPARE(ear.offence(), nullptr);

        // All that was lent comes back.
        engine.setSources({});
        engine.setChain({});
        engine.setSubtracted({});
        engine.pause();
        ear.hear(96000);
        engine.collect();
        for (const auto& buffer : lent)
            QVERIFY(buffer.expired());
        for (const auto& kernel : kernels)
            QCOMPARE(kernel.use_count(), 1L);
    }

    /// A kernel delays more than the bands do: the music stays in its place all the same.
    void anotherLatencyKeepsStep() {
        const StereoSignal mix = pinkNoise(96000, 27);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf({});
        ear.hear(latency + 10000);
        auto kernel = std::make_shared<const FirKernel>(kRate, KernelPhase::Linear,
                                                        [](Hertz) { return 1.0; });
        const std::weak_ptr<const FirKernel> held = kernel;
        ChainSettings settings;
        settings.equaliser.kernel = kernel.get();
        const int longer = latency + static_cast<int>(kernel->latency().count);
        engine.setChain(settings, std::move(kernel));
        ear.hear(kSwitch + longer + kSwitch);
        QVERIFY(engine.transport().playing);
        const auto at = static_cast<int>(engine.transport().position.count);
        QCOMPARE(at, 10000 + kSwitch + kSwitch);
        QCOMPARE(distance(ear.hear(1000), part(mix, at, 1000)), 0.0F);
        engine.listen(to(HeardSource::Master));
        ear.hear(2 * kSwitch);
        const auto master = static_cast<int>(engine.transport().position.count);
        QVERIFY(distance(ear.hear(1000), part(mix, master, 1000)) < 1e-5F);

        engine.setChain({});
        ear.hear(10000);
        engine.collect();
        QVERIFY(held.expired());
        const auto back = static_cast<int>(engine.transport().position.count);
        QCOMPARE(distance(ear.hear(1000), part(mix, back, 1000)), 0.0F);
    }

    /// Both threads at work, for the thread sanitizer; and everything that was lent comes back.
    void guiAndAudioThreadsAtTheSameTime() {
        PlaybackEngine engine(kRate);
        std::atomic<bool> stop{false};
        std::thread audio([&] {
            std::vector<float> out(128);
            RealtimeScope scope;
            while (!stop)
                engine.process(scope.token(), out.data(), 64);
        });
        Dice dice(9);
        const auto kernel = std::make_shared<const FirKernel>(kRate, KernelPhase::Minimum,
                                                              [](Hertz) { return 0.5; });
        std::vector<std::weak_ptr<const AudioBuffer>> lent;
        for (int i = 0; i < 300; ++i) {
            auto mix = bufferOf(whiteNoise(2000 + dice.of(2000), dice.seed()));
            lent.push_back(mix);
            engine.setSources({std::move(mix), {}});
            ChainSettings settings;
            settings.equaliser.kernel = dice.oneIn(2) ? kernel.get() : nullptr;
            engine.setChain(settings, settings.equaliser.kernel != nullptr ? kernel : nullptr);
            engine.listen(to(static_cast<HeardSource>(dice.of(7))));
            engine.seek({dice.of(2000)});
            engine.setLoop(Loop{{dice.of(1000)}, {4000}});
            engine.play();
            QVERIFY(engine.transport().position.count >= 0);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        engine.setSources({});
        engine.pause();
        stop = true;
        audio.join();
        engine.settle();
        for (const auto& buffer : lent)
            QVERIFY(buffer.expired());
    }
};

QTEST_APPLESS_MAIN(PlaybackEngineTest)
#include "playback_engine_test.moc"
