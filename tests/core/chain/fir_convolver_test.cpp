// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/fir_convolver.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <QTest>
#include <cmath>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate kRate{8000}; // short kernels, so that the slow way is bearable

FirKernel someKernel(KernelPhase phase) {
    const std::vector<PlacedShape> shapes{{{FilterKind::Bell, {300.0}, {9.0}, 3.0}, Placement::Mid},
                                          {{FilterKind::HighShelf, {2000.0}, {-6.0}}}};
    return kernelOf(shapes, phase, kRate);
}

// The convolution sum itself, `delay` frames late.
double sumAt(std::span<const double> h, const std::vector<float>& x, std::int64_t frame,
             int delay) {
    double sum = 0.0;
    for (std::size_t k = 0; k < h.size(); ++k) {
        const std::int64_t n = frame - delay - static_cast<std::int64_t>(k);
        if (n >= 0)
            sum += h[k] * x[static_cast<std::size_t>(n)];
    }
    return sum;
}

} // namespace

class FirConvolverTest : public QObject {
    Q_OBJECT

  private slots:
    void equalsTheSum() {
        RealtimeScope scope;
        for (const auto phase : {KernelPhase::Linear, KernelPhase::Minimum}) {
            const FirKernel kernel = someKernel(phase);
            QVERIFY(kernel.crosses());
            FirConvolver convolver(kRate);
            convolver.reset(kernel);
            const StereoSignal in = whiteNoise(20000, 1);
            StereoSignal out = in;
            processInBlocks(convolver, scope.token(), out, 100);
            const int delay = KernelLayout(kRate).partition;
            for (int frame = 0; frame < in.frames(); frame += 37) {
                const auto i = static_cast<std::size_t>(frame);
                const double left = sumAt(kernel.direct(), in.left, frame, delay) +
                                    sumAt(kernel.cross(), in.right, frame, delay);
                const double right = sumAt(kernel.direct(), in.right, frame, delay) +
                                     sumAt(kernel.cross(), in.left, frame, delay);
                // Half a unit in the last place of the float, and 1e-14.
                QVERIFY(std::abs(out.left[i] - left) <= 6e-8 * std::abs(left) + 1e-14);
                QVERIFY(std::abs(out.right[i] - right) <= 6e-8 * std::abs(right) + 1e-14);
            }
        }
    }

    void aFlatKernelOnlyDelays() {
        RealtimeScope scope;
        for (const auto phase : {KernelPhase::Linear, KernelPhase::Minimum}) {
            const FirKernel kernel(kRate, phase, [](Hertz) { return 1.0; });
            FirConvolver convolver(kRate);
            convolver.reset(kernel);
            const StereoSignal in = whiteNoise(20000, 2);
            StereoSignal out = in;
            processInBlocks(convolver, scope.token(), out, 333);
            const auto delay = static_cast<std::size_t>(kernel.latency().count);
            for (std::size_t i = 0; i < out.left.size(); ++i) {
                const float wanted = i < delay ? 0.0F : in.left[i - delay];
                QVERIFY(std::abs(out.left[i] - wanted) <= 1e-8F);
            }
        }
    }

    // A change from 0 to +6 dB of a slow sine: the fade's own second difference bounds the
    // output's.
    void changesAreFades() {
        RealtimeScope scope;
        const FirKernel flat(kRate, KernelPhase::Linear, [](Hertz) { return 1.0; });
        const FirKernel louder(kRate, KernelPhase::Linear, [](Hertz) { return 4.0; });
        FirConvolver convolver(kRate);
        convolver.reset(flat);
        constexpr double f = 50.0;
        StereoSignal out = sine(24000, kRate, {f}, 0.25);
        processInBlocks(convolver, scope.token(), out, 64, {12000},
                        [&](std::size_t) { convolver.set(scope.token(), louder); });
        const double partition = KernelLayout(kRate).partition;
        const double w = 2.0 * std::numbers::pi * f / kRate.hz;
        // |x''| of a(t) sin wt with a going 0.25 -> 0.5 by smoothTransition: |a''| <= 7.6/T^2,
        // |a'| <= 2.19/T for a step of 1.
        const double bound =
            0.5 * w * w + 0.25 * (7.6 / (partition * partition) + 2.0 * w * 2.19 / partition);
        for (std::size_t i = 6001; i < out.left.size() - 1; ++i) {
            const double second =
                static_cast<double>(out.left[i + 1]) - 2.0 * out.left[i] + out.left[i - 1];
            QVERIFY(std::abs(second) <= bound + 1e-7);
        }
        QVERIFY(*std::max_element(out.left.begin(), out.left.begin() + 12000) < 0.2501F);
        QVERIFY(*std::max_element(out.left.begin() + 12600, out.left.end()) > 0.4999F);
    }

    void theLatestKernelWins() {
        RealtimeScope scope;
        const FirKernel one = someKernel(KernelPhase::Linear);
        const FirKernel two = someKernel(KernelPhase::Linear);
        const FirKernel three = someKernel(KernelPhase::Linear);
        FirConvolver convolver(kRate);
        convolver.reset(one);
        StereoSignal x = whiteNoise(600, 3);
        convolver.set(scope.token(), two);
        convolver.set(scope.token(), three);
        QVERIFY(convolver.uses(one) && !convolver.uses(two) && convolver.uses(three));
        convolver.set(scope.token(), one);
        processInBlocks(convolver, scope.token(), x, 600);
        QVERIFY(convolver.uses(one) && !convolver.uses(three));
    }
};

QTEST_APPLESS_MAIN(FirConvolverTest)
#include "fir_convolver_test.moc"
