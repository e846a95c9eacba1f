// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/ascii.h"

#include <QTest>

using namespace kilter;

class AsciiTest : public QObject {
    Q_OBJECT

  private slots:
    void caseOfLettersAlone() {
        QVERIFY(equalIgnoringAsciiCase("TITLE", "title"));
        QVERIFY(equalIgnoringAsciiCase("WM/Isrc", "wm/ISRC"));
        QVERIFY(equalIgnoringAsciiCase("", ""));
        QVERIFY(!equalIgnoringAsciiCase("title", "titles"));
        QVERIFY(!equalIgnoringAsciiCase("[", "{")); // 32 apart, too
        QVERIFY(!equalIgnoringAsciiCase("T\xC4\xB1TLE", "TITLE"));
    }
};

QTEST_APPLESS_MAIN(AsciiTest)
#include "ascii_test.moc"
