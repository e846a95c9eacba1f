// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/session_fixture.h"

#include "ui/session/compressor_panel.h"
#include "ui/session/session_window.h"
#include "ui/theme.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/moves_view.h"
#include "ui/views/painted_view.h"
#include "ui/views/spectrum_view.h"
#include "ui/views/tracks_view.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QMap>
#include <QTabWidget>
#include <QUndoStack>

#include <memory>
#include <set>
#include <utility>

using namespace kilter;
using namespace kilter::testing;

/// The whole window without a mouse, and as a screen reader is told of it.
class KeyboardTest : public QObject {
    Q_OBJECT

    Songs songs_;
    std::unique_ptr<SessionWindow> window_;

    template <class View>
    [[nodiscard]] View& view() const {
        return *window_->findChild<View*>();
    }
    using Place = std::pair<const QWidget*, int>; ///< a widget, and its part or -1
    [[nodiscard]] static Place focus() {
        QWidget* widget = QApplication::focusWidget();
        const auto* painted = qobject_cast<PaintedView*>(widget);
        return {widget, painted ? painted->focusedPart() : -1};
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() {
        applyTheme(*qApp, darkTheme());
        window_ = std::make_unique<SessionWindow>();
        window_->resize(1440, 900);
        window_->show();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
        window_->addFiles({songs_.write("mix.wav", DemoSong::Mix),
                           songs_.write("a.wav", DemoSong::ReferenceA),
                           songs_.write("b.wav", DemoSong::ReferenceB)});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(window_->controller()), kPatience);
        QVERIFY(!window_->controller().moves().empty());
    }
    void cleanupTestCase() { window_.reset(); }

    void shortcutsAreThereAndUnique() {
        QMap<QString, QString> seen;
        for (const QAction* action : window_->findChildren<QAction*>())
            for (const QKeySequence& keys : action->shortcuts()) {
                const QString name = keys.toString();
                QVERIFY2(!seen.contains(name), qPrintable(name + QStringLiteral(": ") + seen[name] +
                                                          QStringLiteral(", ") + action->text()));
                seen[name] = action->text();
            }
        for (const char* keys :
             {"Space", "L", "Home", "End", "1", "2", "3", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+S",
              "Ctrl+Shift+S", "Ctrl+Shift+E", "Ctrl+O", "Ctrl+R", "Ctrl+N", "Ctrl+Q"})
            QVERIFY2(seen.contains(QLatin1String(keys)), keys);
    }

    void shortcutsDoWhatTheySay() {
        const Listening& listening = window_->playback().listening();
        QTest::keyClick(window_.get(), Qt::Key_1);
        QCOMPARE(listening.source, HeardSource::Mix);
        QTest::keyClick(window_.get(), Qt::Key_3);
        QCOMPARE(listening.source, HeardSource::Reference);
        QTest::keyClick(window_.get(), Qt::Key_2);
        QCOMPARE(listening.source, HeardSource::Master);
        QTest::keyClick(window_.get(), Qt::Key_L);
        QVERIFY(window_->playback().loop().has_value());
        QTest::keyClick(window_.get(), Qt::Key_L);
        QVERIFY(!window_->playback().loop().has_value());

        SessionController& controller = window_->controller();
        const Target before = controller.session().target;
        controller.setTarget({Lufs{-11.0}, {}});
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(controller.session().target == before);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(controller.session().target.loudness, std::optional(Lufs{-11.0}));
        controller.undoStack()->undo();
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
    }

    /// In a new window nothing has the keyboard: Space presses no button, it plays.
    void spacePlaysUntilTabIsPressed() {
        SessionWindow fresh;
        fresh.show();
        QVERIFY(QTest::qWaitForWindowActive(&fresh));
        QVERIFY(fresh.focusWidget());
        QVERIFY(!qobject_cast<QAbstractButton*>(fresh.focusWidget()));
        QVERIFY(!qobject_cast<PaintedView*>(fresh.focusWidget()));
        int played = 0;
        for (const QAction* action : fresh.findChildren<QAction*>())
            if (action->shortcut() == QKeySequence(Qt::Key_Space))
                connect(action, &QAction::triggered, this, [&] { ++played; });
        const bool matched = fresh.playback().levelMatched();
        QTest::keyClick(fresh.focusWidget(), Qt::Key_Space);
        QCOMPARE(played, 1);
        QCOMPARE(fresh.playback().levelMatched(), matched);
        QTest::keyClick(fresh.focusWidget(), Qt::Key_Tab);
        QVERIFY(qobject_cast<QAbstractButton*>(fresh.focusWidget()) ||
                qobject_cast<PaintedView*>(fresh.focusWidget()));
        fresh.close();
        window_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    }

