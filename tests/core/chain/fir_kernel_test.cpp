// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/fir_kernel.h"

#include <QTest>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

using namespace kilter;

namespace {

constexpr SampleRate k44100{44100};

double powerAt(std::span<const double> h, SampleRate rate, double f) {
    std::complex<double> sum = 0.0;
    const std::complex<double> z = std::polar(1.0, -2.0 * std::numbers::pi * f / rate.hz);
    std::complex<double> zn = 1.0;
    for (const double v : h) {
        sum += v * zn;
        zn *= z;
    }
    return std::norm(sum);
}

// Largest deviation in dB between a kernel and its curve, 20 Hz to 20 kHz, above -40 dB.
double deviation(std::span<const double> h, const PowerCurve& curve, SampleRate rate) {
    double worst = 0.0;
    for (int i = 0; i < 120; ++i) {
        const double f = 20.0 * std::pow(1000.0, i / 119.0) * 0.999;
        const double wanted = curve({f});
        if (f < rate.nyquist().value && wanted > 1e-4)
            worst = std::max(worst, std::abs(powerToDecibels(powerAt(h, rate, f) / wanted).value));
    }
    return worst;
}

const std::vector<PlacedShape> kMaster{
    {{FilterKind::LowCut, {25.0}, {}, 1.0, 24}}, {{FilterKind::LowShelf, {80.0}, {3.0}}},
    {{FilterKind::Bell, {60.0}, {-4.0}, 2.0}},   {{FilterKind::Bell, {350.0}, {-6.0}, 4.0}},
    {{FilterKind::Bell, {3000.0}, {6.0}, 8.0}},  {{FilterKind::HighShelf, {10000.0}, {4.0}}}};

} // namespace

class FirKernelTest : public QObject {
    Q_OBJECT

  private slots:
    void followsTheCurve_data() {
        QTest::addColumn<int>("hz");
        QTest::addColumn<KernelPhase>("phase");
        for (const int hz : {44100, 48000, 96000}) {
            QTest::addRow("linear at %d Hz", hz) << hz << KernelPhase::Linear;
            QTest::addRow("minimum at %d Hz", hz) << hz << KernelPhase::Minimum;
        }
    }
    void followsTheCurve() {
        QFETCH(int, hz);
        QFETCH(KernelPhase, phase);
        const FirKernel kernel = kernelOf(kMaster, phase, SampleRate{hz});
        const double worst =
            deviation(kernel.direct(), powerCurve(kMaster, Placement::Mid), SampleRate{hz});
        QVERIFY2(worst <= 0.1, qPrintable(QString::number(worst)));
    }

    // What the latency is long enough for: boosts and cuts of 12 dB at low frequencies.
    void resolvesLowBells_data() {
        QTest::addColumn<double>("frequency");
        QTest::addColumn<double>("q");
        QTest::newRow("30 Hz, Q 2") << 30.0 << 2.0;
        QTest::newRow("60 Hz, Q 4") << 60.0 << 4.0;
        QTest::newRow("120 Hz, Q 8") << 120.0 << 8.0;
    }
    void resolvesLowBells() {
        QFETCH(double, frequency);
        QFETCH(double, q);
        for (const double gain : {-12.0, 12.0})
            for (const auto phase : {KernelPhase::Linear, KernelPhase::Minimum}) {
                const std::vector<PlacedShape> shapes{{{FilterKind::Bell, {frequency}, {gain}, q}}};
                const FirKernel kernel = kernelOf(shapes, phase, k44100);
                const double worst =
                    deviation(kernel.direct(), powerCurve(shapes, Placement::Mid), k44100);
                QVERIFY2(worst <= 0.1, qPrintable(QString::number(worst)));
            }
    }

    void linearPhaseIsSymmetricAboutItsMiddle() {
        const FirKernel kernel = kernelOf(kMaster, KernelPhase::Linear, k44100);
        const std::span<const double> h = kernel.direct();
        const auto partition = KernelLayout(k44100).partition;
        const auto middle = kernel.latency().count - partition;
        QCOMPARE(middle, static_cast<std::int64_t>(h.size() / 2));
        for (std::int64_t i = 1; i < middle; ++i)
            QCOMPARE(h[static_cast<std::size_t>(middle - i)],
                     h[static_cast<std::size_t>(middle + i)]);
        QCOMPARE(h[0], 0.0);
    }

