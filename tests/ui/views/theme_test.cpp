// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme.h"

#include <QApplication>
#include <QIcon>
#include <QTest>
#include <QWidget>

#include <cmath>

using namespace kilter;

namespace {

/// Relative luminance and contrast as WCAG 2.1 define them.
double luminance(const QColor& c) {
    const auto linear = [](double v) {
        return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

  private slots:
    void textCanBeRead_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }
    void textCanBeRead() { // WCAG 2.1 AA: 4.5 for text, 3 for what only has to be told apart
        QFETCH(bool, dark);
        const Theme& t = dark ? darkTheme() : lightTheme();
        QCOMPARE(t.dark, dark);
        for (const QColor& surface : {t.window, t.bar, t.panel, t.raised}) {
            QVERIFY(contrast(t.text, surface) >= 7.0);
            QVERIFY2(contrast(t.dim, surface) >= 4.5,
                     qPrintable(QString::number(contrast(t.dim, surface))));
        }
        for (const QColor& signal : {t.mix, t.master, t.reference, t.danger}) {
            QVERIFY(contrast(signal, t.panel) >= 4.0);
            QVERIFY(contrast(signal, t.well) >= 3.0);
            QVERIFY(contrast(t.accentText, signal) >= 4.0);
        }
    }
    void theThemeFollowsThePalette() {
        QWidget widget;
        widget.setPalette(paletteOf(darkTheme()));
        QVERIFY(themeOf(widget).dark);
        widget.setPalette(paletteOf(lightTheme()));
        QVERIFY(!themeOf(widget).dark);
    }
    void theApplicationWearsIt() {
        applyTheme(*qApp, lightTheme());
        QVERIFY(!qApp->windowIcon().pixmap(64).isNull());
        QWidget widget;
        QVERIFY(!themeOf(widget).dark);
        applyTheme(*qApp, darkTheme());
        QWidget another;
        QVERIFY(themeOf(another).dark);
    }
    void theTypeScaleIsInPixels() {
        QCOMPARE(QFontInfo(fontOf(Type::Large)).pixelSize(), 20);
        QCOMPARE(QFontInfo(fontOf(Type::Small)).pixelSize(), 10);
        QVERIFY(fontOf(Type::Title).pointSizeF() > fontOf(Type::Body).pointSizeF());
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
