// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/hand.h"
#include "tests/ui/session/session_fixture.h"

#include "ui/number_box.h"
#include "ui/session/compressor_panel.h"
#include "ui/session/session_window.h"
#include "ui/theme.h"
#include "ui/views/compressor_view.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QUndoStack>

#include <cmath>

using namespace kilter;
using namespace kilter::testing;

/// The glue compressor as a user works it.
class CompressorPanelTest : public QObject {
    Q_OBJECT

    const MixAndReferences songs_{};
    std::unique_ptr<SessionWindow> window_;

    SessionController& controller() { return window_->controller(); }
    const CompressorSpec& spec() { return controller().session().compressor; }
    CompressorPanel& panel() { return *window_->findChild<CompressorPanel*>(); }

    template <class Widget>
    Widget& called(const char* name) {
        for (auto* widget : panel().findChildren<Widget*>())
            if (widget->accessibleName() == QLatin1String(name))
                return *widget;
        qFatal("nothing is called %s", name);
    }
    QCheckBox& glue() { return called<QCheckBox>("Glue compressor, on or off"); }
    void press(QCheckBox& box) { click(box, QPointF(8, box.height() / 2.0)); }
    void type(const char* name, const char* text) {
        auto& box = called<NumberBox>(name);
        box.setFocus();
        box.selectAll();
        QTest::keyClicks(&box, QLatin1String(text));
        QTest::keyClick(&box, Qt::Key_Return);
    }
    bool effectSays(const QString& text) {
        for (const auto* label : panel().findChildren<QLabel*>())
            if (label->text().contains(text))
                return true;
        return false;
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller()), kPatience); }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }
    void init() {
        window_ = std::make_unique<SessionWindow>();
        window_->resize(1440, 900);
        window_->show();
        window_->addFiles({songs_.mix, songs_.a});
        settle();
        window_->findChild<QTabWidget*>()->setCurrentWidget(&panel());
    }
    void cleanup() { window_.reset(); }

    void itIsOffUntilTheUserWantsIt() {
        QVERIFY(spec() == CompressorSpec{} && !spec().enabled);
        QVERIFY(!glue().isChecked());
        QVERIFY(effectSays("off"));
        QVERIFY(!controller().master()->mastered.solved.compressor);
    }

    void switchedOnItIsMeasuredAndUndone() {
        press(glue());
        QVERIFY(spec().enabled);
        type("Threshold", "-30");
        QCOMPARE(spec().thresholdDb, -30.0);
        settle();
        const auto effect = controller().master()->mastered.solved.compressor;
        QVERIFY(effect && effect->reduction.mean.value > 0.1);
        QVERIFY(effectSays(QStringLiteral("mean ")) && effectSays(QString::fromUtf8("PLR ")));
        // The preview plays with what the solver found: the same sound as the export's.
        QTRY_VERIFY(controller().chain().compressor.makeUp ==
                    controller().master()->mastered.solved.settings.compressor.makeUp);
        QVERIFY(controller().chain().compressor.curve ==
                controller().master()->mastered.solved.settings.compressor.curve);

        controller().undoStack()->undo();
        QCOMPARE(spec().thresholdDb, -18.0);
        QCOMPARE(called<NumberBox>("Threshold").value(), -18.0);
        controller().undoStack()->undo();
        QVERIFY(spec() == CompressorSpec{});
        QVERIFY(!glue().isChecked());
        settle();
        QVERIFY(!controller().master()->mastered.solved.compressor);
    }

    void everyValueIsInTheUsersHand() {
        type("Attack", "3.5");
        type("Knee", "0");
        type("Low cut", "120");
        type("Mix", "60");
        QCOMPARE(spec().attackMs, 3.5);
        QCOMPARE(spec().kneeDb, 0.0);
        QCOMPARE(spec().highPassHz, 120.0);
        QCOMPARE(spec().mixPercent, 60.0);
        auto& ratio = called<QComboBox>("Ratio");
        QCOMPARE(ratio.count(), static_cast<int>(kCompressorRatios.size()));
        ratio.setFocus();
        QTest::keyClick(&ratio, Qt::Key_Down); // from 2:1
        QCOMPARE(spec().ratio, 4.0);
        // Automatic ones are taken in hand, and given back.
        QVERIFY(!called<NumberBox>("Release").isEnabled());
        press(called<QCheckBox>("Release, automatic"));
        QCOMPARE(spec().releaseMs, std::optional(300.0));
        type("Release", "450");
        QCOMPARE(spec().releaseMs, std::optional(450.0));
        press(called<QCheckBox>("Release, automatic"));
        QVERIFY(!spec().releaseMs);
        press(called<QCheckBox>("Make-up, automatic"));
        QCOMPARE(spec().makeUpDb, std::optional(0.0));
        QVERIFY(!spec().enabled); // nothing of this switches it on
    }

    void theKeyOpensIt() {
        window_->findChild<QTabWidget*>()->setCurrentIndex(0);
        QTest::keyClick(window_.get(), Qt::Key_G, Qt::ControlModifier);
        QVERIFY(spec().enabled);
        QVERIFY(panel().isVisible());
        QTest::keyClick(window_.get(), Qt::Key_G, Qt::ControlModifier);
        QVERIFY(!spec().enabled);
    }

    /// What is shown of the reduction is painted, and nothing while it is off.
    void theHistoryShowsWhatIsTaken() {
        auto& view = *panel().findChild<CompressorView*>();
        const auto painted = [&view] {
            const QImage image = picture(view);
            const QRectF history = view.historyRect(view.rect());
            const Theme& t = view.theme();
            return count(image, history, mixed(t.well, t.master, 0.55));
        };
        panel().setReading({3.0}, {1.0});
        QCOMPARE(painted(), 0);
        press(glue());
        for (int i = 0; i < 60; ++i)
            panel().setReading({3.0}, {1.0 + i / 30.0});
        const int some = painted();
        QVERIFY(some > 500);
        for (int i = 0; i < 60; ++i)
            panel().setReading({0.0}, {3.0 + i / 30.0});
        QVERIFY(view.part(0)->value.contains(QLatin1String("3.0")));
        press(glue());
        QCOMPARE(painted(), 0);
    }
};

QTEST_MAIN(CompressorPanelTest)
#include "compressor_panel_test.moc"
