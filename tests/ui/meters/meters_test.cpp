// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/meters/correlation_meter.h"
#include "ui/meters/figures_table.h"
#include "ui/meters/gain_reduction_meter.h"
#include "ui/meters/meters_panel.h"
#include "ui/meters/peak_meter.h"

#include "tests/ui/hand.h"
#include "tests/ui/sample_content.h"

#include "core/playback/meter_frame.h"

#include <QSignalSpy>

#include <cmath>

using namespace kilter;
using namespace kilter::testing;

class MetersTest : public QObject {
    Q_OBJECT

  private slots:
    // Ballistics
    void peaksRiseAtOnceAndFallBySteadyDecibels() {
        PeakBallistics b;
        b.feed({-6.0}, {1.0});
        QCOMPARE(b.level().value, -6.0);
        b.feed({-INFINITY}, {1.75});
        QVERIFY(std::abs(b.level().value + 16.0) < 1e-9); // 20 dB in 1.5 s
        b.feed({-3.0}, {1.8});
        QCOMPARE(b.level().value, -3.0);
    }
    void theFallDoesNotDependOnTheFrameRate() {
        PeakBallistics fast, slow;
        fast.feed({0.0}, {0.0});
        slow.feed({0.0}, {0.0});
        for (int i = 1; i <= 100; ++i)
            fast.feed({-INFINITY}, {0.01 * i});
        slow.feed({-INFINITY}, {1.0});
        QVERIFY(std::abs(fast.level().value - slow.level().value) < 1e-9);
    }
    void theMarkHolds() {
        PeakBallistics b;
        b.feed({-2.0}, {0.0});
        b.feed({-30.0}, {1.9});
        QCOMPARE(b.held().value, -2.0);
        b.feed({-30.0}, {2.5});
        QVERIFY(b.held().value < -2.0);
        QVERIFY(!b.atRest({-36.0}));
        b.feed({-INFINITY}, {60.0});
        b.feed({-INFINITY}, {61.0});
        QVERIFY(b.atRest({-36.0}));
    }

    // Loudness
    void barTriangleAndLineStandAtTheirLevels() {
        LoudnessMeterView m;
        present(m, {160, 256});
        m.setTarget({-14.0});
        m.setReading({-12.0, -18.0, -15.0, -8.0, -11.0});
        const QRectF area(m.rect());
        const QImage image = picture(m);
        const LinearScale y = m.scale(area);
        const auto at = [&](int bar, double lufs) {
            return QPointF(m.barRect(bar, area).center().x(), y.position(lufs + 14.0));
        };
        const QColor bar = mixed(darkTheme().well, darkTheme().master, 0.95);
        QVERIFY(count(image, around(at(0, -13.0), 2), bar) >= 16);
        QCOMPARE(count(image, around(at(0, -11.0), 2), bar), 0);
        QVERIFY(count(image, around(at(0, -8.0), 2), darkTheme().text) >= 4); // maximum
        QVERIFY(count(image, around(at(1, -18.0) + QPointF(0, 3), 3), darkTheme().master) >= 12);
        QVERIFY(count(image, around(at(2, -15.0), 2), darkTheme().master) >= 8);
        QCOMPARE(count(image, around(at(2, -17.5), 2), darkTheme().master), 0);
    }
    void withoutAValueThereIsADash() {
        LoudnessMeterView m;
        present(m, {160, 256});
        QCOMPARE(m.part(LoudnessMeterView::Integrated)->value, QStringLiteral("no value yet"));
        m.setReading({-INFINITY, {}, {}, {}, {}});
        QCOMPARE(m.part(LoudnessMeterView::Momentary)->value, QStringLiteral("no value yet"));
        QCOMPARE(count(picture(m), m.barRect(0, QRectF(m.rect())), darkTheme().master), 0);
    }
    void scalesAndUnits() {
        LoudnessMeterView m;
        present(m, {160, 256});
        m.setTarget({-23.0});
        m.setReading({-20.0, {}, {}, {}, {}});
        QVERIFY(m.part(0)->value.startsWith(QStringLiteral("\u221220.0 LUFS")));
        m.setOptions({EbuScale::Plus18, false});
        QVERIFY(m.part(0)->value.startsWith(QStringLiteral("+3.0 LU")));
        QCOMPARE(m.scale(QRectF(m.rect())).from, 18.0);
        QCOMPARE(m.scale(QRectF(m.rect())).to, -36.0);
    }
    /// No figure of the scale is rounded to another one, least of all the target.
    void theScaleSaysTheTargetAsItIs() {
        LoudnessMeterView m;
        const auto texts = [&](double target, bool absolute) {
            m.setTarget({target});
            m.setOptions({EbuScale::Plus9, absolute});
            QStringList all;
            for (const ScaleMark& mark : m.scaleMarks(-7.0, 7.0, 3.0))
                all << mark.text + (mark.target ? "!" : "");
            return all.replaceInStrings(QStringLiteral("\u2212"), "-").join(' ');
        };
        QCOMPARE(texts(-14.0, true), QString("-14! -20 -17 -11 -8"));
        QCOMPARE(texts(-5.5, true), QString("-5.5! -12 -9 -3 0"));
        QCOMPARE(texts(-5.5, false), QString("0! -6 -3 +3 +6"));
        for (const ScaleMark& mark : m.scaleMarks(-7.0, 7.0, 3.0))
            QCOMPARE(mark.relative == 0.0, mark.target);
        m.setOptions({EbuScale::Plus9, true});
        for (const ScaleMark& mark : m.scaleMarks(-7.0, 7.0, 3.0))
            QVERIFY(std::abs(QString(mark.text).replace(u'\u2212', u'-').toDouble() -
                             mark.relative + 5.5) < 1e-9);
    }
    void aClickResets() {
        LoudnessMeterView m;
        present(m, {160, 256});
        QSignalSpy reset(&m, &LoudnessMeterView::resetRequested);
        click(m, m.barRect(1, QRectF(m.rect())).center());
        QCOMPARE(reset.count(), 1);
    }

