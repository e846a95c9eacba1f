// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/hand.h"
#include "tests/ui/session/session_fixture.h"

#include "core/session/session_json.h"
#include "ui/session/session_window.h"
#include "ui/theme.h"
#include "ui/views/gap_view.h"
#include "ui/views/moves_view.h"

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QUndoStack>

using namespace kilter;
using namespace kilter::testing;

/// The moves' panel as a user works it: a move turned by hand, proposed again, and set aside for
/// a match curve.
class MovesPanelTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};
    std::unique_ptr<SessionWindow> window_;

    SessionController& controller() { return window_->controller(); }
    MovesView& moves() { return *window_->findChild<MovesView*>(); }
    QPointF cell(int row, MovesView::Column column) {
        return moves().cell(row, column, moves().rect()).center();
    }
    void type(int row, MovesView::Column column, const char* text) {
        doubleClick(moves(), cell(row, column));
        auto* editor = moves().findChild<QLineEdit*>();
        QVERIFY(editor);
        QTest::keyClicks(editor, QLatin1String(text));
        QTest::keyClick(editor, Qt::Key_Return);
    }
    void chooseCurve(const QString& percent) {
        click(moves(), moves().part(MovesView::MatchCurve)->rect.center());
        auto* menu = moves().findChild<QMenu*>();
        QVERIFY(menu);
        for (QAction* action : menu->actions())
            if (action->text() == percent)
                action->trigger();
        menu->close();
        delete menu;
    }
    bool canPropose() { return moves().part(MovesView::ProposeAgain)->enabled; }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }
    void init() {
        window_ = std::make_unique<SessionWindow>();
        window_->resize(1440, 900);
        window_->show();
        window_->addFiles({songs_.mix, songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(!controller().moves().empty());
    }
    void cleanup() { window_.reset(); }

    void aChangedMoveSaysSo() {
        const QString before = moves().content().reasons[0];
        const int steps = controller().undoStack()->index();
        QVERIFY(!canPropose());
        type(0, MovesView::Gain, "-3.3");
        const QString after = moves().content().reasons[0];
        QVERIFY2(after.startsWith(QLatin1String("Changed by you: ")) && after.endsWith(before),
                 qPrintable(after));
        QVERIFY(after.contains(QString::fromUtf8("−3.3 dB")));
        // Dragged on the curve it is the same row; undone, nothing was changed.
        controller().undoStack()->setIndex(steps);
        QTRY_COMPARE(moves().content().reasons[0], before);
    }

    void proposeAgainGivesBackWhatWasProposed() {
        const Moves proposed = controller().moves();
        type(0, MovesView::Gain, "-3.3");
        click(moves(), moves().part(MovesView::AddMove)->rect.center());
        auto* menu = moves().findChild<QMenu*>();
        QVERIFY(menu);
        menu->actions()[0]->trigger(); // a bell without gain, of one's own
        menu->close();
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(canPropose());
        const Moves edited = controller().moves();
        moves().setFocus();
        moves().focusPart(MovesView::ProposeAgain);
        QTest::keyClick(&moves(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QCOMPARE(controller().moves().size(), proposed.size() + 1); // and the own one
        QVERIFY(std::equal(proposed.begin(), proposed.end(), controller().moves().begin()));
        QVERIFY(!controller().moves().back().proposed);
        QVERIFY(!canPropose());
        controller().undoStack()->undo();
        QTRY_COMPARE(controller().moves(), edited);
        QTRY_VERIFY_WITH_TIMEOUT(canPropose(), kPatience);
    }

    /// What stays unmoved by a hand's doing says so, at once.
    void reasonsFollowTheHand() {
        const GapView& gap = *window_->findChild<GapView*>();
        const Comparison& before = *controller().comparison();
        int band = -1;
        for (int b = 0; b < kNamedBands; ++b)
            if (const auto i = static_cast<std::size_t>(b);
                before.gap.bands[i].verdict != Verdict::Inside &&
                before.explanation[i] == Unmoved::Moved)
                band = b;
        QVERIFY(band >= 0);
        const auto sentence = [&] {
            return gap.content().bands[static_cast<std::size_t>(band)].sentence;
        };
        QVERIFY(!sentence().contains(QLatin1String("No move")));
        for (int row = 0; row < static_cast<int>(before.moves.size()); ++row)
            click(moves(), cell(row, MovesView::On));
        QVERIFY2(sentence().contains(QLatin1String("your own settings stand in its place")),
                 qPrintable(sentence()));
    }

    void theCurveSetsTheMovesAside() {
        type(0, MovesView::Gain, "-3.3");
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        const Moves edited = controller().moves();
        const Session before = controller().session();
        chooseCurve(QStringLiteral("50 %"));
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(controller().curve());
        QVERIFY(controller().moves().empty() && moves().content().moves.empty());
        QVERIFY(!canPropose());
        QVERIFY(
            moves().content().curve.contains(QLatin1String("replaces the moves; they are kept")));
        // What is heard is the curve alone, and so it is written.
        const Balance& mastered = controller().master()->mastered.balance;
        QVERIFY(mastered.curve && mastered.moves.empty());
        // Saved and read again with it.
        QSignalSpy saved(&controller(), &SessionController::saved);
        controller().saveAs(songs_.at("curve.kilter"));
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
        QCOMPARE(readSession(songs_.at("curve.kilter"))->moves, std::optional(edited));

        chooseCurve(QStringLiteral("Off"));
        QVERIFY(!controller().curve()); // at once
        QCOMPARE(controller().moves(), edited);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QCOMPARE(controller().moves(), edited);
        QVERIFY(controller().session() == before);
        QVERIFY(canPropose());
    }
};

QTEST_MAIN(MovesPanelTest)
#include "moves_panel_test.moc"
