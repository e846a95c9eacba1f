// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/playback_engine.h"
#include "tests/core/playback/playback_rig.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr int kSong = 24000;

StereoSignal tone(double level) {
    StereoSignal s(4 * kSong);
    for (std::size_t i = 0; i < s.left.size(); ++i)
        s.left[i] = static_cast<float>(
            level * std::sin(2.0 * std::numbers::pi * 100.0 * static_cast<double>(i) / kRate.hz));
    s.right = s.left;
    return s;
}

/// Of two frames that follow on each other.
float steepest(const StereoSignal& signal) {
    float step = 0.0F;
    for (std::size_t i = 1; i < signal.left.size(); ++i)
        step = std::max(step, std::abs(signal.left[i] - signal.left[i - 1]));
    return step;
}

} // namespace

/// Versions of the master are heard in step with it, from buffers.
class VersionsTest : public QObject {
    Q_OBJECT

  private slots:
    void areHeardInStep_data() {
        QTest::addColumn<HeardSource>("source");
        QTest::addColumn<int>("size");
        for (const HeardSource source : kVersions)
            for (const int size : {1, 17, 512, 8192})
                QTest::addRow("%d, blocks of %d", static_cast<int>(source), size) << source << size;
    }

    /// Known answer: at 0 dB the buffer's bits at the mix's position, from the start and from
    /// elsewhere, with a chain that delays; one that is shorter ends in silence.
    void areHeardInStep() {
        QFETCH(const HeardSource, source);
        QFETCH(const int, size);
        std::array<StereoSignal, 3> versions{pinkNoise(kSong, 2), pinkNoise(kSong, 3),
                                             pinkNoise(kSong - 5000, 4)};
        const StereoSignal& wanted = versions[*versionOf(source)];
        const ChainSettings settings = busySettings(kRate, 5);
        const int latency = latencyOf(settings);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(pinkNoise(kSong, 1)),
                           {},
                           {bufferOf(versions[0]), bufferOf(versions[1]), bufferOf(versions[2])}});
        engine.setChain(settings);
        engine.listen(to(source));
        engine.play();
        Ear ear(engine);
        const StereoSignal heard = part(ear.hear(latency + kSong, size), latency, kSong);
        QCOMPARE(distance(heard, part(wanted, 0, kSong)), 0.0F);
        QVERIFY(largest(heard) > 0.1F);

        engine.seek({7000});
        engine.play();
        const StereoSignal later = ear.hear(latency + 10000, size);
        QCOMPARE(distance(part(later, latency + kSwitch, 9000), part(wanted, 7000 + kSwitch, 9000)),
                 0.0F);
        std::vector<HeardFrame> tap(100000);
        const std::size_t count = engine.heard().read(tap);
        QVERIFY(count > 0);
        QVERIFY(std::all_of(tap.begin(), tap.begin() + static_cast<std::ptrdiff_t>(count),
                            [source](const HeardFrame& f) { return f.source == source; }));
        QCOMPARE(ear.offence(), nullptr);
    }

    /// From one version to the other and to the master, all of one song: the frame that follows is
    /// the next one, and no fade is steeper than itself.
    void areSwitchedInStep() {
        const StereoSignal mix = tone(0.5);
        PlaybackEngine engine(kRate);
        engine.setSources(
            {bufferOf(mix), {}, {bufferOf(tone(0.45)), bufferOf(tone(0.3)), bufferOf(tone(0.05))}});
        engine.listen(to(HeardSource::Master));
        engine.play();
        Ear ear(engine);
        StereoSignal all = ear.hear(latencyOf({}) + 1000);
        all = part(all, latencyOf({}), 1000);
        const auto append = [&all](const StereoSignal& more) {
            all.left.insert(all.left.end(), more.left.begin(), more.left.end());
            all.right.insert(all.right.end(), more.right.begin(), more.right.end());
        };
        for (const HeardSource source :
             {HeardSource::Decoded, HeardSource::Taken, HeardSource::Served, HeardSource::Master,
              HeardSource::Served, HeardSource::Decoded}) {
            engine.listen(to(source));
            append(ear.hear(kSwitch));
            const double level = source == HeardSource::Master    ? 0.5
                                 : source == HeardSource::Decoded ? 0.45
                                 : source == HeardSource::Served  ? 0.3
                                                                  : 0.05;
            const auto at = static_cast<int>(engine.transport().position.count);
            const StereoSignal steady = ear.hear(1500);
            QVERIFY(distance(steady, part(tone(level), at, 1500)) < 1e-6F);
            append(steady);
        }
        // A tone of 0.5, and a fade from it to nothing.
        QVERIFY2(steepest(all) < 0.0082F, qPrintable(QString::number(steepest(all), 'g', 4)));
        QCOMPARE(ear.offence(), nullptr);
    }

    void keepTheirLevels() {
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(tone(0.5)),
                           {},
                           {bufferOf(tone(0.5)), bufferOf(tone(0.5)), bufferOf(tone(0.5))}});
        engine.play();
        Ear ear(engine);
        const auto level = [&](HeardSource source) {
            Listening listening;
            listening.source = source;
            listening.decodedGain = {-6.0};
            listening.servedGain = {-12.0};
            engine.listen(listening);
            ear.hear(latencyOf({}) + kSwitch);
            return std::round(toDecibels(2.0 * largest(ear.hear(1000))).value * 10.0) / 10.0;
        };
        QCOMPARE(level(HeardSource::Decoded), -6.0);
        QCOMPARE(level(HeardSource::Served), -12.0);
        QCOMPARE(level(HeardSource::Taken), -6.0);
    }

    /// One that is the mix itself: whenever it is switched to, the level does not move.
    void comeWithoutADip() {
        StereoSignal flat(48000);
        std::fill(flat.left.begin(), flat.left.end(), 0.5F);
        flat.right = flat.left;
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(flat), {}});
        engine.listen(to(HeardSource::Decoded));
        engine.play();
        Ear ear(engine);
        ear.hear(latencyOf({}) + 1000);
        engine.setSources({bufferOf(flat), {}, {bufferOf(flat), nullptr, nullptr}});
        const StereoSignal heard = ear.hear(10000, 16);
        QVERIFY(distance(heard, part(flat, 0, 10000)) < 1e-6F);
        std::vector<HeardFrame> tap(100000);
        const std::size_t count = engine.heard().read(tap);
        QCOMPARE(tap[count - 1].source, HeardSource::Decoded);
    }

    /// What was heard goes on until the sources that have the version are heard: no gap.
    void areWaitedFor() {
        const StereoSignal mix = tone(0.5);
        PlaybackEngine engine(kRate);
        engine.setSources({bufferOf(mix), {}});
        engine.listen(to(HeardSource::Mix));
        engine.play();
        Ear ear(engine);
        const int latency = latencyOf({});
        ear.hear(latency + 1000);
        engine.listen(to(HeardSource::Served));
        auto at = static_cast<int>(engine.transport().position.count);
        QVERIFY(distance(ear.hear(3000), part(mix, at, 3000)) < 1e-6F);

        engine.setSources({bufferOf(mix), {}, {nullptr, bufferOf(tone(0.4)), nullptr}});
        at = static_cast<int>(engine.transport().position.count);
        const StereoSignal heard = ear.hear(latency + kJump + 512 + kSwitch, 64);
        QVERIFY(steepest(heard) < 0.0075F);
        QVERIFY(distance(part(heard, 0, latency), part(mix, at, latency)) < 1e-6F);
        at = static_cast<int>(engine.transport().position.count);
        QVERIFY(distance(ear.hear(3000), part(tone(0.4), at, 3000)) < 1e-6F);

        // Another one in its place is faded to.
        engine.setSources({bufferOf(mix), {}, {nullptr, bufferOf(tone(0.2)), nullptr}});
        QVERIFY(steepest(ear.hear(latency + kJump, 64)) < 0.0075F);
        at = static_cast<int>(engine.transport().position.count);
        QVERIFY(distance(ear.hear(3000), part(tone(0.2), at, 3000)) < 1e-6F);
        QCOMPARE(ear.offence(), nullptr);
    }
};

QTEST_APPLESS_MAIN(VersionsTest)
#include "versions_test.moc"
