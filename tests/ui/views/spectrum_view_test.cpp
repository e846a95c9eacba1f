// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/move_text.h"
#include "ui/views/spectrum_view.h"

#include "tests/ui/hand.h"
#include "tests/ui/sample_content.h"

#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>

#include <cmath>
#include <memory>

using namespace kilter;
using namespace kilter::testing;

class SpectrumViewTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SpectrumView> view_;

    QPointF node(int i) const {
        return view_->nodeAt(view_->content().moves[static_cast<std::size_t>(i)],
                             QRectF(view_->rect()));
    }
    const Move& at(int i) const { return view_->content().moves[static_cast<std::size_t>(i)]; }
    QPointF placeOf(double hertz, double gain) const {
        const QRectF area(view_->rect());
        return {view_->frequencies(area).position({hertz}), view_->gains(area).position(gain)};
    }

  private slots:
    void init() {
        view_ = std::make_unique<SpectrumView>();
        present(*view_, {880, 330});
        SpectrumContent c = sampleSpectrum();
        c.selected = -1;
        view_->setContent(c);
    }

    /// Every kind has the values that its filter has; what it has not does not change.
    void onlyWhatAKindHas() {
        for (const FilterKind kind :
             {FilterKind::Bell, FilterKind::LowShelf, FilterKind::HighShelf, FilterKind::LowCut,
              FilterKind::HighCut, FilterKind::Notch, FilterKind::Tilt}) {
            SpectrumContent c;
            c.moves = {move(kind, 1000, 3.0, 1.0)};
            c.moves[0].shape.slopeDbPerOctave = 12;
            c.selected = 0;
            view_->setContent(c);
            view_->setFocus();
            const auto changes = [&](auto&& act, auto&& value) {
                const auto before = value(at(0).shape);
                act();
                return value(at(0).shape) != before;
            };
            const auto q = [](const FilterShape& f) { return f.q; };
            const auto gain = [](const FilterShape& f) { return f.gain.value; };
            const auto slope = [](const FilterShape& f) { return f.slopeDbPerOctave; };
            const auto hertz = [](const FilterShape& f) { return f.frequency.value; };
            const auto key = [&](Qt::Key k) { return [&, k] { QTest::keyClick(view_.get(), k); }; };
            QCOMPARE(changes(key(Qt::Key_PageUp), q), hasQ(kind));
            QCOMPARE(changes([&] { wheel(*view_, node(0), 1); }, q), hasQ(kind));
            QCOMPARE(changes(key(Qt::Key_Up), gain), hasGain(kind));
            QCOMPARE(changes([&] { wheel(*view_, node(0), 1, Qt::ControlModifier); }, slope),
                     hasSlope(kind));
            QVERIFY(changes(key(Qt::Key_Right), hertz));
        }
    }

    // What it shows
    void aNodeIsWhereItsBandIs() {
        SpectrumContent c;
        c.moves = {move(FilterKind::Bell, 2000, 4.0, 1.0)};
        view_->setContent(c);
        const QPointF expected = placeOf(2000, 4.0);
        QVERIFY(QLineF(node(0), expected).length() < 1e-6);
        const QImage image = picture(*view_);
        QVERIFY(count(image, around(expected, 11), darkTheme().text) > 40);
        QVERIFY(count(image, around(placeOf(300, 4.0), 11), darkTheme().text) == 0);
    }
    void aShelfsNodeLiesOnItsCurve() {
        const Move shelf = move(FilterKind::LowShelf, 100, 6.0, 0.7);
        const QPointF place = view_->nodeAt(shelf, QRectF(view_->rect()));
        const double gain = response(shelf.shape, {100}).value;
        QVERIFY(std::abs(place.y() - placeOf(100, gain).y()) < 0.5);
    }
    void theEqualiserCurveGoesThroughABell() {
        SpectrumContent c;
        c.moves = {move(FilterKind::Bell, 500, 5.0, 4.0)};
        view_->setContent(c);
        const QImage image = picture(*view_);
        // Between the bands' edges the curve is where the analogue filter says.
        for (const double f : {100.0, 400.0, 560.0, 3000.0}) {
            const double gain = response(c.moves[0].shape, {f}).value;
            QVERIFY2(count(image, around(placeOf(f, gain), 3), darkTheme().text, 60) > 0,
                     qPrintable(QString::number(f)));
        }
    }
    void theCorridorIsWhereTheReferencesAre() {
        SpectrumContent c;
        c.references = corridorAround(musicSpectrum(2, 0.0), 3.0, {9000});
        view_->setContent(c);
        const QRectF area(view_->rect());
        const QImage with = picture(*view_);
        SpectrumContent none = c;
        none.references = corridorAround(musicSpectrum(2, 0.0), 3.0, {1});
        view_->setContent(none);
        const QImage without = picture(*view_);
        const auto levels =
            displayLevels(musicSpectrum(2, 0.0), SpectrumChannel::Stereo, Smoothing::Third, {4.5});
        const auto changed = [&](Hertz f, double above) {
            const int cell = static_cast<int>(24 * std::log2(f.value / 1000.0)) + kCellBelow1k;
            const QPointF p(
                view_->frequencies(area).position(f),
                view_->levels(area).position(levels[static_cast<std::size_t>(cell)] + above));
            return distance(with.pixelColor(p.toPoint()), without.pixelColor(p.toPoint())) > 20;
        };
        QVERIFY(changed({1050}, 2.0));
        QVERIFY(changed({1050}, -2.0));
        QVERIFY(!changed({1050}, 4.5));
        QVERIFY(!changed({1050}, -4.5));
        QVERIFY(!changed({12000}, 2.0)); // unknown above the cut-off
    }
    void averagesAreInTheirColours() {
        const QImage image = picture(*view_);
        const QRectF plot = view_->plot(QRectF(view_->rect()));
        QVERIFY(count(image, plot, darkTheme().mix, 60) > 200);
        QVERIFY(count(image, plot, darkTheme().master, 60) > 200);
    }
    void theLiveSpectrumComesAndGoes() {
        const QImage before = picture(*view_);
        view_->setLive(musicSpectrum(9, 3.0));
        QVERIFY(picture(*view_) != before);
        view_->setLive(std::nullopt);
        QCOMPARE(picture(*view_), before);
    }
    void aFrozenSpectrumStands() {
        view_->setLive(musicSpectrum(9, 3.0));
        SpectrumOptions o = view_->options();
        o.frozen = true;
        view_->setOptions(o);
        const QImage frozen = picture(*view_);
        view_->setLive(musicSpectrum(10, 3.0));
        QCOMPARE(picture(*view_), frozen);
    }
    void theGainAxisHoldsEveryNode() {
        SpectrumContent c;
        c.moves = {move(FilterKind::Bell, 1000, 15.0, 1.0)};
        view_->setContent(c);
        QVERIFY(view_->plot(QRectF(view_->rect())).contains(node(0)));
        QCOMPARE(view_->gains(QRectF(view_->rect())).from, 18.0);
    }
    void emptyAndMeasuringSaySo() {
        view_->setContent({});
        const QImage empty = picture(*view_);
        SpectrumContent c;
        c.measuring = true;
        view_->setContent(c);
        QVERIFY(picture(*view_) != empty);
    }
    void itPaintsAtAnyRatio() {
        for (const double ratio : {1.0, 1.5, 2.0}) {
            const QImage image = picture(*view_, ratio);
            QVERIFY(count(image, around(node(1), 11), darkTheme().text) > 40);
        }
    }

    // Setters never emit, and cost nothing when nothing changed
    void settersNeverEmit() {
        QSignalSpy changed(view_.get(), &SpectrumView::moveChanged);
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        QSignalSpy selected(view_.get(), &SpectrumView::moveSelected);
        QSignalSpy options(view_.get(), &SpectrumView::optionsChanged);
        SpectrumContent c = sampleSpectrum();
        c.moves[0].shape.gain = {5.0};
        c.selected = 2;
        view_->setContent(c);
        SpectrumOptions o;
        o.tilt = 0.0;
        view_->setOptions(o);
        view_->setLive(musicSpectrum(3));
        QCOMPARE(changed.count() + finished.count() + selected.count() + options.count(), 0);
    }
    void nothingIsRepaintedWhileNothingMoves() {
        PaintCounter counter;
        QTest::qWait(20);
        view_->installEventFilter(&counter);
        view_->setContent(SpectrumContent(view_->content()));
        view_->setOptions(SpectrumOptions(view_->options()));
        view_->setLive(std::nullopt);
        QTest::qWait(50);
        QCOMPARE(counter.paints, 0);
        view_->setLive(musicSpectrum(3));
        QTest::qWait(50);
        QCOMPARE(counter.paints, 1);
    }

    // The hand
    void dragMovesFrequencyAndGainInOneGesture() {
        QSignalSpy changed(view_.get(), &SpectrumView::moveChanged);
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        QSignalSpy selected(view_.get(), &SpectrumView::moveSelected);
        drag(*view_, node(1), placeOf(1000, 3.0));
        QVERIFY(std::abs(at(1).shape.frequency.value / 1000.0 - 1.0) < 0.01);
        QVERIFY(std::abs(at(1).shape.gain.value - 3.0) < 0.06);
        QVERIFY(changed.count() > 1);
        QCOMPARE(finished.count(), 1);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected[0][0].toInt(), 1);
        QCOMPARE(changed.last()[1].value<Move>(), at(1));
    }
    void aShelfFollowsTheHand() {
        drag(*view_, node(0), placeOf(150, 2.0));
        QVERIFY(std::abs(at(0).shape.gain.value - 4.0) < 0.11);
        QVERIFY(QLineF(node(0), placeOf(150, 2.0)).length() < 2.0);
    }
    void theAmountsAreTakenOutOfADrag() {
        SpectrumContent c = view_->content();
        c.moves[1].amount = 0.5;
        c.overallAmount = 0.5;
        view_->setContent(c);
        drag(*view_, node(1), placeOf(1000, 2.0));
        QVERIFY(std::abs(at(1).shape.gain.value - 8.0) < 0.2);
        QVERIFY(QLineF(node(1), placeOf(1000, 2.0)).length() < 2.0);
    }
    void shiftIsFine() {
        for (const int way : {-60, -45, -30}) { // to hundredths of a decibel
            const QPointF from = node(1);
            const double before = at(1).shape.gain.value;
            const double step = view_->gains(QRectF(view_->rect())).value(from.y() + way) -
                                view_->gains(QRectF(view_->rect())).value(from.y());
            drag(*view_, from, from + QPointF(0, way), Qt::ShiftModifier);
            QVERIFY(std::abs(at(1).shape.gain.value - before - step / 10) < 0.0101);
        }
    }
    void controlKeepsToOneAxis() {
        const Move before = at(1);
        drag(*view_, node(1), node(1) + QPointF(80, 25), Qt::ControlModifier);
        QCOMPARE(at(1).shape.gain.value, before.shape.gain.value);
        QVERIFY(at(1).shape.frequency > before.shape.frequency);
        const Move after = at(1);
        drag(*view_, node(1), node(1) + QPointF(10, 50), Qt::ControlModifier);
        QCOMPARE(at(1).shape.frequency.value, after.shape.frequency.value);
        QVERIFY(at(1).shape.gain < after.shape.gain);
    }
    void escapeTakesADragBack() {
        const Move before = at(1);
        QSignalSpy changed(view_.get(), &SpectrumView::moveChanged);
        press(*view_, node(1));
        moveTo(*view_, placeOf(500, 5.0));
        QTest::keyClick(view_.get(), Qt::Key_Escape);
        release(*view_, placeOf(500, 5.0));
        QCOMPARE(at(1), before);
        QCOMPARE(changed.last()[1].value<Move>(), before);
    }
    void aClickSelectsAndAClickBesideDeselects() {
        QSignalSpy changed(view_.get(), &SpectrumView::moveChanged);
        click(*view_, node(2));
        QCOMPARE(view_->content().selected, 2);
        click(*view_, placeOf(300, -8.0));
        QCOMPARE(view_->content().selected, -1);
        QCOMPARE(changed.count(), 0);
    }
    void altClickBypasses() {
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        click(*view_, node(1), Qt::AltModifier);
        QVERIFY(!at(1).enabled);
        QCOMPARE(finished.count(), 1);
        click(*view_, node(1), Qt::AltModifier);
        QVERIFY(at(1).enabled);
    }
    /// Where a window manager takes Alt for itself.
    void middleClickBypassesToo() {
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        QTest::mouseClick(view_.get(), Qt::MiddleButton, {}, node(1).toPoint());
        QVERIFY(!at(1).enabled);
        QCOMPARE(finished.count(), 1);
        QTest::mouseClick(view_.get(), Qt::MiddleButton, {}, placeOf(300, -8.0).toPoint());
        QCOMPARE(finished.count(), 1);
    }
    void controlClickResets() {
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        click(*view_, node(1), Qt::ControlModifier);
        QCOMPARE(at(1).shape.gain.value, 0.0);
        QCOMPARE(finished.count(), 1);
    }
    void theWheelTurnsQByRatio() {
        const double q = at(1).shape.q;
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        wheel(*view_, node(1), 1);
        QVERIFY(std::abs(at(1).shape.q / q - 1.15) < 1e-9);
        wheel(*view_, node(1), -2);
        QVERIFY(std::abs(at(1).shape.q * 1.15 / q - 1.0) < 1e-9);
        wheel(*view_, node(1), 1, Qt::ShiftModifier);
        QVERIFY(std::abs(at(1).shape.q * 1.15 / q - 1.03) < 1e-9);
        QCOMPARE(finished.count(), 0); // a run of steps is one gesture
        QTRY_COMPARE(finished.count(), 1);
    }
    void controlWheelTurnsTheSlope() {
        SpectrumContent c;
        c.moves = {move(FilterKind::LowCut, 60, 0, 0.7)};
        view_->setContent(c);
        wheel(*view_, node(0), 2, Qt::ControlModifier);
        QCOMPARE(at(0).shape.slopeDbPerOctave, 24);
        wheel(*view_, node(0), -1, Qt::ControlModifier);
        QCOMPARE(at(0).shape.slopeDbPerOctave, 18);
        wheel(*view_, node(0), -9, Qt::ControlModifier);
        QCOMPARE(at(0).shape.slopeDbPerOctave, 6);
    }
    void doubleClickAddsWhatThePlaceSays_data() {
        QTest::addColumn<double>("hertz");
        QTest::addColumn<FilterKind>("kind");
        QTest::newRow("left edge") << 24.0 << FilterKind::LowCut;
        QTest::newRow("low") << 45.0 << FilterKind::LowShelf;
        QTest::newRow("middle") << 600.0 << FilterKind::Bell;
        QTest::newRow("high") << 11000.0 << FilterKind::HighShelf;
        QTest::newRow("right edge") << 18000.0 << FilterKind::HighCut;
    }
    void doubleClickAddsWhatThePlaceSays() {
        QFETCH(double, hertz);
        QFETCH(FilterKind, kind);
        QSignalSpy added(view_.get(), &SpectrumView::moveAdded);
        doubleClick(*view_, placeOf(hertz, 4.0));
        QCOMPARE(added.count(), 1);
        const Move m = added[0][0].value<Move>();
        QCOMPARE(m.shape.kind, kind);
        QVERIFY(!m.proposed);
        QVERIFY(std::abs(m.shape.frequency.value / hertz - 1.0) < 0.01);
        if (kind == FilterKind::Bell)
            QVERIFY(std::abs(m.shape.gain.value - 4.0) < 0.06);
        QVERIFY(
            QLineF(view_->nodeAt(m, QRectF(view_->rect())),
                   placeOf(hertz,
                           kind == FilterKind::LowCut || kind == FilterKind::HighCut ? 0.0 : 4.0))
                .length() < 3.0);
    }
    void inTheSideViewABandOfTheSideIsAdded() {
        SpectrumOptions o = view_->options();
        o.channel = SpectrumChannel::Side;
        view_->setOptions(o);
        QSignalSpy added(view_.get(), &SpectrumView::moveAdded);
        doubleClick(*view_, placeOf(600, 4.0));
        QCOMPARE(added[0][0].value<Move>().placement, Placement::Side);
    }
    void doubleClickOnANodeTypesItsGain() {
        QSignalSpy added(view_.get(), &SpectrumView::moveAdded);
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        doubleClick(*view_, node(1));
        QCOMPARE(added.count(), 0);
        auto* editor = view_->findChild<QLineEdit*>(QStringLiteral("valueEditor"));
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("-3,5"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(at(1).shape.gain.value, -3.5);
        QCOMPARE(finished.count(), 1);
    }
    void doubleClickInTheBoxTypesTheFrequency() {
        click(*view_, node(1));
        const auto part = view_->part(SpectrumView::TipFrequency);
        QVERIFY(part);
        doubleClick(*view_, part->rect.center());
        auto* editor = view_->findChild<QLineEdit*>(QStringLiteral("valueEditor"));
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("2.5k"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(at(1).shape.frequency.value, 2500.0);
        QCOMPARE(view_->content().selected, 1);
    }
    void nonsenseTypedChangesNothing() {
        const Move before = at(1);
        doubleClick(*view_, node(1));
        auto* editor = view_->findChild<QLineEdit*>(QStringLiteral("valueEditor"));
        QTest::keyClicks(editor, QStringLiteral("loud"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(at(1), before);
        doubleClick(*view_, node(1));
        editor = view_->findChildren<QLineEdit*>(QStringLiteral("valueEditor")).last();
        QTest::keyClicks(editor, QStringLiteral("9"));
        QTest::keyClick(editor, Qt::Key_Escape);
        QCOMPARE(at(1), before);
    }

    // Keys
    void tabWalksTheNodes() {
        QSignalSpy selected(view_.get(), &SpectrumView::moveSelected);
        QTest::keyClick(view_.get(), Qt::Key_Tab);
        QCOMPARE(view_->content().selected, 0);
        QTest::keyClick(view_.get(), Qt::Key_Tab);
        QTest::keyClick(view_.get(), Qt::Key_Tab);
        QCOMPARE(view_->content().selected, 2);
        QTest::keyClick(view_.get(), Qt::Key_Backtab);
        QCOMPARE(view_->content().selected, 1);
        QCOMPARE(selected.count(), 4);
    }
    void arrowsMoveByHalfADecibelAndASemitone() {
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        click(*view_, node(1));
        const Move before = at(1);
        QTest::keyClick(view_.get(), Qt::Key_Up);
        QVERIFY(std::abs(at(1).shape.gain.value - before.shape.gain.value - 0.5) < 1e-9);
        QTest::keyClick(view_.get(), Qt::Key_Left);
        QVERIFY(std::abs(std::log2(before.shape.frequency / at(1).shape.frequency) - 1.0 / 12) <
                1e-9);
        QCOMPARE(finished.count(), 2);
        QTest::keyClick(view_.get(), Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(std::abs(at(1).shape.gain.value - before.shape.gain.value - 0.4) < 1e-9);
        QTest::keyClick(view_.get(), Qt::Key_PageUp);
        QVERIFY(std::abs(at(1).shape.q / before.shape.q - 1.15) < 1e-9);
    }
    void aHeldArrowIsOneGesture() {
        QSignalSpy finished(view_.get(), &SpectrumView::gestureFinished);
        click(*view_, node(1));
        for (int i = 0; i < 5; ++i) {
            QKeyEvent down(QEvent::KeyPress, Qt::Key_Up, {}, {}, i > 0);
            QApplication::sendEvent(view_.get(), &down);
            QKeyEvent up(QEvent::KeyRelease, Qt::Key_Up, {}, {}, i < 4);
            QApplication::sendEvent(view_.get(), &up);
        }
        QCOMPARE(finished.count(), 1);
    }
    void spaceBypassesAndDeleteRemoves() {
        QSignalSpy removed(view_.get(), &SpectrumView::moveRemoved);
        QTest::keyClick(view_.get(), Qt::Key_Tab);
        QTest::keyClick(view_.get(), Qt::Key_Space);
        QVERIFY(!at(0).enabled);
        QTest::keyClick(view_.get(), Qt::Key_Delete);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(removed[0][0].toInt(), 0);
    }
    void insertAddsABand() {
        QSignalSpy added(view_.get(), &SpectrumView::moveAdded);
        QTest::keyClick(view_.get(), Qt::Key_Insert);
        QCOMPARE(added.count(), 1);
    }
    void menusChooseTheOptions() {
        QSignalSpy options(view_.get(), &SpectrumView::optionsChanged);
        const auto part = view_->part(SpectrumView::ChannelMenu);
        click(*view_, part->rect.center());
        auto* menu = view_->findChild<QMenu*>();
        QVERIFY(menu);
        QTRY_VERIFY(menu->isVisible());
        menu->actions()[2]->trigger();
        menu->close();
        QCOMPARE(options.count(), 1);
        QCOMPARE(view_->options().channel, SpectrumChannel::Side);
    }

    // Screen readers
    void everyBandHasAName() {
        const auto parts = view_->parts();
        QVERIFY(parts.size() >= 8);
        QCOMPARE(parts[1].name, QStringLiteral("Band 2, Bell"));
        QVERIFY(parts[1].value.contains(QStringLiteral("2.95 kHz")));
        for (const Part& p : parts)
            QVERIFY(!p.name.isEmpty());
    }
};

QTEST_MAIN(SpectrumViewTest)
#include "spectrum_view_test.moc"
