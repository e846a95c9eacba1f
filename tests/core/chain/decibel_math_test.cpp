// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/decibel_math.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace kilter;

class DecibelMathTest : public QObject {
    Q_OBJECT

  private slots:
    /// Oracle: the C library in double precision.
    void logarithmIsAccurate() {
        double worst = 0.0;
        for (double x = 1e-6; x < 1e6; x *= 1.00037) {
            const auto f = static_cast<float>(x);
            const double expected = std::log2(static_cast<double>(f));
            // Absolute where the integer part rules, relative where the result is small.
            const double error = std::abs(static_cast<double>(fastLog2(f)) - expected) /
                                 std::max(1.0, std::abs(expected));
            worst = std::max(worst, error);
        }
        QVERIFY2(worst < 3e-7, qPrintable(QString::number(worst)));
        for (const double d : {1e-6, 1e-5, 1e-4, 1e-3, 1e-2}) {
            const auto f = static_cast<float>(1.0 + d);
            const double expected = std::log2(static_cast<double>(f));
            QVERIFY(std::abs(static_cast<double>(fastLog2(f)) / expected - 1.0) < 4e-7);
        }
    }

    void exponentialIsAccurate() {
        double worst = 0.0;
        for (float x = -40.0F; x < 40.0F; x += 0.00173F)
            worst = std::max(worst, std::abs(static_cast<double>(fastExp2(x)) /
                                                 std::exp2(static_cast<double>(x)) -
                                             1.0));
        QVERIFY2(worst < 2e-7, qPrintable(QString::number(worst)));
    }

    /// Known answer: no reduction is no change at all.
    void zeroIsExact() {
        QCOMPARE(fastExp2(0.0F), 1.0F);
        QCOMPARE(gainOf(0.0F), 1.0F);
        QCOMPARE(decibelsOver(1.0F), 0.0F);
        QCOMPARE(decibelsOver(0.5F), 0.0F);
        QVERIFY(std::abs(decibelsOver(2.0F) - 6.0206F) < 1e-5F);
        QVERIFY(std::abs(gainOf(6.0206F) - 0.5F) < 1e-6F);
    }
};

QTEST_APPLESS_MAIN(DecibelMathTest)
#include "decibel_math_test.moc"
