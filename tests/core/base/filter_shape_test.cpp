// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/filter_shape.h"
#include "core/base/frequency_grid.h"

#include <QTest>

#include <random>

using namespace kilter;

class FilterShapeTest : public QObject {
    Q_OBJECT

    std::mt19937 random_{1};
    double between(double low, double high) {
        return std::uniform_real_distribution<>(low, high)(random_);
    }
    static void near(double value, double expected, double tolerance = 1e-9) {
        QVERIFY2(std::abs(value - expected) <= tolerance,
                 qPrintable(QString("%1, expected %2").arg(value).arg(expected)));
    }

  private slots:
    /// Known answer: what the RBJ cookbook's prototypes do at their corner and at the ends.
    void propertyCornersAndEnds() {
        for (int i = 0; i < 200; ++i) {
            const Hertz f{between(20, 20000)};
            const Decibels g{between(-24, 24)};
            const double q = between(0.3, 8);
            const Hertz low = f * 1e-6;
            const Hertz high = f * 1e6;
            near(response({FilterKind::Bell, f, g, q}, f).value, g.value);
            near(response({FilterKind::Bell, f, g, q}, low).value, 0.0, 1e-6);
            near(response({FilterKind::LowShelf, f, g, q}, low).value, g.value, 1e-6);
            near(response({FilterKind::LowShelf, f, g, q}, f).value, g.value / 2, 1e-6);
            near(response({FilterKind::LowShelf, f, g, q}, high).value, 0.0, 1e-6);
            near(response({FilterKind::HighShelf, f, g, q}, low).value, 0.0, 1e-6);
            near(response({FilterKind::HighShelf, f, g, q}, f).value, g.value / 2, 1e-6);
            near(response({FilterKind::HighShelf, f, g, q}, high).value, g.value, 1e-6);
            near(response({FilterKind::Tilt, f, g}, low).value, -g.value / 2, 1e-6);
            near(response({FilterKind::Tilt, f, g}, f).value, 0.0, 1e-9);
            near(response({FilterKind::Tilt, f, g}, high).value, g.value / 2, 1e-6);
            QCOMPARE(powerResponse({FilterKind::Notch, f, {}, q}, f), 0.0);
        }
    }

    /// Known answer: a Butterworth filter is 3.01 dB down at its corner, and falls by its slope.
    void knownAnswerCuts() {
        for (int slope = 6; slope <= 48; slope += 6) {
            for (const FilterKind kind : {FilterKind::LowCut, FilterKind::HighCut}) {
                const FilterShape cut{kind, {1000}, {}, 1.0, slope};
                near(response(cut, {1000}).value, -3.0103, 1e-4);
                const double away = kind == FilterKind::LowCut ? 1.0 / 64 : 64.0;
                const double twice = kind == FilterKind::LowCut ? 1.0 / 128 : 128.0;
                near(response(cut, {1000 * twice}).value - response(cut, {1000 * away}).value,
                     -slope * 1.00343, 0.01 * slope);
            }
        }
    }

    void propertyBoostAndCutAreReciprocal() {
        for (int i = 0; i < 200; ++i) {
            const FilterKind kind =
                std::array{FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf,
                           FilterKind::Tilt}[static_cast<std::size_t>(i % 4)];
            const FilterShape boost{kind, {between(20, 20000)}, {between(0, 24)}, between(0.3, 8)};
            FilterShape cut = boost;
            cut.gain = -boost.gain;
            const Hertz f{between(10, 30000)};
            near(powerResponse(boost, f) * powerResponse(cut, f), 1.0, 1e-9);
        }
    }

    /// Contract: all grids share the edges of the finest.
    void contractGridsNest() {
        near(cellEdge(kCellBelow1k).value, 1000.0, 1e-9);
        for (int b = 0; b < kThirds; ++b) {
            const int first = thirdFirstCell(b);
            QVERIFY(first >= 0 && first + kCellsPerThird <= kCells);
            near(cellEdge(first).value / thirdCentre(b).value, std::exp2(-1.0 / 6), 1e-9);
            near(cellEdge(first + kCellsPerThird).value / thirdCentre(b).value, std::exp2(1.0 / 6),
                 1e-9);
        }
        near(thirdCentre(0).value, 39.37, 0.01);
        near(thirdCentre(kThirds - 1).value, 16000.0, 1e-6);
    }
};

QTEST_APPLESS_MAIN(FilterShapeTest)
#include "filter_shape_test.moc"
