// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/drive_search.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace kilter;

/// The solver's planner against invented limiters: concave curves from drive to loudness.
class DriveSearchTest : public QObject {
    Q_OBJECT

    /// Loudness rises with the drive until the ceiling is met, then ever slower, to `most` at the
    /// most.
    struct InventedLimiter {
        double undriven, knee, most, softness;
        [[nodiscard]] Lufs operator()(Decibels drive) const {
            const double plain = undriven + drive.value;
            if (plain <= knee)
                return {plain};
            const double room = most - knee;
            return {knee + room * (1.0 - std::exp(-(plain - knee) / room / softness))};
        }
    };

    struct Outcome {
        std::vector<DriveTrial> trials;
        DriveTrial best;
    };
    static Outcome search(const InventedLimiter& limiter, const DriveProblem& problem) {
        Outcome outcome;
        while (const auto drives = nextDrives(problem, outcome.trials)) {
            for (const Decibels drive : {drives->estimate, drives->companion})
                outcome.trials.push_back({drive, limiter(drive)});
            if (outcome.trials.size() > 20)
                break;
        }
        outcome.best = nearest(outcome.trials, problem.target);
        return outcome;
    }

  private slots:
    void propertyReachableTargetsAreHit() {
        std::mt19937 random(7);
        const auto between = [&](double low, double high) {
            return std::uniform_real_distribution<>(low, high)(random);
        };
        int hits = 0;
        constexpr int kTrials = 500;
        for (int i = 0; i < kTrials; ++i) {
            const double undriven = between(-30, -10);
            const double knee = undriven + between(-3, 12);
            const InventedLimiter limiter{undriven, knee, knee + between(4, 12), between(1, 1.4)};
            const Lufs target{between(std::min(undriven, knee), 0.7 * limiter.most + 0.3 * knee)};
            const double peak = -1.0 - (knee - undriven);
            const Outcome outcome = search(limiter, {target, {undriven}, {peak}, {-1.0}});
            QVERIFY(outcome.trials.size() <= static_cast<std::size_t>(kMostRenders));
            const double miss = std::abs((outcome.best.loudness - target).value);
            QVERIFY2(miss <= 0.05, qPrintable(QString("case %1 misses by %2").arg(i).arg(miss)));
            hits += miss <= kSolverTolerance.value;
        }
        QVERIFY2(hits >= 0.97 * kTrials, qPrintable(QString::number(hits)));
    }

    void unreachableEndsWithTheLoudest() {
        const InventedLimiter limiter{-18.0, -14.0, -8.0, 1.0};
        const Outcome outcome = search(limiter, {{-5.0}, {-18.0}, {-5.0}, {-1.0}});
        QVERIFY(outcome.trials.size() <= static_cast<std::size_t>(kMostRenders));
        QVERIFY(outcome.best.loudness > Lufs{-8.2});
        QVERIFY(outcome.best.loudness < Lufs{-8.0});
    }

    /// The answer to what no limiter reaches is what most drive gives, not where the renders ended.
    void farOutOfReachIsTriedWithMostDrive() {
        const InventedLimiter limiter{-18.0, -14.0, -8.0, 3.0};
        const Outcome outcome = search(limiter, {{-2.0}, {-18.0}, {-5.0}, {-1.0}});
        QVERIFY(outcome.trials.size() <= 4);
        QCOMPARE(outcome.best.drive.value, 16.0 + 24.0);
    }

    void slopeIsOneWhereNothingIsLimited() {
        const std::vector<DriveTrial> trials{{{0.0}, {-20.0}}, {{1.0}, {-19.0}}, {{5.0}, {-17.0}}};
        QCOMPARE(marginalSlope(trials, {-20.0}).value(), 1.0);
        QCOMPARE(marginalSlope(trials, {-17.0}).value(), 0.5);
        QVERIFY(!marginalSlope(std::vector{trials[0]}, {-20.0}));
    }

    /// The answer is looked for between the nearest trials on either side, not the furthest.
    void theNearestBracket() {
        const std::vector<DriveTrial> trials{{{2.0}, {-16.0}},
                                             {{4.0}, {-14.6}},
                                             {{5.0}, {-13.8}},
                                             {{9.0}, {-11.0}},
                                             {{12.0}, {-9.5}}};
        const auto next = nextDrives({{-14.0}, {-18.0}, {-3.0}, {-1.0}, std::nullopt, 20}, trials);
        QVERIFY(next);
        QVERIFY(std::abs(next->estimate.value - (4.0 + 0.6 / 0.8)) < 1e-9);
        QVERIFY(next->companion < next->estimate && next->companion > Decibels{4.0});
    }

    void closeEnoughStops() {
        const std::vector<DriveTrial> trials{{{3.0}, {-14.01}}, {{4.0}, {-13.3}}};
        QVERIFY(!nextDrives({{-14.0}, {-17.0}, {-3.0}, {-1.0}}, trials));
    }
};

QTEST_APPLESS_MAIN(DriveSearchTest)
#include "drive_search_test.moc"
