// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/session_fixture.h"

#include "core/session/loudness_aim.h"
#include "ui/session/session_window.h"
#include "ui/transport/transport_bar.h"

#include <QAbstractButton>
#include <QLabel>
#include <QSignalSpy>
#include <QStatusBar>
#include <QUndoStack>

using namespace kilter;
using namespace kilter::testing;

/// Targets that are found instead of named: as the references, and as loud as it stays clean.
class TargetAimsTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};
    std::unique_ptr<SessionWindow> window_;

    [[nodiscard]] SessionController& controller() const { return window_->controller(); }
    [[nodiscard]] QAbstractButton& button(TransportBar::Button which) const {
        return *window_->findChild<TransportBar*>()->button(which);
    }
    void click(TransportBar::Button which) const {
        QTest::mouseClick(&button(which), Qt::LeftButton);
    }
    [[nodiscard]] std::optional<Lufs> target() const {
        return controller().session().target.loudness;
    }
    [[nodiscard]] QString statusBar() const {
        QString all;
        for (const auto* label : window_->statusBar()->findChildren<QLabel*>())
            all += label->text() + u'\n';
        return all;
    }
    /// What the command line finds.
    [[nodiscard]] std::optional<Lufs> aimed(LoudnessAim aim) const {
        Targets targets;
        for (int i = 0; i < 2; ++i)
            targets.references.push_back(controller().source(i).loaded.analysis);
        const auto found = targetOf(aim, controller().session(),
                                    controller().source(SessionController::kMix).loaded, targets,
                                    controller().comparison());
        return found ? *found : std::nullopt;
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }
    void init() {
        window_ = std::make_unique<SessionWindow>();
        window_->show();
        window_->addFiles({songs_.mix, songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    }
    void cleanup() { window_.reset(); }

    void asTheReferences() {
        const auto expected = aimed(LoudnessAim::References);
        QVERIFY(expected);
        click(TransportBar::AsReferences);
        QCOMPARE(target(), expected);
        QVERIFY(button(TransportBar::AsReferences).isChecked());
        QVERIFY(!button(TransportBar::Custom).isChecked());
        controller().undoStack()->undo();
        QCOMPARE(target(), Lufs{-14.0});
        QTest::keyClick(window_.get(), Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(target(), expected);
        // The median of those in use; none has none.
        controller().setReferenceUsed(0, false);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(!button(TransportBar::AsReferences).isChecked());
        click(TransportBar::AsReferences);
        QCOMPARE(target(), aimed(LoudnessAim::References));
        QVERIFY(target() != expected);
        controller().setReferenceUsed(1, false);
        QTRY_VERIFY(!button(TransportBar::AsReferences).isEnabled());
    }

    void loudestCleanIsKnownFromTheMaster() {
        const auto expected = aimed(LoudnessAim::Clean);
        QVERIFY(expected);
        click(TransportBar::Clean);
        QCOMPARE(target(), expected); // at once: no search
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(button(TransportBar::Clean).isChecked());
        QCOMPARE(controller().master()->cost.price, Price::Green);
    }

    /// An edit has made the master stale: it is searched, said, and then the target, in one step.
    void loudestCleanIsSearchedWhereItIsNotKnown() {
        controller().setMoveAmount(0, 0.3);
        QTRY_VERIFY(controller().comparisonIsCurrent());
        const int before = controller().undoStack()->index();
        QTest::keyClick(window_.get(), Qt::Key_4, Qt::ControlModifier);
        QVERIFY(controller().findsLoudestClean());
        QCOMPARE(controller().work().kind, Work::Kind::Aiming);
        QVERIFY(window_->findChild<TransportBar*>()->content().findsClean);
        QVERIFY2(statusBar().contains("Finding what stays clean…"), qPrintable(statusBar()));
        QCOMPARE(target(), Lufs{-14.0});
        QTRY_VERIFY_WITH_TIMEOUT(target() != Lufs{-14.0}, kPatience);
        QCOMPARE(target(), aimed(LoudnessAim::Clean));
        QCOMPARE(controller().undoStack()->index(), before + 1);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QVERIFY(button(TransportBar::Clean).isChecked());
    }

    /// Whoever chooses something else meanwhile gets that.
    void anotherTargetCancelsTheSearch() {
        controller().setMoveAmount(0, 0.3);
        QTRY_VERIFY(controller().comparisonIsCurrent());
        click(TransportBar::Clean);
        QVERIFY(controller().findsLoudestClean());
        click(TransportBar::Club);
        QVERIFY(!controller().findsLoudestClean());
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QCOMPARE(target(), Lufs{-9.0});

        controller().setMoveAmount(0, 0.6);
        QTRY_VERIFY(controller().comparisonIsCurrent());
        click(TransportBar::Clean);
        controller().setMoveAmount(0, 0.9); // heard: what was searched is not it any more
        QVERIFY(!controller().findsLoudestClean());
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QCOMPARE(target(), Lufs{-9.0});
    }

    void withoutALimiterNothingSaysWhatIsClean() {
        controller().setLimiterMode(LimiterMode::Off);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
        QSignalSpy refused(&controller(), &SessionController::refused);
        click(TransportBar::Clean);
        QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, kPatience);
        QVERIFY2(statusBar().contains("the limiter is off"), qPrintable(statusBar()));
        QCOMPARE(target(), Lufs{-14.0});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience);
    }
};

QTEST_MAIN(TargetAimsTest)
#include "target_aims_test.moc"