    /// Tab reaches every button and every part that can be worked, and comes round again: with each
    /// page of what is done to the sound.
    void tabReachesEverything_data() {
        QTest::addColumn<int>("page");
        QTest::newRow("moves") << 0;
        QTest::newRow("strip") << 1;
    }
    void tabReachesEverything() {
        QFETCH(const int, page);
        auto* pages = window_->findChild<QTabWidget*>();
        pages->setCurrentIndex(page);
        TransportBar& bar = view<TransportBar>();
        bar.button(TransportBar::Play)->setFocus(Qt::TabFocusReason);
        std::set<Place> reached;
        const Place first = focus();
        bool round = false;
        for (int i = 0; i < 600 && !round; ++i) {
            reached.insert(focus());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            round = focus() == first;
        }
        QVERIFY(round);
        for (int b = 0; b < TransportBar::Buttons; ++b) {
            const QAbstractButton* button = bar.button(static_cast<TransportBar::Button>(b));
            if (button->isVisible() && button->isEnabled())
                QVERIFY2(reached.contains({button, -1}), qPrintable(button->accessibleName()));
        }
        for (const PaintedView* painted : window_->findChildren<PaintedView*>())
            for (const Part& part : painted->parts())
                if (painted->isVisible() && part.focusable && part.enabled && !part.rect.isEmpty())
                    QVERIFY2(
                        reached.contains({painted, part.id}),
                        qPrintable(painted->accessibleName() + QStringLiteral(": ") + part.name));
        QCOMPARE(window_->findChild<CompressorPanel*>()->isVisible(), page == 1);
        for (const QWidget* field :
             window_->findChild<CompressorPanel*>()->findChildren<QWidget*>())
            if (field->isVisible() && field->isEnabled() && !field->accessibleName().isEmpty() &&
                !qobject_cast<const PaintedView*>(field))
                QVERIFY2(reached.contains({field, -1}), qPrintable(field->accessibleName()));
        pages->setCurrentIndex(0);
    }

    void backTabComesRoundToo() {
        view<TransportBar>().button(TransportBar::Play)->setFocus(Qt::TabFocusReason);
        const Place first = focus();
        bool round = false;
        for (int i = 0; i < 600 && !round; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab, Qt::ShiftModifier);
            round = focus() == first;
        }
        QVERIFY(round);
    }

    /// Every part has a name; sliders, values and indicators say what they show; and a role tells
    /// what can be done with it. No two parts of a view have the same name.
    void everythingHasANameAndAValue() {
        for (PaintedView* painted : window_->findChildren<PaintedView*>()) {
            QVERIFY(!painted->accessibleName().isEmpty());
            QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(painted);
            QVERIFY(interface);
            const auto parts = painted->parts();
            QCOMPARE(interface->childCount(), static_cast<int>(parts.size()));
            std::set<QString> names;
            for (int i = 0; i < interface->childCount(); ++i) {
                const QAccessibleInterface& child = *interface->child(i);
                const QString name = child.text(QAccessible::Name);
                const QString place = painted->accessibleName() + QStringLiteral(": ") + name;
                QVERIFY2(!name.isEmpty(), qPrintable(place));
                QVERIFY2(names.insert(name).second, qPrintable(place));
                QVERIFY2(child.role() != QAccessible::NoRole, qPrintable(place));
                const bool shows = child.role() == QAccessible::Slider ||
                                   child.role() == QAccessible::EditableText ||
                                   child.role() == QAccessible::Indicator;
                QVERIFY2(!shows || !child.text(QAccessible::Value).isEmpty(), qPrintable(place));
            }
        }
        for (const QAbstractButton* button : window_->findChildren<QAbstractButton*>())
            if (button->isVisible())
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                         button->metaObject()->className());
    }

    /// A band by keyboard alone: the node by Tab, half a decibel by an arrow, one step to undo.
    void aBandIsMovedByKeyboard() {
        auto& spectrum = view<SpectrumView>();
        SessionController& controller = window_->controller();
        spectrum.setFocus(Qt::TabFocusReason);
        spectrum.focusPart(0);
        const Decibels before = controller.moves()[0].effective().gain;
        const int steps = controller.undoStack()->index();
        QTest::keyClick(&spectrum, Qt::Key_Up);
        QVERIFY(std::abs(controller.moves()[0].effective().gain.value - before.value - 0.5) < 1e-9);
        QTRY_COMPARE(controller.undoStack()->index(), steps + 1);
        controller.undoStack()->undo();
        QCOMPARE(controller.moves()[0].effective().gain, before); // as it was proposed
        // The same in the table: off and on with Space.
        auto& moves = view<MovesView>();
        moves.setFocus(Qt::TabFocusReason);
        moves.focusPart(MovesView::partOf(0, MovesView::On));
        QTest::keyClick(&moves, Qt::Key_Space);
        QVERIFY(!controller.moves()[0].enabled);
        QTest::keyClick(&moves, Qt::Key_Space);
        QVERIFY(controller.moves()[0].enabled);
    }
};

QTEST_MAIN(KeyboardTest)
#include "keyboard_test.moc"
