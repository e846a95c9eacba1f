// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/status_line.h"

#include <QTest>

using namespace kilter;

class StatusLineTest : public QObject {
    Q_OBJECT

  private slots:
    /// What the pointer is over comes first, then what was just said, then the rest.
    void saysWhatMattersMost() {
        StatusLine line;
        line.resize(900, 20);
        line.setRest(QStringLiteral("rest"));
        QCOMPARE(line.text(), QStringLiteral("rest"));
        line.say(QStringLiteral("Saved"), 1);
        QCOMPARE(line.text(), QStringLiteral("Saved"));
        line.pointAt(QStringLiteral("a hint"));
        QCOMPARE(line.text(), QStringLiteral("a hint"));
        QTRY_VERIFY(line.text() != QStringLiteral("Saved"));
        line.pointAt({});
        QTRY_COMPARE(line.text(), QStringLiteral("rest"));
    }

    /// A sentence that is cut says so, and is there whole as a tool tip; the window need not be
    /// wider for it.
    void aLongSentenceIsElided() {
        StatusLine line;
        const QString sentence(400, QLatin1Char('x'));
        line.setRest(sentence);
        line.resize(300, 20);
        line.show(); // resized when it is shown
        QCOMPARE(line.text(), sentence);
        QVERIFY(line.shown().endsWith(QStringLiteral("…")));
        QVERIFY(line.fontMetrics().horizontalAdvance(line.shown()) <= 300);
        QVERIFY(line.toolTip().contains(sentence));
        QVERIFY(line.sizePolicy().horizontalPolicy() == QSizePolicy::Ignored);
        line.setRest(QStringLiteral("short"));
        QCOMPARE(line.shown(), QStringLiteral("short"));
        QVERIFY(line.toolTip().isEmpty());
    }
};

QTEST_MAIN(StatusLineTest)
#include "status_line_test.moc"
