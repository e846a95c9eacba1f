// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/scale.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace kilter;

class ScaleTest : public QObject {
    Q_OBJECT

  private slots:
    void aStraightAxisGoesBothWays() {
        const LinearScale y{9.0, -18.0, 10.0, 280.0};
        QCOMPARE(y.position(9.0), 10.0);
        QCOMPARE(y.position(-18.0), 280.0);
        QCOMPARE(y.position(0.0), 100.0);
        QCOMPARE(y.value(100.0), 0.0);
        QCOMPARE(y.clamped(20.0), 9.0);
        QCOMPARE(y.clamped(-20.0), -18.0);
        QCOMPARE((LinearScale{0.0, 12.0, 0.0, 1.0}.clamped(13.0)), 12.0);
    }
    void anOctaveIsAnOctaveEverywhere() {
        const LogFrequencyScale x{{20.0}, {20000.0}, 100.0, 1100.0};
        QCOMPARE(x.position({20.0}), 100.0);
        QVERIFY(std::abs(x.position({20000.0}) - 1100.0) < 1e-9);
        const double octave = x.position({200.0}) - x.position({100.0});
        QVERIFY(std::abs(octave - x.pixelsPerOctave()) < 1e-9);
        QVERIFY(std::abs(x.position({8000.0}) - x.position({4000.0}) - octave) < 1e-9);
        QVERIFY(std::abs(x.position({std::sqrt(20.0 * 20000.0)}) - 600.0) < 1e-9);
    }
    void positionsComeBack() {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> place(0.0, 1.0);
        for (int n = 0; n < 1000; ++n) {
            const LogFrequencyScale x{{20.0}, {20000.0}, 40.0, 40.0 + 3000.0 * place(random)};
            const double at = 40.0 + place(random) * (x.end - 40.0);
            QVERIFY(std::abs(x.position(x.frequency(at)) - at) < 1e-6);
        }
    }
    void aTiltTurnsAboutOneKilohertz() {
        QCOMPARE(tiltAt({1000.0}, {4.5}).value, 0.0);
        QCOMPARE(tiltAt({2000.0}, {4.5}).value, 4.5);
        QCOMPARE(tiltAt({500.0}, {4.5}).value, -4.5);
        // Cells of equal ratio grow by 3.01 dB/octave of their own: pink noise is level in them.
        QVERIFY(std::abs(cellTiltAt({4000.0}, powerToDecibels(2.0)).value) < 1e-12);
    }
    void ebuScales() { // EBU Tech 3341, 2.8: -18..+9 and -36..+18 LU
        QCOMPARE(scaleTop(EbuScale::Plus9).value, 9.0);
        QCOMPARE(scaleBottom(EbuScale::Plus9).value, -18.0);
        QCOMPARE(scaleTop(EbuScale::Plus18).value, 18.0);
        QCOMPARE(scaleBottom(EbuScale::Plus18).value, -36.0);
    }
    void rangesHold() {
        constexpr std::array<double, 3> kRanges{6.0, 12.0, 24.0};
        QCOMPARE(rangeHolding(kRanges, 6.0), 6.0);
        QCOMPARE(rangeHolding(kRanges, 6.1), 12.0);
        QCOMPARE(rangeHolding(kRanges, 99.0), 24.0);
    }
    void timeTicksStayApart() {
        for (double perSecond = 0.05; perSecond < 5000.0; perSecond *= 1.3) {
            const Seconds tick = timeTick(perSecond, 72.0);
            QVERIFY(tick.value * perSecond >= 72.0 || tick.value == 600.0);
        }
        QCOMPARE(timeTick(6.0, 72.0).value, 15.0);
    }
};

QTEST_APPLESS_MAIN(ScaleTest)
#include "scale_test.moc"