    // True peak
    void onlyWhatIsOverTheCeilingIsRed() {
        PeakMeterView m;
        present(m, {90, 256});
        m.setCeiling({-1.0});
        m.setReading({{-3.0, 0.5}, {-3.0, 0.5}}, {0.0});
        const QRectF area(m.rect());
        const QImage image = picture(m);
        const LinearScale y = m.scale(area);
        const auto at = [&](int channel, double dB) {
            return QPointF(m.barRect(channel, area).center().x(), y.position(dB));
        };
        QVERIFY(!m.over(0));
        QVERIFY(m.over(1));
        QVERIFY(count(image, around(at(1, -0.25), 1.5), darkTheme().danger) >= 4);
        QCOMPARE(count(image, around(at(1, -8.0), 3), darkTheme().danger), 0);
        QVERIFY(count(image, around(at(1, -8.0), 3),
                      mixed(darkTheme().well, darkTheme().master, 0.9)) > 20);
        // Its figure is boxed in red, the other's is not: and the words say it as well.
        const auto figure = [&](int c) {
            const QRectF bar = m.barRect(c, area);
            return QRectF(bar.left(), bar.bottom() + 18, bar.width(), 20);
        };
        QVERIFY(count(image, figure(1), darkTheme().danger) > 50);
        QCOMPARE(count(image, figure(0), darkTheme().danger), 0);
        QVERIFY(m.part(1)->value.contains(QStringLiteral("over the ceiling")));
        QVERIFY(!m.part(0)->value.contains(QStringLiteral("over the ceiling")));
    }
    /// A record's peaks are not held to the ceiling of the master, and have the record's colour.
    void othersThanTheMasterAreHeldToFullScale() {
        for (const TrackRole role : {TrackRole::Mix, TrackRole::Reference}) {
            PeakMeterView m;
            present(m, {90, 256});
            m.setCeiling({-1.0});
            m.setHeard(role);
            m.setReading({{-0.4, 0.5}, {-0.4, 0.5}}, {0.0});
            QVERIFY(!m.over(0));
            QVERIFY(m.over(1));
            QVERIFY(m.part(1)->value.contains(QStringLiteral("over full scale")));
            const QRectF area(m.rect());
            const QPointF loud(m.barRect(0, area).center().x(), m.scale(area).position(-8.0));
            QVERIFY(count(picture(m), around(loud, 3),
                          mixed(darkTheme().well, darkTheme().colourOf(role), 0.9)) > 20);
        }
    }
    /// In the widest numbers that there are, and in red.
    void twoPeaksKeepApart() {
        PeakMeterView m;
        present(m, {80, 256});
        m.setReading({{-0.5, -0.5}, {12.5, 12.5}}, {0.0});
        const QRectF area(m.rect());
        const double middle = 0.5 * (m.barRect(0, area).right() + m.barRect(1, area).left());
        const QRectF between(middle - 0.5, area.bottom() - 26, 1, 20);
        QCOMPARE(count(picture(m), between, darkTheme().danger), 0);
    }
    void exactlyTheCeilingIsNotOver() {
        PeakMeterView m;
        m.setCeiling({-1.0});
        m.setReading({{-1.0, -1.0}, {-1.0, -1.0}}, {0.0});
        QVERIFY(!m.over(0));
    }
    void aRestingMeterIsNotRepainted() {
        PaintCounter counter;
        PeakMeterView m;
        present(m, {90, 256});
        m.setReading({}, {0.0});
        QTest::qWait(30);
        m.installEventFilter(&counter);
        for (int i = 1; i < 20; ++i)
            m.setReading({}, {0.016 * i});
        QTest::qWait(30);
        QCOMPARE(counter.paints, 0);
        m.setReading({{-6, -6}, {-6, -6}}, {1.0});
        QTRY_COMPARE(counter.paints, 1);
    }

