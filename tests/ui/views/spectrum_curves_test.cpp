// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/spectrum_curves.h"

#include "tests/ui/sample_content.h"

#include "core/base/scale.h"
#include "core/playback/meter_frame.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace kilter;
using namespace kilter::testing;

namespace {

/// Power per cell of noise whose density falls by `slope` dB/octave.
CellPowers noise(double slope) {
    CellPowers p;
    for (int i = 0; i < kCells; ++i) {
        const Hertz f = cellCentre(i);
        const double width = cellEdge(i + 1).value - cellEdge(i).value;
        const double density = power(tiltAt(f, {-slope}));
        p.mid[static_cast<std::size_t>(i)] = static_cast<float>(density * width);
    }
    return p;
}

double spreadOf(const CellLevels& levels, int first, int last) {
    const auto [low, high] = std::minmax_element(levels.begin() + first, levels.begin() + last);
    return static_cast<double>(*high - *low);
}

} // namespace

class SpectrumCurvesTest : public QObject {
    Q_OBJECT

  private slots:
    void aTiltLevelsNoiseOfThatSlope() {
        for (const double slope : {0.0, 3.0, 4.5, 6.0}) {
            const auto levels =
                displayLevels(noise(slope), SpectrumChannel::Stereo, Smoothing::Sixth, {slope});
            QVERIFY(spreadOf(levels, 8, kCells - 8) < 0.05);
        }
    }
    void smoothingKeepsPower() {
        // A single cell's power comes back as the area of the rectangle.
        for (const Smoothing s :
             {Smoothing::Fine, Smoothing::Twelfth, Smoothing::Sixth, Smoothing::Third}) {
            CellPowers one;
            one.mid[120] = 1.0F;
            const auto levels = displayLevels(one, SpectrumChannel::Stereo, s, {0.0});
            double sum = 0.0;
            for (int i = 0; i < kCells; ++i) {
                // Undo the constant tilt of cells against density.
                const double level =
                    levels[static_cast<std::size_t>(i)] - cellTiltAt(cellCentre(i), {0.0}).value;
                sum += power(Decibels{level}) / kCellsPerThird;
            }
            QVERIFY2(std::abs(sum - 2.0) < 1e-4, qPrintable(QString::number(sum)));
        }
    }
    void theEarsWidthBlends() {
        QCOMPARE(smoothingWidth(Smoothing::Ear, {100}), 1.0 / 6.0);
        QCOMPARE(smoothingWidth(Smoothing::Ear, {200}), 1.0 / 6.0);
        QVERIFY(smoothingWidth(Smoothing::Ear, {320}) > 1.0 / 6.0);
        // At 500 Hz: the larger of a third of an octave and ERB = 78.7 Hz.
        QVERIFY(std::abs(smoothingWidth(Smoothing::Ear, {500}) - 1.0 / 3.0) < 1e-9);
        QVERIFY(std::abs(smoothingWidth(Smoothing::Ear, {10000}) - 1.0 / 3.0) < 1e-9);
    }
    void aCorridorLiesOnTheSpectrumItWasMadeOf() {
        // The profile's thirds are sums of cells; the curve shows thirds as well.
        const CellPowers p = noise(4.5);
        const Corridor c = corridorAround(p, 1.0);
        const auto levels = displayLevels(p, SpectrumChannel::Stereo, Smoothing::Third, {0.0});
        for (int b = 2; b < kThirds - 2; ++b) {
            const int cell = thirdFirstCell(b) + kCellsPerThird / 2;
            const auto i = static_cast<std::size_t>(cell);
            const double tilt = cellTiltAt(thirdCentre(b), {0.0}).value;
            const double curve = 0.5 * static_cast<double>(levels[i - 1] + levels[i]);
            const double corridor = c.stereo[static_cast<std::size_t>(b)].median + tilt;
            QVERIFY2(std::abs(curve - corridor) < 0.1,
                     qPrintable(QStringLiteral("%1: %2 %3").arg(b).arg(curve).arg(corridor)));
        }
    }
    void midIsWhatTheSidesLeave() {
        const CellPowers p = musicSpectrum(3);
        const Corridor c = corridorAround(p, 1.0);
        const auto mid = c.of(SpectrumChannel::Mid);
        const auto levels = displayLevels(p, SpectrumChannel::Mid, Smoothing::Third, {0.0});
        QVERIFY(levels[100] <
                displayLevels(p, SpectrumChannel::Stereo, Smoothing::Third, {0})[100]);
        for (std::size_t b = 0; b < kThirds; ++b) {
            const double sum = power(Decibels{mid[b].median}) + power(Decibels{c.side[b].median});
            QVERIFY(std::abs(powerToDecibels(sum).value - static_cast<double>(c.stereo[b].median)) <
                    1e-3);
        }
    }
    void loudnessIsTakenOut() {
        Spectrum s;
        s.frames = 10;
        s.mid.fill(0.01);
        s.side.fill(0.002);
        s.loudnessPower = 0.3;
        Spectrum louder = s;
        for (double& v : louder.mid)
            v *= 4.0;
        for (double& v : louder.side)
            v *= 4.0;
        louder.loudnessPower *= 4.0;
        const auto a = cellPowersOf(s);
        const auto b = cellPowersOf(louder);
        QVERIFY(a && b);
        for (std::size_t i = 0; i < kCells; ++i)
            QVERIFY(std::abs(a->mid[i] / b->mid[i] - 1.0F) < 1e-5F);
        QVERIFY(!cellPowersOf(Spectrum{}));

        // What is heard lies on the average of the same sound.
        MeterFrame frame;
        frame.spectrum.mid.fill(0.01F);
        frame.spectrum.side.fill(0.002F);
        const CellPowers heard = cellPowersOf(frame, s.loudness());
        QVERIFY(std::abs(heard.mid[5] / a->mid[5] - 1.0F) < 1e-5F);
        QVERIFY(std::abs(heard.side[5] / a->side[5] - 1.0F) < 1e-5F);
    }
    void movesActOnTheirChannelOnly() {
        Moves moves{move(FilterKind::Bell, 1000, 6.0, 1.0)};
        moves[0].placement = Placement::Side;
        QCOMPARE(movesResponse(moves, 1.0, SpectrumChannel::Mid, {1000}).value, 0.0);
        QCOMPARE(movesResponse(moves, 1.0, SpectrumChannel::Stereo, {1000}).value, 0.0);
        QVERIFY(std::abs(movesResponse(moves, 1.0, SpectrumChannel::Side, {1000}).value - 6.0) <
                1e-9);
        const CellPowers p = musicSpectrum(4);
        const CellPowers q = powersBehind(p, moves, 0.5, std::nullopt);
        QCOMPARE(q.mid[136], p.mid[136]);
        QVERIFY(std::abs(powerToDecibels(static_cast<double>(q.side[136] / p.side[136])).value -
                         3.0) < 0.1);
    }
    void theMatchCurveCountsToo() {
        const CellPowers p = musicSpectrum(5);
        CellLevels curve{};
        curve.fill(2.0F);
        const CellPowers q = powersBehind(p, {}, 1.0, curve);
        QVERIFY(std::abs(q.mid[50] / p.mid[50] - static_cast<float>(power(Decibels{2.0}))) < 1e-4F);
    }
};

QTEST_APPLESS_MAIN(SpectrumCurvesTest)
#include "spectrum_curves_test.moc"
