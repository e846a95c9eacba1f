// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/figures.h"

#include <QTest>

#include <limits>

using namespace kilter;

class FiguresTest : public QObject {
    Q_OBJECT

  private slots:
    void numbersHaveARealMinus() {
        QCOMPARE(number(-1.24, 1), QStringLiteral("\u22121.2"));
        QCOMPARE(number(1.26, 1, Sign::Both), QStringLiteral("+1.3"));
        QCOMPARE(number(1.26, 1), QStringLiteral("1.3"));
    }
    void aNegativeZeroIsZero() {
        QCOMPARE(number(-0.04, 1, Sign::Both), QStringLiteral("0.0"));
        QCOMPARE(number(0.04, 1, Sign::Both), QStringLiteral("0.0"));
    }
    void whatIsNotThereIsADash() {
        QCOMPARE(number(-std::numeric_limits<double>::infinity(), 1), dash());
        QCOMPARE(number(std::nullopt, 1), dash());
        QCOMPARE(frequencyText({std::nan("")}), dash());
    }
    void frequencies_data() {
        QTest::addColumn<double>("hertz");
        QTest::addColumn<QString>("text");
        QTest::newRow("95") << 95.0 << QStringLiteral("95 Hz");
        QTest::newRow("39.4") << 39.4 << QStringLiteral("39.4 Hz");
        QTest::newRow("440.4") << 440.4 << QStringLiteral("440 Hz");
        QTest::newRow("999.7") << 999.7 << QStringLiteral("1 kHz");
        QTest::newRow("2950") << 2950.0 << QStringLiteral("2.95 kHz");
        QTest::newRow("9200") << 9200.0 << QStringLiteral("9.2 kHz");
        QTest::newRow("16234") << 16234.0 << QStringLiteral("16.2 kHz");
    }
    void frequencies() {
        QFETCH(double, hertz);
        QFETCH(QString, text);
        QCOMPARE(frequencyText({hertz}), text);
        // What is shown can be typed back.
        const auto back = parseFrequency(text);
        QVERIFY(back);
        QVERIFY(std::abs(back->value / hertz - 1.0) < 0.005);
    }
    void times() {
        QCOMPARE(timeText({232.9}), QStringLiteral("3:52"));
        QCOMPARE(preciseTimeText({84.3104}), QStringLiteral("1:24.310"));
        QCOMPARE(preciseTimeText({59.9996}), QStringLiteral("1:00.000"));
        QCOMPARE(timeText({-1.0}), QStringLiteral("0:00"));
    }
    void typedFrequencies_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("hertz");
        QTest::newRow("k") << QStringLiteral("2.5k") << 2500.0;
        QTest::newRow("comma") << QStringLiteral("2,5 kHz") << 2500.0;
        QTest::newRow("plain") << QStringLiteral("440") << 440.0;
        QTest::newRow("unit") << QStringLiteral(" 440 hz ") << 440.0;
    }
    void typedFrequencies() {
        QFETCH(QString, text);
        QFETCH(double, hertz);
        QCOMPARE(parseFrequency(text)->value, hertz);
    }
    void typedLevels() {
        QCOMPARE(parseDecibels(QStringLiteral("-1.5"))->value, -1.5);
        QCOMPARE(parseDecibels(QStringLiteral("\u22121,5 dB"))->value, -1.5);
        QCOMPARE(parseDecibels(QStringLiteral("+2"))->value, 2.0);
    }
    void nonsenseIsNothing() {
        for (const char* text : {"", "k", "two", "1.5.2", "-100", "0", "inf", "nan"})
            QVERIFY2(!parseFrequency(QString::fromLatin1(text)), text);
        QVERIFY(!parseDecibels(QStringLiteral("dB")));
    }
};

QTEST_APPLESS_MAIN(FiguresTest)
#include "view_figures_test.moc"
