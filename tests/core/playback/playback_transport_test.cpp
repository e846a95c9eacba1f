// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/playback_engine.h"
#include "tests/core/playback/playback_rig.h"

#include <QTest>

#include <cmath>
#include <memory>
#include <optional>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

/// Where playing stands: seeking, looping, pausing and the end, against the files themselves.
class PlaybackTransportTest : public QObject {
    Q_OBJECT

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

    /// Stopping is pausing and seeking: it ends at the very frame, and its fade is what played.
    void stopsWhereItSeeksTo() {
        const StereoSignal mix = pinkNoise(96000, 18);
        for (const int target : {0, 50000}) {
            for (const bool seeksFirst : {false, true}) {
                PlaybackEngine engine(kRate);
                engine.setSources({bufferOf(mix), {}});
                engine.play();
                Ear ear(engine);
                const int latency = latencyOf({});
                ear.hear(latency + 10000);
                if (seeksFirst)
                    engine.seek({target});
                engine.pause();
                if (!seeksFirst)
                    engine.seek({target});
                const StereoSignal fade = ear.hear(kSwitch, 100);
                for (int i = 0; i < kSwitch; ++i)
                    QVERIFY(std::abs(fade.left[static_cast<std::size_t>(i)]) <=
                            std::abs(mix.left[static_cast<std::size_t>(10000 + i)]));
                ear.hear(5000);
                QVERIFY(!engine.transport().playing);
                QCOMPARE(engine.transport().position.count, std::int64_t{target});
            }
        }
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
};

QTEST_APPLESS_MAIN(PlaybackTransportTest)
#include "playback_transport_test.moc"