    void minimumPhaseHasItsEnergyFirst() {
        const FirKernel linear = kernelOf(kMaster, KernelPhase::Linear, k44100);
        const FirKernel minimum = kernelOf(kMaster, KernelPhase::Minimum, k44100);
        // No causal filter of that magnitude has a larger first sample: the exponential of the mean
        // logarithm of |H| (Szego).
        double meanLog = 0.0;
        constexpr int bins = 20000;
        for (int k = 0; k < bins; ++k)
            meanLog += 0.5 *
                       std::log(powerCurve(kMaster, Placement::Mid)({(k + 0.5) * 22050.0 / bins})) /
                       bins;
        QVERIFY(std::abs(minimum.direct()[0] - std::exp(meanLog)) < 1e-3);
        QVERIFY(minimum.latency() < linear.latency());
        QCOMPARE(minimum.latency().count, std::int64_t{KernelLayout(k44100).partition});
    }

    void aFlatCurveIsOneSample() {
        const auto flat = [](Hertz) { return 1.0; };
        for (const auto phase : {KernelPhase::Linear, KernelPhase::Minimum}) {
            const FirKernel kernel(k44100, phase, flat);
            const auto at =
                static_cast<std::size_t>(kernel.latency().count - KernelLayout(k44100).partition);
            for (std::size_t i = 0; i < kernel.direct().size(); ++i)
                QVERIFY(std::abs(kernel.direct()[i] - (i == at ? 1.0 : 0.0)) < 1e-13);
        }
    }

    void midAndSideAreApart() {
        const std::vector<PlacedShape> shapes{
            {{FilterKind::Bell, {1000.0}, {6.0}}, Placement::Mid},
            {{FilterKind::Bell, {5000.0}, {-6.0}}, Placement::Side},
            {{FilterKind::Bell, {300.0}, {3.0}}}};
        const FirKernel kernel = kernelOf(shapes, KernelPhase::Linear, k44100);
        QVERIFY(kernel.crosses());
        std::vector<double> mid(kernel.direct().begin(), kernel.direct().end());
        std::vector<double> side = mid;
        for (std::size_t i = 0; i < mid.size(); ++i) {
            mid[i] += kernel.cross()[i];
            side[i] -= kernel.cross()[i];
        }
        QVERIFY(deviation(mid, powerCurve(shapes, Placement::Mid), k44100) <= 0.1);
        QVERIFY(deviation(side, powerCurve(shapes, Placement::Side), k44100) <= 0.1);
        QVERIFY(!kernelOf(kMaster, KernelPhase::Linear, k44100).crosses());
    }

    void aCurveOnTheCellsIsStraightBetweenThem() {
        std::array<Decibels, kCells> gains{};
        for (std::size_t i = 0; i < gains.size(); ++i)
            gains[i] = {0.05 * static_cast<double>(i)};
        const PowerCurve curve = powerCurve(gains);
        for (const int i : {0, 100, 239})
            QVERIFY(std::abs(powerToDecibels(curve(cellCentre(i))).value - 0.05 * i) < 1e-9);
        QVERIFY(std::abs(powerToDecibels(curve(cellEdge(101))).value - 5.025) < 1e-9);
        QCOMPARE(powerToDecibels(curve({0.0})).value, 0.0);
        QVERIFY(std::abs(powerToDecibels(curve({22050.0})).value - 11.95) < 1e-9);
        for (const auto phase : {KernelPhase::Linear, KernelPhase::Minimum}) {
            const FirKernel kernel(k44100, phase, curve);
            QVERIFY(deviation(kernel.direct(), curve, k44100) <= 0.1);
        }
    }

    void partitionsLastTwentyToFortyMilliseconds() {
        for (const int hz : {8000, 22050, 44100, 48000, 88200, 96000, 176400, 192000, 384000}) {
            const double seconds = static_cast<double>(KernelLayout(SampleRate{hz}).partition) / hz;
            QVERIFY(seconds >= 0.020 && seconds <= 0.040);
        }
    }
};

QTEST_APPLESS_MAIN(FirKernelTest)
#include "fir_kernel_test.moc"
