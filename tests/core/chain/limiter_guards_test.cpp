// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/chain.h"
#include "core/chain/equaliser.h"
#include "core/chain/fir_kernel.h"
#include "tests/support/realtime_scope.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace kilter;

namespace {

struct Stereo {
    std::vector<float> left, right;
};

Stereo tone(std::size_t frames) {
    Stereo s{std::vector<float>(frames), std::vector<float>(frames)};
    for (std::size_t i = 0; i < frames; ++i)
        s.left[i] = s.right[i] = static_cast<float>(0.5 * std::sin(0.03 * static_cast<double>(i)));
    return s;
}

/// Through a chain without moves, with the bad sample at `where`.
Stereo limited(float bad, std::size_t where) {
    Stereo s = tone(20000);
    s.left[where] = bad;
    Chain chain({44100});
    testing::RealtimeScope scope;
    chain.process(scope.token(), {s.left.data(), s.right.data(), static_cast<int>(s.left.size())});
    return s;
}

} // namespace

/// A sample that is broken is left out; one that is merely loud is limited.
class LimiterGuardsTest : public QObject {
    Q_OBJECT

  private slots:
    void brokenSamplesAreSilence() {
        const Stereo without = limited(0.0F, 5000);
        for (const float bad :
             {1.1e6F, -1.1e6F, 1e30F, std::numeric_limits<float>::infinity(), std::nanf("")}) {
            const Stereo with = limited(bad, 5000);
            QVERIFY2(with.left == without.left && with.right == without.right,
                     qPrintable(QString::number(static_cast<double>(bad))));
        }
    }

    void loudSamplesAreLimited() {
        const Stereo without = limited(0.0F, 5000);
        for (const float loud : {0.9e6F, -0.9e6F, 100.0F}) {
            const Stereo with = limited(loud, 5000);
            QVERIFY(with.left != without.left);
            for (const auto* channel : {&with.left, &with.right})
                for (const float x : *channel)
                    QVERIFY(std::isfinite(x) && std::abs(x) <= 0.9F);
        }
    }

    /// A new ceiling is approached over some 50 ms; a step in it would be a click.
    void aNewCeilingIsApproached() {
        ChainSettings settings;
        settings.limiter.ceiling = {-1.0};
        Chain chain({44100}, settings);
        testing::RealtimeScope scope;
        std::vector<float> left(441), right(441);
        std::size_t at = 0;
        const auto peak = [&] { // of the next 10 ms
            for (std::size_t i = 0; i < left.size(); ++i, ++at)
                left[i] = right[i] =
                    static_cast<float>(2.0 * std::sin(0.15 * static_cast<double>(at)));
            chain.process(scope.token(), {left.data(), right.data(), 441});
            float largest = 0.0F;
            for (const float x : left)
                largest = std::max(largest, std::abs(x));
            return toDecibels(static_cast<double>(largest)).value;
        };
        double before = 0.0;
        for (int i = 0; i < 100; ++i)
            before = peak();
        QVERIFY(std::abs(before + 1.0) < 0.3);
        settings.limiter.ceiling = {-7.0};
        chain.apply(scope.token(), settings);
        double steepest = 0.0;
        for (int i = 0; i < 100; ++i) {
            const double now = peak();
            steepest = std::max(steepest, before - now);
            before = now;
        }
        QVERIFY(std::abs(before + 7.0) < 0.3);
        QVERIFY2(steepest > 0.5 && steepest < 2.0, qPrintable(QString::number(steepest)));
    }

    /// A kernel that waits for its turn is used; a reset forgets that it waited.
    void aKernelThatWaitsIsUsed() {
        constexpr SampleRate kRate{44100};
        const std::vector<PlacedShape> shapes{{{FilterKind::Bell, {1000.0}, {6.0}, 1.0, 12}}};
        const FirKernel one = kernelOf(shapes, KernelPhase::Linear, kRate);
        const FirKernel two = kernelOf(shapes, KernelPhase::Linear, kRate);
        const auto with = [](const FirKernel* kernel) {
            EqualiserSettings settings;
            settings.kernel = kernel;
            return settings;
        };
        Equaliser equaliser(kRate);
        testing::RealtimeScope scope;
        const auto run = [&] {
            Stereo s = tone(44100);
            equaliser.process(scope.token(), {s.left.data(), s.right.data(), 44100});
        };
        equaliser.set(scope.token(), with(&one));
        equaliser.set(scope.token(), with(&two));
        QVERIFY(equaliser.uses(one) && equaliser.uses(two));
        run();
        QVERIFY(!equaliser.uses(one) && equaliser.uses(two));
        equaliser.set(scope.token(), {});
        equaliser.set(scope.token(), with(&one));
        QVERIFY(equaliser.uses(one));
        run();
        equaliser.set(scope.token(), with(&one));
        run();
        QVERIFY(equaliser.uses(one));
        equaliser.set(scope.token(), {}); // it waited once, and was taken
        run();
        QVERIFY(!equaliser.uses(one));
        equaliser.set(scope.token(), with(&one));
        equaliser.reset(scope.token(), {});
        QVERIFY(!equaliser.uses(one) && !equaliser.uses(two));
        run();
        QVERIFY(!equaliser.uses(one));
        QCOMPARE(equaliser.latency(), Frames{0});
    }

    /// Nothing of what was before is heard after a reset.
    void resetForgets() {
        Chain chain({44100});
        testing::RealtimeScope scope;
        const auto run = [&] {
            Stereo s = tone(3000);
            chain.process(scope.token(), {s.left.data(), s.right.data(), 3000});
            return s.left;
        };
        const auto first = run();
        QVERIFY(run() != first);
        chain.reset(scope.token(), {});
        QVERIFY(run() == first);
    }
};

QTEST_APPLESS_MAIN(LimiterGuardsTest)
#include "limiter_guards_test.moc"
