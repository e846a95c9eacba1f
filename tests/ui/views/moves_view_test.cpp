// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/figures.h"
#include "ui/views/moves_view.h"

#include "tests/ui/hand.h"
#include "tests/ui/sample_content.h"

#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>

#include <cmath>
#include <memory>

using namespace kilter;
using namespace kilter::testing;

class MovesViewTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MovesView> view_;

    QPointF cell(int row, MovesView::Column c) const {
        return view_->part(MovesView::partOf(row, c))->rect.center();
    }
    const Move& at(int row) const { return view_->content().moves[static_cast<std::size_t>(row)]; }
    QLineEdit* editor() const {
        const auto all = view_->findChildren<QLineEdit*>(QStringLiteral("valueEditor"));
        return all.isEmpty() ? nullptr : all.last();
    }

  private slots:
    void init() {
        view_ = std::make_unique<MovesView>();
        present(*view_, {1424, 196});
        view_->setContent(sampleMovesContent());
    }
    void rowsShowTheirMoves() {
        const QRectF area(view_->rect());
        const QImage image = picture(*view_);
        // Ticked, and not.
        QVERIFY(count(image, view_->cell(0, MovesView::On, area), darkTheme().master) > 60);
        QCOMPARE(count(image, view_->cell(3, MovesView::On, area), darkTheme().master), 0);
        // Four of five dots, and three.
        const auto dots = [&](int row) {
            return count(image, view_->cell(row, MovesView::Confidence, area),
                         darkTheme().reference);
        };
        QVERIFY(dots(0) > dots(1) && dots(1) > dots(2) && dots(2) > 0);
        QCOMPARE(dots(3), 0); // the user's own has none
    }
    /// A turned move has no dots any more: they were about another shape.
    void aChangedMoveHasNoConfidence() {
        MovesContent c = sampleMovesContent();
        c.moves[0].asProposed = c.moves[0].shape;
        view_->setContent(c);
        const auto confidence = [&] {
            return view_->part(MovesView::partOf(0, MovesView::Confidence))->value;
        };
        const auto dots = [&] {
            return count(picture(*view_),
                         view_->cell(0, MovesView::Confidence, QRectF(view_->rect())),
                         darkTheme().reference);
        };
        QVERIFY(confidence().endsWith(QLatin1String("of 5")) && dots() > 0);
        doubleClick(*view_, cell(0, MovesView::Gain));
        QTest::keyClicks(editor(), QStringLiteral("-3"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QCOMPARE(confidence(), QString(dash()));
        QCOMPARE(dots(), 0);
        QVERIFY(view_->part(MovesView::partOf(0, MovesView::Confidence))
                    ->hint.contains(QLatin1String("Changed by you")));
    }
    /// Where the moves are, by mouse and keyboard, and only where it would change something.
    void proposeAgainStandsWithTheMoves() {
        QSignalSpy again(view_.get(), &MovesView::proposalsRequested);
        MovesContent c = sampleMovesContent();
        view_->setContent(c);
        QVERIFY(!view_->part(MovesView::ProposeAgain)->enabled);
        click(*view_, view_->part(MovesView::ProposeAgain)->rect.center());
        QCOMPARE(again.count(), 0);
        c.canProposeAgain = true;
        view_->setContent(c);
        const Part part = *view_->part(MovesView::ProposeAgain);
        QVERIFY(part.enabled && part.hint.contains(QLatin1String("bands of your own stay")));
        click(*view_, part.rect.center());
        QCOMPARE(again.count(), 1);
        view_->focusPart(MovesView::ProposeAgain);
        QTest::keyClick(view_.get(), Qt::Key_Space);
        QCOMPARE(again.count(), 2);
        for (const Part& other : view_->parts())
            if (other.id > MovesView::OverallAmount && other.id != MovesView::ProposeAgain)
                QVERIFY(!other.rect.intersects(part.rect));
    }
    void settersNeverEmit() {
        QSignalSpy changed(view_.get(), &MovesView::moveChanged);
        QSignalSpy finished(view_.get(), &MovesView::gestureFinished);
        MovesContent c = sampleMovesContent();
        c.moves[0].amount = 0.3;
        c.overallAmount = 0.5;
        view_->setContent(c);
        QCOMPARE(changed.count() + finished.count(), 0);
    }
    void aClickSwitchesAMove() {
        QSignalSpy changed(view_.get(), &MovesView::moveChanged);
        QSignalSpy finished(view_.get(), &MovesView::gestureFinished);
        click(*view_, cell(0, MovesView::On));
        QVERIFY(!at(0).enabled);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(finished.count(), 1);
    }
    void aDoubleClickTypesAValue_data() {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("expected");
        QTest::newRow("frequency") << int(MovesView::Frequency) << QStringLiteral("2.5k") << 2500.0;
        QTest::newRow("gain") << int(MovesView::Gain) << QStringLiteral("-1.5") << -1.5;
        QTest::newRow("too much") << int(MovesView::Gain) << QStringLiteral("90") << 24.0;
        QTest::newRow("q") << int(MovesView::Q) << QStringLiteral("2,2") << 2.2;
        QTest::newRow("nonsense") << int(MovesView::Gain) << QStringLiteral("x") << -1.7;
    }
    void aDoubleClickTypesAValue() {
        QFETCH(int, column);
        QFETCH(QString, typed);
        QFETCH(double, expected);
        const auto c = static_cast<MovesView::Column>(column);
        doubleClick(*view_, cell(1, c));
        QVERIFY(editor());
        QTest::keyClicks(editor(), typed);
        QTest::keyClick(editor(), Qt::Key_Return);
        const FilterShape& s = at(1).shape;
        const double value = c == MovesView::Frequency ? s.frequency.value
                             : c == MovesView::Gain    ? s.gain.value
                                                       : s.q;
        QCOMPARE(value, expected);
    }
    void escapeLeavesTheValue() {
        doubleClick(*view_, cell(1, MovesView::Gain));
        QTest::keyClicks(editor(), QStringLiteral("9"));
        QTest::keyClick(editor(), Qt::Key_Escape);
        QCOMPARE(at(1).shape.gain.value, -1.7);
    }
    void theAmountIsDraggedInOneGesture() {
        QSignalSpy changed(view_.get(), &MovesView::moveChanged);
        QSignalSpy finished(view_.get(), &MovesView::gestureFinished);
        const QRectF track = view_->amountTrack(0, QRectF(view_->rect()));
        drag(*view_, track.center(), {track.left() + 0.25 * track.width(), track.center().y()});
        QVERIFY(std::abs(at(0).amount - 0.5) < 0.011);
        QVERIFY(changed.count() > 1);
        QCOMPARE(finished.count(), 1);
        click(*view_, track.center(), Qt::ControlModifier);
        QCOMPARE(at(0).amount, 1.0);
    }
    /// Half a move says so in the table, where its gain is the whole one's.
    void anAmountThatIsNotTheWholeIsSaid() {
        const QRectF area(view_->rect());
        const auto inked = [&] {
            const QRectF track = view_->amountTrack(0, area);
            const QRectF where(track.right() + 7, track.center().y() - 8, 34, 16);
            return count(picture(*view_), where, darkTheme().dim, 60) > 0;
        };
        click(*view_, view_->amountTrack(0, area).center(), Qt::ControlModifier);
        QVERIFY(!inked());
        const QRectF track = view_->amountTrack(0, area);
        drag(*view_, track.center(), {track.left() + 0.25 * track.width(), track.center().y()});
        QVERIFY(inked());
    }
    void theOverallAmountToo() {
        QSignalSpy amount(view_.get(), &MovesView::overallAmountChanged);
        QSignalSpy finished(view_.get(), &MovesView::gestureFinished);
        const QRectF track = view_->overallTrack(QRectF(view_->rect()));
        drag(*view_, track.center(), {track.right(), track.center().y()});
        QCOMPARE(view_->content().overallAmount, 2.0);
        QVERIFY(amount.count() > 1);
        QCOMPARE(finished.count(), 1);
    }
    void controlClickResetsAValue() {
        click(*view_, cell(1, MovesView::Gain), Qt::ControlModifier);
        QCOMPARE(at(1).shape.gain.value, 0.0);
    }
    void soloDeltaAndBypassExcludeEachOther() {
        QSignalSpy audition(view_.get(), &MovesView::auditionChanged);
        click(*view_, cell(0, MovesView::Solo));
        QCOMPARE(audition.last()[0].toInt(), 0);
        QCOMPARE(audition.last()[1].value<Audition>(), Audition::Solo);
        const QImage on = picture(*view_);
        QVERIFY(count(on, view_->cell(0, MovesView::Solo, QRectF(view_->rect())),
                      darkTheme().master) > 300);
        click(*view_, cell(1, MovesView::Delta));
        QCOMPARE(view_->content().auditioned, 1);
        QCOMPARE(view_->content().audition, Audition::Delta);
        click(*view_, cell(1, MovesView::Delta));
        QCOMPARE(audition.last()[0].toInt(), -1);
        QCOMPARE(audition.last()[1].value<Audition>(), Audition::None);
    }
    void removeAndAdd() {
        QSignalSpy removed(view_.get(), &MovesView::moveRemoved);
        QSignalSpy added(view_.get(), &MovesView::moveAdded);
        click(*view_, cell(2, MovesView::Remove));
        QCOMPARE(removed[0][0].toInt(), 2);
        click(*view_, view_->part(MovesView::AddMove)->rect.center());
        auto* menu = view_->findChild<QMenu*>();
        QVERIFY(menu);
        menu->actions()[0]->trigger();
        menu->close();
        QCOMPARE(added.count(), 1);
        QVERIFY(!added[0][0].value<Move>().proposed);
    }
    void theMatchCurveIsChosen() {
        QSignalSpy match(view_.get(), &MovesView::matchAmountChanged);
        click(*view_, view_->part(MovesView::MatchCurve)->rect.center());
        auto* menu = view_->findChild<QMenu*>();
        QVERIFY(menu);
        menu->actions()[2]->trigger();
        menu->close();
        QCOMPARE(match.count(), 1);
        QCOMPARE(match[0][0].toDouble(), 0.5);
    }
    void allOfItByKeyboard() {
        QSignalSpy removed(view_.get(), &MovesView::moveRemoved);
        QSignalSpy selected(view_.get(), &MovesView::moveSelected);
        view_->focusPart(MovesView::partOf(0, MovesView::On));
        QTest::keyClick(view_.get(), Qt::Key_Space);
        QVERIFY(!at(0).enabled);
        QTest::keyClick(view_.get(), Qt::Key_Down);
        QTest::keyClick(view_.get(), Qt::Key_Down);
        QCOMPARE(view_->focusedPart(), MovesView::partOf(2, MovesView::On));
        QCOMPARE(view_->content().selected, 2);
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(view_.get(), Qt::Key_Right);
        QCOMPARE(view_->focusedPart(), MovesView::partOf(2, MovesView::Gain));
        QTest::keyClick(view_.get(), Qt::Key_Space);
        QVERIFY(editor());
        QTest::keyClicks(editor(), QStringLiteral("2"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QCOMPARE(at(2).shape.gain.value, 2.0);
        QVERIFY(view_->hasFocus());
        QCOMPARE(view_->focusedPart(), MovesView::partOf(2, MovesView::Gain));
        QTest::keyClick(view_.get(), Qt::Key_Right);
        QTest::keyClick(view_.get(), Qt::Key_Right);
        QCOMPARE(view_->focusedPart(), MovesView::partOf(2, MovesView::Amount));
        QTest::keyClick(view_.get(), Qt::Key_Minus);
        QVERIFY(std::abs(at(2).amount - 0.95) < 1e-9);
        QTest::keyClick(view_.get(), Qt::Key_Delete);
        QCOMPARE(removed[0][0].toInt(), 2);
    }
    void manyMovesScroll() {
        MovesContent c = sampleMovesContent();
        while (c.moves.size() < 10)
            c.moves.push_back(move(FilterKind::Bell, 1000, 1.0, 1.0));
        view_->setContent(c);
        const QRectF area(view_->rect());
        QVERIFY(!view_->table(area).contains(view_->cell(9, MovesView::On, area).center()));
        wheel(*view_, view_->table(area).center(), -20);
        QVERIFY(view_->table(area).contains(view_->cell(9, MovesView::On, area).center()));
    }
    void emptyStatesDiffer() {
        view_->setContent({});
        const QImage none = picture(*view_);
        MovesContent c;
        c.hasReferences = true;
        view_->setContent(c);
        QVERIFY(picture(*view_) != none);
        QVERIFY(!view_->part(MovesView::OverallAmount)->enabled);
    }
    void cellsAreReadOut() {
        QCOMPARE(view_->part(MovesView::partOf(1, MovesView::Gain))->value,
                 QStringLiteral("\u22121.7 dB"));
        QVERIFY(view_->part(MovesView::partOf(0, MovesView::Why))
                    ->value.contains(QStringLiteral("sparser")));
        QCOMPARE(view_->part(MovesView::partOf(1, MovesView::Confidence))->value,
                 QStringLiteral("4 of 5"));
    }
};

QTEST_MAIN(MovesViewTest)
#include "moves_view_test.moc"