    // Gain reduction
    void reductionHangsFromTheTop() {
        GainReductionMeterView m;
        present(m, {44, 256});
        QCOMPARE(m.part(0)->value, QStringLiteral("no limiter is heard"));
        m.setReading({4.0}, {0.0});
        const QRectF area(m.rect());
        const QImage image = picture(m);
        const LinearScale y = m.scale(area);
        const QColor bar = mixed(darkTheme().well, darkTheme().master, 0.9);
        const double x = m.barRect(area).center().x();
        QVERIFY(count(image, around({x, y.position(2.0)}, 3), bar) > 20);
        QCOMPARE(count(image, around({x, y.position(7.0)}, 3), bar), 0);
        QVERIFY(m.part(0)->value.contains(QStringLiteral("4.0 dB")));
        m.setReading({1.0}, {0.05}); // the largest stays, until it is reset
        QCOMPARE(m.part(0)->value, QStringLiteral("up to 4.0 dB"));
        m.setReading({12.0}, {0.1});
        QVERIFY(count(picture(m), around({x, y.position(11.0)}, 3), darkTheme().danger) > 20);
    }

    /// Each side by its name, with its own maximum.
    void sidesOfThePeaks() {
        PeakMeterView m;
        present(m, {100, 256});
        m.setReading({{-20.0, -10.0}, {-6.0, -3.0}}, {0.0});
        for (const auto& [side, name, most] :
             {std::tuple{0, "True peak, left", "6.0 dBTP"}, {1, "True peak, right", "3.0 dBTP"}}) {
            QCOMPARE(m.part(side)->name, QString(name));
            QVERIFY(m.part(side)->value.contains(QString(most)));
            QVERIFY(m.part(side)->hint.startsWith(QString(name) + ": "));
        }
        QVERIFY(m.part(0)->rect.right() < m.part(1)->rect.left() + 10);
    }

    /// A click leaves nothing of what was: neither figure, mark nor bar.
    void aClickForgetsTheReduction() {
        GainReductionMeterView fresh, m;
        present(fresh, {44, 256});
        present(m, {44, 256});
        m.setReading({12.0}, {0.0});
        fresh.setReading({2.0}, {5.0});
        m.activate(0);
        m.setReading({2.0}, {0.01});
        QCOMPARE(m.part(0)->value, QStringLiteral("up to 2.0 dB"));
        QCOMPARE(picture(m), picture(fresh));
    }

