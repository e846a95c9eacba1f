// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/playback_engine.h"
#include "tests/core/playback/playback_rig.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

using namespace kilter;
using namespace kilter::testing;

/// Sound and position, against an offline run of the chain and against the files themselves.
class PlaybackEngineTest : public QObject {
    Q_OBJECT

    static constexpr SampleRate kRate{48000};
    static constexpr int kJump = 480;   ///< 10 ms
    static constexpr int kSwitch = 960; ///< 20 ms

    static int latencyOf(const ChainSettings& settings) {
        Chain chain(kRate);
        chain.reset(settings);
        return static_cast<int>(chain.latency().count);
    }

    static Listening to(HeardSource source, int reference = 0) {
        return {.source = source, .reference = reference};
    }

    /// [begin, end) repeated, its seams cross-faded: what comes before `end`, then `frames` more.
    static StereoSignal looped(const StereoSignal& mix, int from, int begin, int end, int frames) {
        StereoSignal s = part(mix, from, end - from);
        while (s.frames() < frames) {
            StereoSignal again = part(mix, begin, end - begin);
            const StereoSignal leaving = part(mix, end, kJump);
            const RaisedCosine r(Frames{kJump});
            for (int i = 0; i < kJump; ++i) {
                const auto at = static_cast<std::size_t>(i);
                again.left[at] = r[i] * again.left[at] + (1.0F - r[i]) * leaving.left[at];
                again.right[at] = r[i] * again.right[at] + (1.0F - r[i]) * leaving.right[at];
            }
            s.left.insert(s.left.end(), again.left.begin(), again.left.end());
            s.right.insert(s.right.end(), again.right.begin(), again.right.end());
        }
        return part(s, 0, frames);
    }

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
            Chain chain(kRate);
            chain.reset(settings);
            FlushDenormalsScope scope;

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
                engine.listen({.source = static_cast<HeardSource>(dice.of(4)),
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

    void theLoopIsWhatTheChainMakesOfTheLoopedMix() {
        const StereoSignal mix = pinkNoise(48000, 11);
        const ChainSettings settings = busySettings(kRate, 12);
        const int latency = latencyOf(settings);
        constexpr int kBegin = 12345;
        constexpr int kEnd = 21234;
        constexpr int kFrames = 60000;
        const StereoSignal input = looped(mix, 0, kBegin, kEnd, kFrames);

        for (const HeardSource source : {HeardSource::Mix, HeardSource::Master}) {
            PlaybackEngine engine(kRate);
            engine.setSources({bufferOf(mix), {}});
            engine.setChain(settings);
            engine.setLoop(Loop{{kBegin}, {kEnd}});
            engine.listen(to(source));
            engine.seek({0});
            engine.play();
            Ear ear(engine);
            const StereoSignal heard = part(ear.hear(latency + kFrames, 333), latency, kFrames);
            const StereoSignal expected =
                source == HeardSource::Mix ? input : offline(input, settings, kRate);
            QCOMPARE(
                distance(part(heard, 0, kFrames - latency), part(expected, 0, kFrames - latency)),
                0.0F);
            const int period = kEnd - kBegin;
            QCOMPARE(engine.transport().position.count, kBegin + (kFrames - kBegin) % period);
        }
    }

    /// Who loops the whole song hears it without a gap, and a reference stays where it belongs.
    void referencesLoopAtTheirOwnSection() {
        const StereoSignal mix = pinkNoise(30000, 13);
        const StereoSignal other = pinkNoise(40000, 14);
        constexpr int kOffset = 7000;
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {{bufferOf(other), {kOffset}}}});
        engine.setLoop(Loop{{0}, {30000}});
        engine.listen(to(HeardSource::Reference));
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf({});
        const StereoSignal heard = part(ear.hear(latency + 70000), latency, 70000);
        const StereoSignal section = part(other, kOffset, 40000 - kOffset);
        QCOMPARE(distance(heard, looped(section, 0, 0, 30000, 70000)), 0.0F);
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

    /// Property: between two blocks, the position is that of the sample which comes next.
    void thePositionIsThatOfTheNextSample() {
        Dice dice(5);
        const StereoSignal mix = whiteNoise(96000, 15);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.play();
        Ear ear(engine);
        ear.hear(2 * latencyOf({}));
        for (int step = 0; step < 200; ++step) {
            switch (dice.of(4)) {
            case 0:
                engine.seek({dice.of(80000)});
                break;
            case 1: {
                const int begin = dice.of(40000);
                engine.setLoop(Loop{{begin}, {begin + 3000 + dice.of(9000)}});
                break;
            }
            case 2:
                engine.setLoop(std::nullopt);
                break;
            default:
                engine.pause();
                ear.hear(dice.of(2000));
            }
            engine.play();
            const int n = dice.of(3000);
            ear.hear(n, 1 + dice.of(900));
            engine.setLoop(std::nullopt);
            ear.hear(3 * kSwitch); // all fades are over
            if (!engine.transport().playing)
                continue; // the end
            const auto at = static_cast<int>(engine.transport().position.count);
            QCOMPARE(distance(ear.hear(50), part(mix, at, 50)), 0.0F);
        }
    }

    void aSeekCrossFadesAndLosesNothing() {
        const StereoSignal mix = pinkNoise(96000, 16);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf({});
        ear.hear(latency + 10000);
        engine.seek({70000});
        const StereoSignal heard = ear.hear(latency + 5000);
        QCOMPARE(distance(part(heard, 0, latency), part(mix, 10000, latency)), 0.0F);
        for (int i = 0; i < kJump; ++i) {
            const float r = RaisedCosine(Frames{kJump})[i];
            const auto at = static_cast<std::size_t>(latency) + static_cast<std::size_t>(i);
            const std::size_t from = 10000 + at;
            const std::size_t there = 70000 + static_cast<std::size_t>(i);
            QCOMPARE(heard.left[at], r * mix.left[there] + (1.0F - r) * mix.left[from]);
        }
        QCOMPARE(distance(part(heard, latency + kJump, 5000 - kJump),
                          part(mix, 70000 + kJump, 5000 - kJump)),
                 0.0F);
    }

    void pauseFadesAndResumesWhereItWas() {
        const StereoSignal mix = pinkNoise(96000, 17);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.play();
        Ear ear(engine);
        ear.hear(20000);
        engine.pause();
        const auto pausedAt = static_cast<int>(engine.transport().position.count);
        const StereoSignal fading = ear.hear(kSwitch);
        for (int i = 1; i < kSwitch; ++i) {
            const auto at = static_cast<std::size_t>(i);
            QVERIFY(std::abs(fading.left[at]) <=
                    std::abs(mix.left[static_cast<std::size_t>(pausedAt) + at]));
        }
        QVERIFY(!engine.transport().playing);
        QCOMPARE(largest(ear.hear(5000)), 0.0F);
        const auto at = static_cast<int>(engine.transport().position.count);
        QCOMPARE(at, pausedAt + kSwitch);
        engine.play();
        QCOMPARE(distance(part(ear.hear(5000), kSwitch, 4000), part(mix, at + kSwitch, 4000)),
                 0.0F);
    }

    void startsInTheMiddleWithAFadeAndAgainAfterTheEnd() {
        const StereoSignal mix = pinkNoise(30000, 18);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.seek({20000});
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf({});
        const StereoSignal heard = ear.hear(latency + 10000 + 1);
        QVERIFY(std::abs(heard.left[static_cast<std::size_t>(latency)]) < 1e-4F);
        QCOMPARE(distance(part(heard, latency + kSwitch, 10000 - kSwitch),
                          part(mix, 20000 + kSwitch, 10000 - kSwitch)),
                 0.0F);
        QVERIFY(!engine.transport().playing);
        engine.play();
        QCOMPARE(distance(part(ear.hear(latency + 9000), latency, 9000), part(mix, 0, 9000)), 0.0F);
    }

    void switchingKeepsTheLevel_data() {
        QTest::addColumn<HeardSource>("from");
        QTest::addColumn<HeardSource>("to");
        QTest::newRow("mix to master") << HeardSource::Mix << HeardSource::Master;
        QTest::newRow("master to reference") << HeardSource::Master << HeardSource::Reference;
        QTest::newRow("reference to mix") << HeardSource::Reference << HeardSource::Mix;
    }

    /// The power of pink noise, averaged over many switches at different places, stays within
    /// 0.2 dB through all of the fade.
    void switchingKeepsTheLevel() {
        QFETCH(const HeardSource, from);
        QFETCH(const HeardSource, to);
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
            engine.setSources({bufferOf(mix), {{bufferOf(reference), {}}}});
            engine.play();
            Ear ear(engine);
            for (int i = 0; i < 150; ++i) {
                engine.listen(this->to(from));
                ear.hear(2 * kSwitch);
                const auto at = static_cast<int>(engine.transport().position.count);
                engine.listen(this->to(to));
                const StereoSignal heard = ear.hear(kSwitch);
                const StereoSignal one = part(mix, at, kSwitch);
                const StereoSignal other =
                    part(to == HeardSource::Master ? mix : reference, at, kSwitch);
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
            FlushDenormalsScope scope;
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
            engine.listen(to(static_cast<HeardSource>(dice.of(4))));
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

    /// No device: all wishes are carried out, nothing piles up.
    void worksWithoutACallback() {
        PlaybackEngine engine(kRate);
        std::vector<std::weak_ptr<const AudioBuffer>> buffers;
        for (int i = 0; i < 1000; ++i) {
            auto buffer = bufferOf(pinkNoise(1000 + i, 1));
            buffers.push_back(buffer);
            engine.setSources({std::move(buffer), {}});
            engine.seek({i});
        }
        engine.settle();
        QCOMPARE(engine.transport().position.count, 999);
        QCOMPARE(engine.transport().length.count, 1999);
        for (std::size_t i = 0; i + 1 < buffers.size(); ++i)
            QVERIFY(buffers[i].expired());
        engine.play();
        engine.settle();
        QVERIFY(engine.transport().playing);
        engine.pause();
        engine.settle();
        QVERIFY(!engine.transport().playing);
        QCOMPARE(engine.transport().position.count, 999);
    }

    /// A position outlives the time in which the sources are fetched for another rate.
    void aPositionWaitsForItsSources() {
        PlaybackEngine engine(kRate);
        engine.seek({700});
        engine.settle();
        QCOMPARE(engine.transport().position.count, 700);
        engine.setSources({bufferOf(pinkNoise(1000, 1)), {}});
        engine.settle();
        QCOMPARE(engine.transport().position.count, 700);
    }

    void handsTheMetersTheSourceAtItsOwnLevel() {
        const StereoSignal mix = pinkNoise(48000, 28);
        ChainSettings settings;
        settings.drive = {18.0};
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

QTEST_APPLESS_MAIN(PlaybackEngineTest)
#include "playback_engine_test.moc"
