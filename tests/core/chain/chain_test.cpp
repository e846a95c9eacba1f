// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"
#include "core/chain/chain.h"
#include "core/chain/fir_kernel.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate k44100{44100};

BandSettings bell(double f, double gain, Placement placement = Placement::Stereo) {
    return designBand({FilterKind::Bell, {f}, {gain}}, placement, k44100);
}

ChainSettings randomSettings(std::mt19937& random) {
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    ChainSettings s;
    for (int i = 0; i < 5; ++i)
        s.equaliser.bands[random() % kEqualiserBands] =
            bell(20.0 * std::pow(1000.0, unit(random)), 24.0 * unit(random) - 12.0,
                 static_cast<Placement>(random() % 3));
    s.drive = Decibels{18.0 * unit(random) - 6.0};
    s.limiter.mode = static_cast<LimiterMode>(random() % 3);
    s.limiter.ceiling = {-3.0 * unit(random)};
    s.limiter.trim = {-0.1 * unit(random)};
    s.limiter.link = unit(random);
    return s;
}

} // namespace

class ChainTest : public QObject {
    Q_OBJECT

  private slots:
    void withNothingToDoItDelays() {
        RealtimeScope scope;
        Chain chain(k44100);
        const StereoSignal in = whiteNoise(20000, 1);
        StereoSignal out = in;
        processInBlocks(chain, scope.token(), out, 512);
        const auto latency = chain.latency().count;
        QVERIFY(std::equal(out.left.begin() + latency, out.left.end(), in.left.begin()));
        QVERIFY(std::equal(out.right.begin() + latency, out.right.end(), in.right.begin()));
        QVERIFY(std::all_of(out.left.begin(), out.left.begin() + latency,
                            [](float v) { return v == 0.0F; }));
    }

    void latencyIsWhereTheImpulseComesOut() {
        RealtimeScope scope;
        const std::vector<PlacedShape> shapes{{{FilterKind::Bell, {2000.0}, {3.0}}}};
        for (const auto phase : {KernelPhase::Linear, KernelPhase::Minimum}) {
            const FirKernel kernel = kernelOf(shapes, phase, k44100);
            ChainSettings s;
            s.equaliser.kernel = &kernel;
            Chain chain(k44100, s);
            StereoSignal out(30000);
            out.left[100] = 0.25F;
            processInBlocks(chain, scope.token(), out, 512);
            const auto peak = std::max_element(out.left.begin(), out.left.end());
            QCOMPARE(std::int64_t{peak - out.left.begin()}, 100 + chain.latency().count);
        }
    }

    void latencyDependsOnThePhaseKindOnly() {
        RealtimeScope scope;
        std::mt19937 random(2);
        Chain chain(k44100);
        const Frames latency = chain.latency();
        for (int i = 0; i < 20; ++i) {
            chain.apply(scope.token(), randomSettings(random));
            QCOMPARE(chain.latency(), latency);
        }
    }

    void driveIsAGain() {
        RealtimeScope scope;
        ChainSettings s;
        s.drive = Decibels{6.0};
        s.limiter.mode = LimiterMode::Off;
        Chain chain(k44100, s);
        const StereoSignal in = whiteNoise(10000, 3);
        StereoSignal out = in;
        processInBlocks(chain, scope.token(), out, 512);
        const auto latency = static_cast<std::size_t>(chain.latency().count);
        const double gain = s.drive.factor();
        for (std::size_t i = latency; i < out.left.size(); ++i)
            QCOMPARE(out.left[i], static_cast<float>(gain * in.left[i - latency]));
    }

    // As loud a step as the gain makes, spread over 10 ms: 440 frames of at most 2.19 / 441 each.
    void driveChangesWithoutAClick() {
        RealtimeScope scope;
        ChainSettings s;
        s.limiter.mode = LimiterMode::Off;
        Chain chain(k44100, s);
        StereoSignal out(44100);
        std::fill(out.left.begin(), out.left.end(), 0.1F);
        processInBlocks(chain, scope.token(), out, 512, {22050}, [&](std::size_t) {
            s.drive = Decibels{12.0};
            chain.apply(scope.token(), s);
        });
        const double step = 0.1 * (amplitude({12.0}) - 1.0);
        for (std::size_t i = 20001; i < out.left.size(); ++i)
            QVERIFY(out.left[i] - out.left[i - 1] <= step * 2.2 / 441.0 + 1e-7);
        QVERIFY(std::abs(out.left.back() - 0.1 * amplitude({12.0})) < 1e-6);
    }

    void blockSizeDoesNotMatter() {
        RealtimeScope scope;
        std::mt19937 random(4);
        const FirKernel kernel =
            kernelOf(std::vector<PlacedShape>{{{FilterKind::Bell, {500.0}, {6.0}}, Placement::Mid}},
                     KernelPhase::Linear, k44100);
        std::vector<int> frames;
        std::vector<ChainSettings> changes;
        for (int at = 500; at < 50000; at += 1 + static_cast<int>(random() % 3000)) {
            frames.push_back(at);
            changes.push_back(randomSettings(random));
            if (random() % 3 == 0)
                changes.back().equaliser.kernel = &kernel;
        }
        StereoSignal first;
        for (const int size : {512, 1, 17, 64, 4096}) {
            Chain chain(k44100, changes[0]);
            StereoSignal out = whiteNoise(50000, 5, 0.7F);
            processInBlocks(chain, scope.token(), out, size, frames,
                            [&](std::size_t i) { chain.apply(scope.token(), changes[i]); });
            if (first.frames() == 0)
                first = out;
            QVERIFY2(out == first, qPrintable(QString::number(size)));
        }
    }

    void resetForgets() {
        RealtimeScope scope;
        std::mt19937 random(6);
        const ChainSettings s = randomSettings(random);
        Chain chain(k44100, s);
        const StereoSignal in = whiteNoise(20000, 7, 0.7F);
        StereoSignal first = in;
        processInBlocks(chain, scope.token(), first, 512);
        chain.apply(scope.token(), randomSettings(random));
        StereoSignal between = in;
        processInBlocks(chain, scope.token(), between, 100);
        chain.reset(scope.token(), s);
        StereoSignal again = in;
        processInBlocks(chain, scope.token(), again, 512);
        QVERIFY(first == again);
    }

    void reductionIsTheLastBlocks() {
        RealtimeScope scope;
        ChainSettings s;
        s.drive = Decibels{20.0};
        Chain chain(k44100, s);
        StereoSignal loud = whiteNoise(44100, 8, 0.9F);
        processInBlocks(chain, scope.token(), loud, 441);
        QCOMPARE(chain.reduction().size(), std::size_t{441});
        QVERIFY(chain.reduction()[440] > 1.0F);
    }
};

QTEST_APPLESS_MAIN(ChainTest)
#include "chain_test.moc"
