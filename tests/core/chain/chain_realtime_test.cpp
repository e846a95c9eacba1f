// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"
#include "core/chain/chain.h"
#include "core/chain/equaliser.h"
#include "core/chain/gain_ramp.h"
#include "tests/support/realtime_interposer.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <QTest>
#include <cstdlib>
#include <mutex>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr int kBlockSizes[] = {1, 17, 64, 512, 4096};
constexpr int kRates[] = {8000, 44100, 48000, 96000, 192000, 384000};

EqualiserSettings someBands(SampleRate rate, double corner) {
    EqualiserSettings s;
    for (std::size_t k = 0; k < s.bands.size(); k += 2)
        s.bands[k] = designBand({FilterKind::Bell, {corner * static_cast<double>(k + 1)}, {4.0}},
                                static_cast<Placement>(k % 3), rate);
    return s;
}

} // namespace

/// The contract of the audio thread: no allocation, no lock, no waiting, no file.
class ChainRealtimeTest : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        if (!RealtimeWatch::available())
            QSKIP("the sanitizers have these functions");
    }

    void theWatchSees() {
        {
            const RealtimeWatch watch;
            void* volatile p = std::malloc(1);
            std::free(p);
            QCOMPARE(watch.offence(), "malloc");
        }
        {
            std::mutex mutex;
            const RealtimeWatch watch;
            mutex.lock();
            mutex.unlock();
            QCOMPARE(watch.offence(), "pthread_mutex_lock");
        }
        const RealtimeWatch watch;
        QVERIFY(!watch.offence());
    }

    void equaliser_data() {
        QTest::addColumn<int>("hz");
        for (const int hz : kRates)
            QTest::addRow("%d Hz", hz) << hz;
    }
    void equaliser() {
        QFETCH(int, hz);
        const SampleRate rate{hz};
        const EqualiserSettings one = someBands(rate, 100.0);
        const EqualiserSettings two = someBands(rate, 130.0);
        const EqualiserSettings jump = someBands(rate, 700.0);
        EqualiserSettings linear;
        EqualiserSettings midSide;
        const std::vector<PlacedShape> shapes{{{FilterKind::Bell, {1000.0}, {6.0}}}};
        const std::vector<PlacedShape> placed{
            {{FilterKind::Bell, {1000.0}, {6.0}}, Placement::Side}};
        const FirKernel first = kernelOf(shapes, KernelPhase::Linear, rate);
        const FirKernel second = kernelOf(placed, KernelPhase::Minimum, rate);
        linear.kernel = &first;
        midSide.kernel = &second;
        const EqualiserSettings* const changes[] = {&two, &jump, &linear, &midSide, &one};
        Equaliser equaliser(rate);
        const int turn = KernelLayout(rate).partition * 2;
        StereoSignal noise = whiteNoise(4096, 1);

        RealtimeScope scope;
        for (const int size : kBlockSizes) {
            const RealtimeWatch watch;
            equaliser.reset(scope.token(), one);
            for (const EqualiserSettings* s : changes) {
                equaliser.set(scope.token(), *s);
                for (int done = 0; done < turn; done += size)
                    equaliser.process(scope.token(), noise.block(0, size));
            }
            QVERIFY2(!watch.offence(), watch.offence());
        }
    }

    void chain_data() { equaliser_data(); }
    void chain() {
        QFETCH(int, hz);
        const SampleRate rate{hz};
        ChainSettings one;
        one.equaliser = someBands(rate, 100.0);
        one.drive = Decibels{12.0};
        ChainSettings two = one;
        two.drive = Decibels{6.0};
        two.limiter.mode = LimiterMode::Loud;
        two.limiter.releaseMs = 100.0;
        Chain chain(rate);
        StereoSignal noise = whiteNoise(4096, 1);
        RealtimeScope scope;
        for (const int size : kBlockSizes) {
            const RealtimeWatch watch;
            chain.reset(scope.token(), one);
            for (int done = 0; done < 3 * 4096; done += size) {
                if (done / 4096 != (done + size) / 4096)
                    chain.apply(scope.token(), done < 4096 ? two : one);
                chain.process(scope.token(), noise.block(0, size));
            }
            QVERIFY(!chain.reduction().empty());
            QVERIFY2(!watch.offence(), watch.offence());
        }
    }

    void gainRamp() {
        GainRamp ramp(SampleRate{44100});
        const Gain louder(Decibels{6.0});
        StereoSignal noise = whiteNoise(4096, 1);
        RealtimeScope scope;
        for (const int size : kBlockSizes) {
            const RealtimeWatch watch;
            ramp.reset(scope.token(), {});
            ramp.set(scope.token(), louder);
            ramp.process(scope.token(), noise.block(0, size));
            QVERIFY2(!watch.offence(), watch.offence());
        }
    }
};

QTEST_APPLESS_MAIN(ChainRealtimeTest)
#include "chain_realtime_test.moc"
