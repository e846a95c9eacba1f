// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/value_editor.h"

#include <QApplication>
#include <QFocusEvent>
#include <QLineEdit>
#include <QPointer>
#include <QTest>

using namespace kilter;

/// What is typed over a painted value: when it is taken, when not, and when it goes on.
class ValueEditorTest : public QObject {
    Q_OBJECT

    static constexpr int kNoKey = -1;
    static constexpr int kNoReason = -1;

  private slots:
    void ends_data() {
        QTest::addColumn<bool>("typed");
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("reason"); ///< of the focus's going
        QTest::addColumn<bool>("gone");
        QTest::addColumn<QString>("taken");
        for (const bool typed : {false, true}) {
            const QString value = typed ? QStringLiteral("7") : QString();
            const auto row = [&](const char* name, int key, int reason, bool gone,
                                 const QString& taken) {
                QTest::addRow("%s, %s", name, typed ? "typed" : "untouched")
                    << typed << key << reason << gone << taken;
            };
            row("Return", Qt::Key_Return, kNoReason, true, value);
            row("Enter", Qt::Key_Enter, kNoReason, true, value);
            row("Escape", Qt::Key_Escape, kNoReason, true, {});
            row("Left", Qt::Key_Left, kNoReason, false, {});
            row("mouse", kNoKey, Qt::MouseFocusReason, true, value);
            row("tab", kNoKey, Qt::TabFocusReason, true, value);
            row("another window", kNoKey, Qt::ActiveWindowFocusReason, true, value);
            row("its own menu", kNoKey, Qt::PopupFocusReason, false, {});
        }
    }
    void ends() {
        QFETCH(bool, typed);
        QFETCH(int, key);
        QFETCH(int, reason);
        QFETCH(bool, gone);
        QFETCH(QString, taken);
        QWidget view;
        view.resize(200, 100);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QStringList values;
        const QPointer<QLineEdit> editor =
            openValueEditor(view, {10, 10, 60, 20}, QStringLiteral("5"), QStringLiteral("Gain"),
                            [&](const QString& text) { values << text; });
        QCOMPARE(editor->text(), QStringLiteral("5"));
        QCOMPARE(editor->selectedText(), QStringLiteral("5"));
        QCOMPARE(editor->accessibleName(), QStringLiteral("Gain"));
        QCOMPARE(editor->geometry(), QRect(10, 10, 60, 20));
        if (typed)
            QTest::keyClicks(editor, QStringLiteral("7"));
        if (key != kNoKey) {
            QTest::keyClick(editor, static_cast<Qt::Key>(key));
        } else {
            QFocusEvent out(QEvent::FocusOut, static_cast<Qt::FocusReason>(reason));
            QApplication::sendEvent(editor, &out);
        }
        QCOMPARE(values, taken.isEmpty() ? QStringList() : QStringList(taken));
        QCOMPARE(!editor || editor->isHidden(), gone);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(editor.isNull(), gone);
        QCOMPARE(values.size(), taken.isEmpty() ? 0 : 1); // at most once
    }
};

QTEST_MAIN(ValueEditorTest)
#include "value_editor_test.moc"
