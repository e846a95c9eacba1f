// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/path_text.h"

#include <QTest>

using namespace kilter;

class PathTextTest : public QObject {
    Q_OBJECT

  private slots:
    void comesBack() {
        for (const char* name : {"mix.wav", "/a b/Ärger ♯.flac", ""})
            QVERIFY(pathOf(textOf(std::filesystem::path(name))) == std::filesystem::path(name));
    }

    /// A file of an old disk: its name can be shown, and nothing throws.
    void namesThatAreNoUtf8() {
        QCOMPARE(textOf(std::filesystem::path("caf\xE9.wav")), QStringLiteral("caf\uFFFD.wav"));
    }
};

QTEST_APPLESS_MAIN(PathTextTest)
#include "path_text_test.moc"
