// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/drive_search.h"

#include "core/analysis/loudness.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace kilter;

/// The solver's planner against invented limiters: concave curves from drive to loudness, for
/// every block of 400 ms by itself.
class DriveSearchTest : public QObject {
    Q_OBJECT

    /// A block gets louder with the drive until the knee is met, then ever slower, to `most` at
    /// the most.
    struct InventedLimiter {
        double knee, most, softness;
        std::vector<double> undriven; ///< LUFS of every block
        double leapAt = 1e9;          ///< the drive from which all is 3 dB louder

        [[nodiscard]] double block(double plain) const {
            if (plain <= knee)
                return plain;
            const double room = most - knee;
            return knee + room * (1.0 - std::exp(-(plain - knee) / room / softness));
        }
        [[nodiscard]] std::vector<double> blocks(Decibels drive) const {
            std::vector<double> powers;
            for (const double level : undriven)
                powers.push_back(std::pow(10.0, 0.1 * (block(level + drive.value) + 0.691 +
                                                       (drive.value >= leapAt ? 3.0 : 0.0))));
            return powers;
        }
        [[nodiscard]] Lufs loudness(Decibels drive) const {
            return integratedLoudness(blocks(drive)).value_or(Lufs{-70.0});
        }
        [[nodiscard]] DriveProblem problem(Lufs target) const {
            const double loudest = *std::max_element(undriven.begin(), undriven.end());
            std::vector<double> powers;
            for (const double level : undriven)
                powers.push_back(std::pow(10.0, 0.1 * (level + 0.691)));
            return {target, powers, *integratedLoudness(powers), {knee - loudest}};
        }
    };

    static DriveSearch searched(const InventedLimiter& limiter, Lufs target) {
        DriveSearch search(limiter.problem(target));
        while (const auto drive = search.next()) {
            const auto companion = search.companion(*drive);
            search.add({*drive, limiter.blocks(*drive), limiter.loudness(*drive)});
            if (companion)
                search.add({*companion, limiter.blocks(*companion), limiter.loudness(*companion)});
            if (search.trials().size() > 100)
                break;
        }
        return search;
    }
    static double missOf(const DriveSearch& search, Lufs target) {
        return std::abs((search.nearest().loudness - target).value);
    }

