// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/gap_view.h"

#include "tests/ui/hand.h"
#include "tests/ui/sample_content.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"
#include "ui/views/move_text.h"

#include <QSignalSpy>

#include <memory>

using namespace kilter;
using namespace kilter::testing;

class GapViewTest : public QObject {
    Q_OBJECT

    std::unique_ptr<GapView> view_;

  private slots:
    void init() {
        view_ = std::make_unique<GapView>();
        present(*view_, {880, 132});
        view_->setContent(sampleGap());
    }
    void barCorridorAndMarkAreWhereTheyBelong() {
        const QRectF area(view_->rect());
        const QImage image = picture(*view_);
        const LinearScale x = view_->scale(1, area); // Low: -2.4 dB, after -0.3
        const double y = view_->barRect(1, area).center().y();
        QVERIFY(count(image, around({x.position(-1.5), y}, 2), darkTheme().mix) >= 9);
        QVERIFY(count(image, around({x.position(-3.2), y}, 2), darkTheme().mix) == 0);
        QVERIFY(count(image, around({x.position(1.5), y}, 2), darkTheme().mix) == 0);
        QVERIFY(count(image, around({x.position(-0.3), y}, 4), darkTheme().master) >= 9);
        // The corridor of +-1.1 dB differs from the ground on either side, and not beyond it.
        const QColor inside = image.pixelColor(QPointF(x.position(0.8), y - 8).toPoint());
        const QColor beyond = image.pixelColor(QPointF(x.position(1.6), y - 8).toPoint());
        QVERIFY(distance(inside, beyond) > 30);
    }
    void figuresLeaveTheirColourOutsideTheCorridor() {
        const QRectF area(view_->rect());
        const QImage image = picture(*view_);
        const auto figure = [&](int band) {
            const QRectF r = view_->bandRect(band, area);
            return QRectF(r.left(), r.top(), r.width(), 16);
        };
        QVERIFY(count(image, figure(1), darkTheme().master, 60) > 10);
        QCOMPARE(count(image, figure(3), darkTheme().master, 60), 0);
        QVERIFY(count(image, figure(6), darkTheme().danger, 60) > 10);
    }
    /// However wide the figures and narrow the bands: beside the name, else below it.
    void figuresDoNotTouchTheNames() {
        GapContent c = sampleGap();
        for (GapViewBand& band : c.bands) {
            band.gap = Decibels{-13.9};
            band.verdict = Verdict::FarSparse;
        }
        view_->setContent(c);
        for (int width = 620; width <= 1200; width += 20) {
            present(*view_, {width, 132});
            const QImage image = picture(*view_);
            for (int b = 0; b < kNamedBands; ++b) {
                const QRectF r = view_->bandRect(b, QRectF(view_->rect()));
                const double name = textWidth(bandText(b), fontOf(Type::Small, Weight::Bold));
                QCOMPARE(count(image, {r.left(), r.top(), name, 16}, darkTheme().danger, 60), 0);
            }
        }
    }
    void unknownBandsHaveNoBar() {
        GapContent c = sampleGap();
        c.bands[1] = {};
        view_->setContent(c);
        const QImage image = picture(*view_);
        QCOMPARE(count(image, view_->barRect(1, QRectF(view_->rect())), darkTheme().mix), 0);
        const auto p = view_->part(1);
        QCOMPARE(p->value, QStringLiteral("not compared"));
    }
    void wordsSayTheVerdict() {
        QCOMPARE(view_->part(4)->name, QStringLiteral("Presence, 2–4 kHz"));
        QVERIFY(view_->part(4)->value.contains(QStringLiteral("stronger than the target")));
        QVERIFY(view_->part(1)->value.contains(QStringLiteral("sparser")));
        QVERIFY(view_->part(1)->value.contains(QStringLiteral("\u22122.4 dB")));
        QVERIFY(view_->part(6)->value.contains(QStringLiteral("far off")));
    }
    void aPointedBandIsTold() {
        QSignalSpy pointed(view_.get(), &GapView::bandPointedAt);
        const QRectF area(view_->rect());
        moveTo(*view_, view_->bandRect(2, area).center(), {}, Qt::NoButton);
        moveTo(*view_, view_->bandRect(2, area).center() + QPointF(3, 0), {}, Qt::NoButton);
        moveTo(*view_, {2, 2}, {}, Qt::NoButton);
        QCOMPARE(pointed.count(), 2);
        QCOMPARE(pointed[0][0].toInt(), 2);
        QCOMPARE(pointed[1][0].toInt(), -1);
    }
    void sharesCanBeShown() {
        QSignalSpy shares(view_.get(), &GapView::showSharesChanged);
        click(*view_, view_->part(GapView::UnitSwitch)->rect.center());
        QCOMPARE(shares.count(), 1);
        QVERIFY(view_->content().showShares);
    }
    void sharesAreInPercent() {
        const GapContent c = view_->content();
        const double share = c.bands[1].shareGap;
        QVERIFY(std::abs(share) >= 0.01);
        const QString percent = number(100.0 * share, 0, Sign::Both) + QStringLiteral(" %");
        QVERIFY2(view_->part(1)->value.contains(percent), qPrintable(view_->part(1)->value));
    }
    void theFindingThatMattersMostIsSaidAndLeadsToAll() {
        const QRectF line = view_->findingsRect(QRectF(view_->rect()));
        QVERIFY(!view_->part(GapView::Findings));
        QCOMPARE(count(picture(*view_), line, darkTheme().reference), 0);
        GapContent c = sampleGap();
        c.findings = {QStringLiteral("Fix it in the mix: 8 dB too little at 10–16 kHz."),
                      QStringLiteral("Quieter than A, by 4.0 LU.")};
        view_->setContent(c);
        const auto part = view_->part(GapView::Findings);
        QVERIFY(part);
        QCOMPARE(part->value, c.findings[0]);
        const QImage image = picture(*view_);
        QVERIFY(count(image, line.adjusted(0, 0, -line.width() / 2, 0), darkTheme().text, 60) > 50);
        QVERIFY(count(image, line.adjusted(line.width() * 0.8, 0, 0, 0), darkTheme().reference,
                      60) > 20);
        // The bands above it keep their place.
        QVERIFY(view_->bandRect(0, QRectF(view_->rect())).bottom() <= line.top());
        QSignalSpy asked(view_.get(), &GapView::findingsRequested);
        QTest::mouseClick(view_.get(), Qt::LeftButton, {}, line.center().toPoint());
        QCOMPARE(asked.count(), 1);
        view_->activate(GapView::Findings);
        QCOMPARE(asked.count(), 2);
    }
    void itIsMadeOfAGap() {
        Gap gap;
        for (GapBand& b : gap.bands)
            b = {};
        gap.bands[1].gap = {-2.0};
        gap.bands[1].spread = {0.8};
        gap.bands[1].shareGap = -0.04;
        gap.bands[1].verdict = Verdict::Sparse;
        Gap after = gap;
        after.bands[1].gap = {-0.4};
        const GapContent c = gapContentOf(gap, after);
        QVERIFY(c.references);
        QCOMPARE(c.bands[1].gap->value, -2.0);
        QCOMPARE(c.bands[1].gapAfter->value, -0.4);
        QCOMPARE(c.bands[1].shareGap, -0.04);
        QVERIFY(!c.bands[0].gap); // Unknown: no made-up zero
        QVERIFY(!gapContentOf(gap, std::nullopt).bands[1].gapAfter);
    }
};

QTEST_MAIN(GapViewTest)
#include "gap_view_test.moc"
