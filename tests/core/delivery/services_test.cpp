// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/delivery/services.h"

#include <QTest>

#include <cmath>

using namespace kilter;

/// Known answers: what each kind of rule makes of a master.
class ServicesTest : public QObject {
    Q_OBJECT

    static ServiceRule rule(double level, Raising raising, double ceiling = 0.0) {
        ServiceRule rule;
        rule.level = Lufs{level};
        rule.raising = raising;
        rule.ceiling = {ceiling};
        return rule;
    }

  private slots:
    void everyRule_data() {
        QTest::addColumn<double>("level");
        QTest::addColumn<int>("raising");
        QTest::addColumn<double>("loudness");
        QTest::addColumn<double>("peak");
        QTest::addColumn<double>("gain");
        QTest::addColumn<double>("then");
        QTest::addColumn<bool>("limited");
        const auto row = [](const char* name, double level, Raising raising, double loudness,
                            double peak, double gain, double then, bool limited) {
            QTest::newRow(name) << level << static_cast<int>(raising) << loudness << peak << gain
                                << then << limited;
        };
        // Spotify's own example: -20 LUFS with -5 dBFS true peak is lifted to -16 only.
        row("as far as the peak lets", -14, Raising::ToCeiling, -20, -5, 4, -1, false);
        row("all the way, with room", -14, Raising::ToCeiling, -15, -5, 1, -4, false);
        row("no room at all", -14, Raising::ToCeiling, -20, -0.5, 0, -0.5, false);
        row("down", -14, Raising::ToCeiling, -9, -1, -5, -6, false);
        row("at its level", -14, Raising::ToCeiling, -14, -1, 0, -1, false);
        row("into the limiter", -11, Raising::IntoLimiter, -14, -1, 3, -1, true);
        row("limiter without work", -11, Raising::IntoLimiter, -14, -6, 3, -3, false);
        row("limiter, down", -11, Raising::IntoLimiter, -9, -1, -2, -3, false);
        row("down only, down", -7, Raising::Never, -5.25, 0.5, -1.75, -1.25, false);
        row("down only, softer", -14, Raising::Never, -18.9, -6, 0, -6, false);
    }
    void everyRule() {
        QFETCH(double, level);
        QFETCH(int, raising);
        QFETCH(double, loudness);
        QFETCH(double, peak);
        QFETCH(double, gain);
        QFETCH(double, then);
        QFETCH(bool, limited);
        const Played played =
            playedBy(rule(level, static_cast<Raising>(raising), -1.0), Lufs{loudness}, {peak});
        QCOMPARE(played.gain.value, gain);
        QCOMPARE(played.loudness->value, loudness + gain);
        QCOMPARE(played.truePeak.value, then);
        QCOMPARE(played.limited, limited);
    }

    void withoutALevelItPlaysAsItIs() {
        const Played played = playedBy(ServiceRule{}, Lufs{-6.0}, {0.75});
        QCOMPARE(played.gain.value, 0.0);
        QCOMPARE(played.loudness->value, -6.0);
        QCOMPARE(played.truePeak.value, 0.75);
        QVERIFY(!played.limited);
    }

    void silenceIsLeftAlone() {
        for (const Raising raising : {Raising::Never, Raising::ToCeiling, Raising::IntoLimiter}) {
            const Played played = playedBy(rule(-14, raising), std::nullopt, {-HUGE_VAL});
            QCOMPARE(played.gain.value, 0.0);
            QVERIFY(!played.loudness && !played.limited);
            QVERIFY(std::isinf(played.truePeak.value));
        }
    }
};

QTEST_APPLESS_MAIN(ServicesTest)
#include "services_test.moc"