    /// From silence up to 0: most of it under the gate, until it is driven.
    static InventedLimiter crescendo(double range, double knee, double softness, int blocks) {
        InventedLimiter limiter{knee, knee + 5.0, softness, {}};
        for (int b = 0; b < blocks; ++b)
            limiter.undriven.push_back(-20.0 - range * (1.0 - (b + 1.0) / blocks));
        return limiter;
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
            const InventedLimiter limiter{
                knee, knee + between(4, 12), between(1, 1.4), {undriven, undriven - 1.0}};
            const Lufs target{between(std::min(undriven, knee), 0.7 * limiter.most + 0.3 * knee)};
            const DriveSearch search = searched(limiter, target);
            QVERIFY(search.trials().size() <= static_cast<std::size_t>(kMostRenders));
            const double miss = missOf(search, target);
            QVERIFY2(miss <= 0.05, qPrintable(QString("case %1 misses by %2").arg(i).arg(miss)));
            hits += miss <= kSolverTolerance.value;
        }
        QVERIFY2(hits >= 0.97 * kTrials, qPrintable(QString::number(hits)));
    }

    /// Property: where the gate makes loudness jump, a drive that a fine scan finds is found, and
    /// what is not found is not there.
    void propertyWhatJumpsIsScanned() {
        int jumping = 0;
        for (const double range : {20.0, 30.0, 45.0})
            for (const double softness : {1.0, 2.0})
                for (const int blocks : {12, 40, 110})
                    for (double t = -16.0; t <= -8.0; t += 0.37) {
                        const auto limiter = crescendo(range, -14.0, softness, blocks);
                        const Lufs target{t};
                        const DriveSearch search = searched(limiter, target);
                        const double plain = (target - limiter.problem(target).undriven).value;
                        double nearest = 1e9;
                        double before = -1e9;
                        for (double d = plain - 1.0; d < plain + 24.0; d += 0.01) {
                            const double l = limiter.loudness({d}).value;
                            nearest = std::min(nearest, std::abs(l - t));
                            jumping += l < before - 0.05;
                            before = l;
                        }
                        if (nearest <= 0.045)
                            QVERIFY2(missOf(search, target) <= 0.05,
                                     qPrintable(QString("%1 %2 %3 to %4: %5")
                                                    .arg(range)
                                                    .arg(softness)
                                                    .arg(blocks)
                                                    .arg(t)
                                                    .arg(missOf(search, target))));
                        QVERIFY(search.trials().size() <=
                                static_cast<std::size_t>(kMostRendersWhereItJumps) + 1);
                    }
        QVERIFY2(jumping > 100, qPrintable(QString::number(jumping)));
    }

    /// Within a leap there is nothing: said after a look on both sides.
    void whatLiesWithinALeapIsNamedOnBothSides() {
        const InventedLimiter limiter{-16.0, -8.0, 1.0, {-18.0, -19.0}, 5.0};
        const Lufs before = limiter.loudness({4.999});
        const Lufs target = before + Decibels{1.3};
        const DriveSearch search = searched(limiter, target);
        QVERIFY(missOf(search, target) > 0.05);
        QVERIFY(search.below().has_value() && search.above().has_value());
        QVERIFY2(std::abs((*search.below() - before).value) < 0.05,
                 qPrintable(QString::number(search.below()->value)));
        QVERIFY(std::abs((*search.above() - before).value - 3.0) < 0.05);
    }

    void unreachableEndsWithTheLoudest() {
        const InventedLimiter limiter{-14.0, -8.0, 1.0, {-18.0}};
        const DriveSearch search = searched(limiter, {-5.0});
        QVERIFY(search.trials().size() <= static_cast<std::size_t>(kMostRenders));
        QVERIFY(search.nearest().loudness > Lufs{-8.2});
        QVERIFY(search.nearest().loudness < Lufs{-7.9});
        QVERIFY(search.below() == search.nearest().loudness && !search.above());
    }

    /// The answer to what no limiter reaches is what most drive gives, not where the renders ended.
    void farOutOfReachIsTriedWithMostDrive() {
        const InventedLimiter limiter{-14.0, -8.0, 3.0, {-18.0}};
        const DriveSearch search = searched(limiter, {-2.0});
        QVERIFY(search.trials().size() <= 4);
        QVERIFY2(std::abs(search.nearest().drive.value - (16.0 + 24.0)) < 0.01,
                 qPrintable(QString::number(search.nearest().drive.value)));
    }

    void slopeIsOneWhereNothingIsLimited() {
        const InventedLimiter limiter{-14.0, -8.0, 1.0, {-18.0, -18.0}};
        DriveSearch search(limiter.problem({-12.0}));
        for (const double drive : {6.0, 6.5, 7.0})
            search.add({{drive}, limiter.blocks({drive}), limiter.loudness({drive})});
        QCOMPARE(search.slopeAt({2.0}), 1.0);
        const double there = (limiter.loudness({6.6}) - limiter.loudness({6.4})) / Decibels{0.2};
        QVERIFY(std::abs(search.slopeAt({6.5}) - there) < 0.03);
    }

    void closeEnoughStops() {
        const InventedLimiter limiter{-14.0, -8.0, 1.0, {-18.0}};
        DriveSearch search(limiter.problem({-14.5}));
        QVERIFY(search.next().has_value());
        search.add({{3.49}, limiter.blocks({3.49}), limiter.loudness({3.49})});
        QVERIFY(!search.next());
    }

    /// A trial that is told again, with its trim, is still one.
    void theSameDriveAgain() {
        const InventedLimiter limiter{-14.0, -6.0, 1.0, std::vector<double>(20, -20.0)};
        DriveSearch search(limiter.problem({-10.0}));
        search.add({{8.0}, limiter.blocks({8.0}), {-12.0}});
        search.add({{8.0}, limiter.blocks({8.0}), {-12.5}});
        QCOMPARE(search.trials().size(), std::size_t{1});
        QCOMPARE(search.nearest().loudness, Lufs{-12.5});
    }
};

QTEST_APPLESS_MAIN(DriveSearchTest)
#include "drive_search_test.moc"
