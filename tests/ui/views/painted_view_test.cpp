// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/painted_view.h"

#include "tests/ui/hand.h"

#include <QAccessible>
#include <QPainter>
#include <QSignalSpy>
#include <QStatusTipEvent>

using namespace kilter;
using namespace kilter::testing;

namespace {

class ThreeParts : public PaintedView {
  public:
    using PaintedView::parts;
    std::vector<Part> parts(const QRectF&) const override {
        return {{.id = 7, .rect = {0, 0, 20, 20}, .role = QAccessible::Button, .name = "first"},
                {.id = 8,
                 .rect = {30, 0, 20, 20},
                 .role = QAccessible::CheckBox,
                 .name = "second",
                 .value = "of three",
                 .hint = "a hint",
                 .checkable = true,
                 .checked = checked},
                {.id = 9,
                 .rect = {60, 0, 20, 20},
                 .role = QAccessible::Button,
                 .name = "third",
                 .enabled = false}};
    }
    void activate(int id) override {
        activated.push_back(id);
        checked = !checked;
    }
    void renew() { groundChanged(); }

    std::vector<int> activated;
    mutable int grounds = 0;
    bool checked = false;
    QString status;

  protected:
    void paintGround(QPainter& painter, const QRectF& area) const override {
        ++grounds;
        painter.fillRect(area, theme().panel);
    }
    bool event(QEvent* e) override {
        if (e->type() == QEvent::StatusTip)
            status = static_cast<QStatusTipEvent*>(e)->tip();
        return PaintedView::event(e);
    }
};

} // namespace

class PaintedViewTest : public QObject {
    Q_OBJECT

  private slots:
    void aClickActivatesWhatItBeganAndEndedOn() {
        ThreeParts view;
        present(view, {100, 40});
        click(view, {10, 10});
        press(view, {10, 10});
        release(view, {40, 10});
        click(view, {70, 10}); // disabled
        click(view, {40, 10});
        QCOMPARE(view.activated, (std::vector<int>{7, 8}));
    }
    void tabWalksWhatCanBeUsedAndThenLeaves() {
        QWidget window;
        auto* first = new ThreeParts;
        auto* second = new ThreeParts;
        first->setParent(&window);
        second->setParent(&window);
        second->move(0, 50);
        present(window, {100, 100});
        first->setFocus(Qt::TabFocusReason);
        QCOMPARE(first->focusedPart(), 7);
        QTest::keyClick(first, Qt::Key_Tab);
        QCOMPARE(first->focusedPart(), 8);
        QTest::keyClick(first, Qt::Key_Space);
        QCOMPARE(first->activated, std::vector<int>{8});
        QTest::keyClick(first, Qt::Key_Tab);
        QTRY_VERIFY(second->hasFocus());
        QCOMPARE(second->focusedPart(), 7);
        QTest::keyClick(second, Qt::Key_Backtab);
        QTRY_VERIFY(first->hasFocus());
        QCOMPARE(first->focusedPart(), 8);
    }
    void spaceIsTheWindowsAfterAClick() {
        ThreeParts view;
        present(view, {100, 40});
        click(view, {10, 10});
        view.activated.clear();
        QTest::keyClick(&view, Qt::Key_Space);
        QVERIFY(view.activated.empty());
    }
    void thePointerIsExplained() {
        ThreeParts view;
        present(view, {100, 40});
        moveTo(view, {40, 10}, {}, Qt::NoButton);
        QCOMPARE(view.hoveredPart(), 8);
        QCOMPARE(view.status, QStringLiteral("a hint"));
        moveTo(view, {90, 30}, {}, Qt::NoButton);
        QCOMPARE(view.hoveredPart(), -1);
        QCOMPARE(view.status, QString());
    }
    void theGroundIsPaintedOnceForMany() {
        ThreeParts view;
        present(view, {100, 40});
        QTest::qWait(20);
        const int before = view.grounds;
        for (int i = 0; i < 5; ++i)
            view.repaint();
        QCOMPARE(view.grounds, before);
        view.renew();
        view.repaint();
        QCOMPARE(view.grounds, before + 1);
    }
    void anotherThemePaintsAnew() {
        ThreeParts view;
        present(view, {100, 40});
        const QImage dark = picture(view);
        view.setPalette(paletteOf(lightTheme()));
        QVERIFY(picture(view) != dark);
        view.repaint();
        QCOMPARE(view.grab().toImage().pixelColor(5, 35), lightTheme().panel);
    }
    void itRendersInto() {
        ThreeParts view;
        present(view, {100, 40});
        QImage image(300, 300, QImage::Format_RGB32);
        image.fill(Qt::black);
        view.renderTo(&image, {50, 60, 100, 40});
        QCOMPARE(image.pixelColor(49, 80), QColor(Qt::black));
        QCOMPARE(image.pixelColor(51, 80), darkTheme().panel);
        QCOMPARE(image.pixelColor(151, 80), QColor(Qt::black));
    }

    // Screen readers
    void partsAreChildren() {
        ThreeParts view;
        present(view, {100, 40});
        QAccessibleInterface* all = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(all);
        QCOMPARE(all->childCount(), 3);
        QAccessibleInterface* second = all->child(1);
        QVERIFY(second && second->isValid());
        QCOMPARE(second->text(QAccessible::Name), QStringLiteral("second"));
        QCOMPARE(second->text(QAccessible::Value), QStringLiteral("of three"));
        QCOMPARE(second->text(QAccessible::Description), QStringLiteral("a hint"));
        QCOMPARE(second->role(), QAccessible::CheckBox);
        QVERIFY(second->state().checkable);
        QVERIFY(!second->state().checked);
        QCOMPARE(second->parent(), all);
        QCOMPARE(all->indexOfChild(second), 1);
        QCOMPARE(second->rect().size(), QSize(20, 20));
        const QPoint inside = view.mapToGlobal(QPoint(40, 10));
        QCOMPARE(all->childAt(inside.x(), inside.y()), second);
        QVERIFY(all->child(2)->state().disabled);
        QVERIFY(!all->child(3));
    }
    void partsCanBePressedAndFocused() {
        ThreeParts view;
        present(view, {100, 40});
        QAccessibleInterface* all = QAccessible::queryAccessibleInterface(&view);
        QAccessibleActionInterface* action = all->child(1)->actionInterface();
        QVERIFY(action);
        action->doAction(QAccessibleActionInterface::toggleAction());
        QCOMPARE(view.activated, std::vector<int>{8});
        QVERIFY(all->child(1)->state().checked);
        action->doAction(QAccessibleActionInterface::setFocusAction());
        QCOMPARE(view.focusedPart(), 8);
        QCOMPARE(all->focusChild(), all->child(1));
    }
};

QTEST_MAIN(PaintedViewTest)
#include "painted_view_test.moc"
