// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/cost.h"
#include "core/render/drive_search.h"
#include "core/render/export.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>

using namespace kilter;

/// The limits of price, search and export, from both sides.
class RenderGuardsTest : public QObject {
    Q_OBJECT

    struct Made {
        double slope = 1.0, mean = 0.0, largest = 0.0;
        std::optional<double> psrLost;
    };
    static Cost costOf(const Made& made, std::optional<Lufs> clean = {}) {
        Solved solved;
        solved.slope = made.slope;
        solved.master.reduction = {{made.mean}, {made.largest}};
        solved.reached = Lufs{-10.0};
        Analysis mix, master;
        mix.dynamics.plr = Decibels{14.0};
        master.dynamics.plr = Decibels{11.0};
        mix.loudness.integrated = Lufs{-18.0};
        master.loudness.integrated = Lufs{-10.0};
        if (made.psrLost) {
            mix.dynamics.psrMin = Decibels{12.0};
            master.dynamics.psrMin = Decibels{12.0 - *made.psrLost};
        }
        return kilter::costOf(solved, mix, master, clean);
    }

  private slots:
    void prices_data() {
        QTest::addColumn<double>("slope");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("largest");
        QTest::addColumn<double>("psrLost");
        QTest::addColumn<int>("price");
        const auto row = [](const char* name, double slope, double mean, double largest, double psr,
                            Price price) {
            QTest::newRow(name) << slope << mean << largest << psr << static_cast<int>(price);
        };
        row("the most of green", 0.6, 2.0, 10.0, 4.0, Price::Green);
        row("slope", 0.599, 0.0, 0.0, 0.0, Price::Amber);
        row("mean", 1.0, 2.001, 0.0, 0.0, Price::Amber);
        row("dynamics", 1.0, 0.0, 0.0, 4.001, Price::Amber);
        row("the most of amber", 0.4, 9.0, 10.0, 9.0, Price::Amber);
        row("flat", 0.399, 0.0, 0.0, 0.0, Price::Red);
        row("hits", 1.0, 0.0, 10.001, 0.0, Price::Red);
    }
    void prices() {
        QFETCH(const double, slope);
        QFETCH(const double, mean);
        QFETCH(const double, largest);
        QFETCH(const double, psrLost);
        QFETCH(const int, price);
        QCOMPARE(static_cast<int>(costOf({slope, mean, largest, psrLost}).price), price);
    }

    void whatWasLostAndGained() {
        const Cost cost = costOf({1.0, 0.5, 1.0, 2.5});
        QCOMPARE(cost.plrLost->value, 3.0);
        QCOMPARE(cost.psrLost->value, 2.5);
        QCOMPARE(cost.louder.value, 8.0);
        QVERIFY(!costOf({}).psrLost);
    }

    /// What is green is clean, so the loudest clean value is no less; what is not, may be more.
    void theLoudestCleanIsNoLessThanAGreenMaster() {
        QCOMPARE(costOf({}, Lufs{-12.0}).loudestClean->value, -10.0);
        QCOMPARE(costOf({}, Lufs{-8.0}).loudestClean->value, -8.0);
        QCOMPARE(costOf({0.5, 0.0, 0.0, {}}, Lufs{-12.0}).loudestClean->value, -12.0);
        QVERIFY(!costOf({}).loudestClean);
    }

    /// Two renders a turn, and never more than there may be.
    void rendersEnd() {
        const auto goesOn = [](std::size_t trials, int most) {
            std::vector<DriveTrial> all;
            for (std::size_t i = 0; i < trials; ++i) {
                const double drive = static_cast<double>(i);
                all.push_back({{drive}, {-30.0 + drive}});
            }
            DriveProblem problem{{-14.0}, {-30.0}, {-20.0}, {-1.0}};
            problem.mostRenders = most;
            return nextDrives(problem, all).has_value();
        };
        QVERIFY(goesOn(4, 6));
        QVERIFY(!goesOn(4, 5));
        QVERIFY(!goesOn(6, 6));
    }

    /// Where more drive buys nothing, and where one drive was tried twice.
    void flatEndsAndRepeats() {
        const DriveProblem problem{{-8.0}, {-20.0}, {-5.0}, {-1.0}};
        const std::vector<DriveTrial> flat{{{14.0}, {-9.0}}, {{16.0}, {-8.95}}};
        QVERIFY(!nextDrives(problem, flat));
        const std::vector<DriveTrial> rising{{{14.0}, {-9.0}}, {{16.0}, {-8.9}}};
        QVERIFY(nextDrives(problem, rising));
        const std::vector<DriveTrial> twice{{{5.0}, {-9.0}}, {{5.0}, {-9.0}}};
        QVERIFY(!marginalSlope(twice, {-8.0}));
    }

    /// Between two trials the answer is the chord's or less: the curve is concave.
    void theCompanionLiesBelowTheChord() {
        const std::vector<DriveTrial> trials{{{4.0}, {-12.0}}, {{8.0}, {-9.0}}};
        const auto next = nextDrives({{-10.5}, {-16.0}, {-5.0}, {-1.0}}, trials);
        QVERIFY(next.has_value());
        QCOMPARE(next->estimate.value, 6.0);
        QCOMPARE(next->companion.value, 6.0 - 0.25 * 4.0 * 0.25);
    }

    void outputsThatAreRefused() {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        ExportRequest request;
        request.out = folder;
        request.overwrite = true;
        QCOMPARE(checkOutput(request).error().code, ErrorCode::NotAFile);
        request.out = folder / "none" / "a.wav";
        QCOMPARE(checkOutput(request).error().code, ErrorCode::FileNotFound);
        request.out = folder / "a.wav";
        QVERIFY(checkOutput(request));
    }
};

QTEST_APPLESS_MAIN(RenderGuardsTest)
#include "render_guards_test.moc"
