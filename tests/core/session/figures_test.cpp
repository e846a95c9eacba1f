// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/figures.h"
#include "core/session/names.h"

#include <QTest>

#include <cmath>

using namespace kilter;

class FiguresTest : public QObject {
    Q_OBJECT

  private slots:
    void references() {
        for (const auto& [index, letter] :
             {std::pair{0, "A"}, {1, "B"}, {25, "Z"}, {26, "27"}, {27, "28"}, {49, "50"}})
            QCOMPARE(letterOf(static_cast<std::size_t>(index)), std::string(letter));
    }

    void knownFigures() {
        QCOMPARE(figure(-18.34), std::string("−18.3"));
        QCOMPARE(figure(0.44, 1, Sign::Always), std::string("+0.4"));
        QCOMPARE(figure(-0.04), std::string("0.0")); // no sign on what is shown as zero
        QCOMPARE(figure(0.04, 1, Sign::Always), std::string("0.0"));
        QCOMPARE(figure(-HUGE_VAL), std::string("−∞"));
        QCOMPARE(figure(std::nan("")), std::string("—"));
        QCOMPARE(figure(std::optional<Lufs>{}), std::string("—"));
        QCOMPARE(frequencyText({95}), std::string("95 Hz"));
        QCOMPARE(frequencyText({62.5}), std::string("62.5 Hz"));
        QCOMPARE(frequencyText({1000}), std::string("1 kHz"));
        QCOMPARE(frequencyText({2950}), std::string("2.95 kHz"));
        QCOMPARE(frequencyText({12500}), std::string("12.5 kHz"));
        QCOMPARE(timeText({232}), std::string("3:52"));
        QCOMPARE(timeText({3727}), std::string("1:02:07"));
    }
};

QTEST_APPLESS_MAIN(FiguresTest)
#include "figures_test.moc"
