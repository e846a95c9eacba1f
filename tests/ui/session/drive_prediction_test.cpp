// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/drive_prediction.h"

#include <QTest>

using namespace kilter;

/// Decided from one struct: known answers.
class DrivePredictionTest : public QObject {
    Q_OBJECT

    static DriveSituation solvedAt14() {
        DriveSituation situation;
        situation.target.loudness = Lufs{-14.0};
        situation.mix = Lufs{-20.0};
        situation.last =
            DriveSituation::Solution{Decibels{5.0}, Lufs{-14.0}, 0.8, situation.target, {1.0}};
        situation.change = Decibels{1.0};
        return situation;
    }

  private slots:
    void nothingChanged() { QCOMPARE(predictedDrive(solvedAt14()).value, 5.0); }

    void whatMovesAddTheDriveTakesBack() {
        auto situation = solvedAt14();
        situation.change = Decibels{3.0};
        QCOMPARE(predictedDrive(situation).value, 3.0);
    }

    void aHigherTargetCostsDriveByTheSlope() {
        auto situation = solvedAt14();
        situation.target.loudness = Lufs{-12.0};
        QCOMPARE(predictedDrive(situation).value, 5.0 + 2.0 / 0.8);
        situation.last->slope = 0.01; // drive buys nothing: no absurd drive
        QCOMPARE(predictedDrive(situation).value, 9.0);
    }

    void fromADriveToATarget() {
        auto situation = solvedAt14();
        situation.last->target = {std::nullopt, Decibels{5.0}};
        situation.last->reached = Lufs{-15.0};
        situation.last->slope = 1.0;
        QCOMPARE(predictedDrive(situation).value, 6.0);
    }

    void aDriveIsItself() {
        auto situation = solvedAt14();
        situation.target = {std::nullopt, Decibels{2.5}};
        QCOMPARE(predictedDrive(situation).value, 2.5);
    }

    void beforeTheFirstSolution() {
        auto situation = solvedAt14();
        situation.last.reset();
        QCOMPARE(predictedDrive(situation).value, -14.0 + 20.0 - 1.0);
        situation.mix.reset(); // silence
        QCOMPARE(predictedDrive(situation).value, 0.0);
    }
};

QTEST_APPLESS_MAIN(DrivePredictionTest)
#include "drive_prediction_test.moc"
