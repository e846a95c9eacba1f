// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/utf8.h"

#include <QTest>

using namespace kilter;

class Utf8Test : public QObject {
    Q_OBJECT

  private slots:
    /// Also names that are no UTF-8: nothing throws, and the same file is meant.
    void pathsComeBack() {
        for (const std::string name : {"mix.wav", "/a b/Ärger ♯.flac", "", "caf\xE9.wav", "\xFF"}) {
            QCOMPARE(utf8(pathOf(name)), name);
            QVERIFY(pathOf(utf8(std::filesystem::path(name))) == std::filesystem::path(name));
        }
    }
};

QTEST_APPLESS_MAIN(Utf8Test)
#include "utf8_test.moc"