    // Correlation
    void negativeCorrelationIsSaid() {
        CorrelationMeterView m;
        present(m, {260, 28});
        m.setReading(0.7);
        const QRectF area(m.rect());
        const QImage good = picture(m);
        const QPointF place(m.scale(area).position(0.7), m.track(area).center().y());
        QVERIFY(count(good, around(place, 3), darkTheme().reference) > 8);
        QCOMPARE(count(good, area, darkTheme().danger), 0);
        m.setReading(-0.4);
        QVERIFY(count(picture(m), area, darkTheme().danger) > 8);
        QVERIFY(m.part(0)->value.contains(QStringLiteral("out of phase")));
        m.setReading(std::nullopt);
        QCOMPARE(m.part(0)->value, QStringLiteral("no value yet"));
    }

    // The table
    void figuresComeFromAnalyses() {
        Analysis a;
        a.loudness.integrated = Lufs{-10.0};
        a.peaks.truePeak = {Decibels{-1.0}, Decibels{-0.5}};
        a.dynamics.plr = Decibels{9.5};
        a.width = {-INFINITY}; // mono has no width
        Analysis b = a;
        b.loudness.integrated = Lufs{-8.0};
        Analysis c = a;
        c.loudness.integrated.reset();
        const FiguresColumn one = figuresOf(a);
        QCOMPARE(*one.integrated, -10.0);
        QCOMPARE(*one.truePeak, -0.5);
        QVERIFY(!one.width && !one.range);
        Analysis full = a;
        full.loudness.range = Decibels{6.0};
        full.width = {-12.0};
        full.correlation = 0.25;
        const FiguresColumn column = figuresOf(full);
        QCOMPARE(*column.plr, 9.5);
        QCOMPARE(*column.range, 6.0);
        QCOMPARE(*column.width, -12.0);
        QCOMPARE(*column.correlation, 0.25);
        const std::array<const Analysis*, 3> all{&a, &b, &c};
        const FiguresColumn medians = mediansOf(all);
        QCOMPARE(*medians.integrated, -9.0);
        QCOMPARE(*medians.plr, 9.5);
        QVERIFY(!mediansOf({}).present);
    }
    void emptyCellsAreDashes() {
        FiguresTable t;
        present(t, {270, 142});
        t.setContent({});
        QVERIFY(t.part(0)->value.contains(QStringLiteral("mix —")));
        FiguresContent c;
        c.master.present = c.master.measuring = true;
        t.setContent(c);
        QVERIFY(t.part(0)->value.contains(QStringLiteral("master …")));
        t.setContent(sampleFigures());
        QVERIFY(t.part(0)->value.contains(QStringLiteral("\u221218.3")));
        QVERIFY(t.part(5)->value.contains(QStringLiteral("+0.71")));
        c.mix.truePeak = 0.3; // over full scale is said with its sign, as on the cards
        t.setContent(c);
        QVERIFY(t.part(1)->value.contains(QStringLiteral("mix +0.3")));
    }

    // Together
    void aMeterFrameBecomesReadings() {
        MeterFrame f;
        f.momentary = Lufs{-12.0};
        f.maxShortTerm = Lufs{-10.0};
        f.truePeak = {Decibels{-3.0}, Decibels{-4.0}};
        f.maxTruePeak = {Decibels{-1.0}, Decibels{-2.0}};
        const LoudnessReading l = loudnessReadingOf(f);
        QCOMPARE(*l.momentary, -12.0);
        QCOMPARE(*l.shortTermMax, -10.0);
        QVERIFY(!l.integrated);
        QCOMPARE(peakReadingOf(f).peak[1], -4.0);
        QCOMPARE(peakReadingOf(f).maximum[0], -1.0);
    }
    void thePanelPassesResetsOn() {
        MetersPanel panel;
        present(panel, {288, 446});
        QSignalSpy reset(&panel, &MetersPanel::resetRequested);
        click(panel.peaks(), QRectF(panel.peaks().rect()).center());
        click(panel.loudness(),
              panel.loudness().barRect(0, QRectF(panel.loudness().rect())).center());
        QCOMPARE(reset.count(), 2);
    }
};

QTEST_MAIN(MetersTest)
#include "meters_test.moc"
