// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/services_text.h"

#include <QTest>

using namespace kilter;

namespace {

ServiceRule rule(double level, Raising raising) {
    ServiceRule rule;
    rule.name = "There";
    rule.level = Lufs{level};
    rule.raising = raising;
    rule.ceiling = {-1.0};
    rule.confidence = Confidence::High;
    return rule;
}

Analysis track(double loudness, double peak) {
    Analysis a;
    a.loudness.integrated = Lufs{loudness};
    a.peaks.truePeak = {Decibels{peak}, Decibels{peak - 1.0}};
    return a;
}

QString told(const ServiceRule& rule, double loudness, double peak) {
    return QString::fromStdString(playedText(rule, playedBy(rule, track(loudness, peak))));
}

} // namespace

/// The sentences about services, word by word.
class ServicesTextTest : public QObject {
    Q_OBJECT

  private slots:
    void rules() {
        const auto text = [](const ServiceRule& r) { return QString::fromStdString(ruleText(r)); };
        QCOMPARE(text(rule(-14, Raising::Never)), QString("−14 LUFS, down only"));
        QCOMPARE(text(rule(-14, Raising::ToCeiling)), QString("−14 LUFS, up only to −1 dBTP"));
        QCOMPARE(text(rule(-11.5, Raising::IntoLimiter)),
                 QString("−11.5 LUFS, limited at −1 dBTP"));
        ServiceRule none;
        none.note = "a\x1b[1mnote";
        QCOMPARE(text(none), QString("left as it is; a\\x1b[1mnote"));
    }

    void whatItMeans() {
        const ServiceRule down = rule(-14, Raising::Never);
        const ServiceRule up = rule(-14, Raising::ToCeiling);
        QCOMPARE(told(down, -18.9, -6),
                 QString("plays 4.9 dB lower there than a −14 LUFS one would"));
        QCOMPARE(told(up, -20, -5), QString("plays 2.0 dB lower there than a −14 LUFS one would: "
                                            "its peak lets it be turned up by 4.0 dB only"));
        QCOMPARE(told(up, -20, -1), QString("plays 6.0 dB lower there than a −14 LUFS one would"));
        QCOMPARE(told(up, -15, -6), QString("is turned up by 1.0 dB"));
        QCOMPARE(told(rule(-11, Raising::IntoLimiter), -14, -1),
                 QString("is turned up by 3.0 dB, into its limiter"));
        QCOMPARE(told(down, -9, -1),
                 QString("is turned down by 5.0 dB and plays as loud as a −14 LUFS one"));
        QCOMPARE(told(down, -14.02, -1), QString("plays as it is, at the service's own level"));
        QCOMPARE(told(ServiceRule{}, -9, -1), QString("if that is its rule, plays as it is"));
        Analysis silent;
        QCOMPARE(QString::fromStdString(playedText(down, playedBy(down, silent))),
                 QString("has no loudness that it could go by"));
    }

    void allTogether() {
        ServiceRule hearsay = rule(-14, Raising::Never);
        hearsay.confidence = Confidence::Low;
        const Services services{"2026-01-01",
                                {rule(-14, Raising::ToCeiling), rule(-16, Raising::Never),
                                 rule(-7, Raising::Never), hearsay}};
        const auto text = [&](double loudness) {
            return QString::fromStdString(servicesText(services, track(loudness, -1)));
        };
        QCOMPARE(text(-9), QString("At −9.0 LUFS 2 of 3 turn it down, by 5.0 to 7.0 dB: there it "
                                   "plays no louder than a softer master, and that much of the "
                                   "room for peaks above it stays empty."));
        QVERIFY(text(-15).startsWith("At −15.0 LUFS 1 of 3 turns it down, by 1.0 dB: "));
        QVERIFY(text(-18).isEmpty());
        QVERIFY(servicesText(services, Analysis{}).empty());
    }
};

QTEST_APPLESS_MAIN(ServicesTextTest)
#include "services_text_test.moc"
