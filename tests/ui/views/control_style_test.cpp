// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace kilter;

namespace {

/// How many of the pixels have this colour, within what anti-aliasing and screens round.
double shareOf(const QColor& colour, const QImage& image) {
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor c = image.pixelColor(x, y);
            found += std::abs(c.red() - colour.red()) <= 2 &&
                     std::abs(c.green() - colour.green()) <= 2 &&
                     std::abs(c.blue() - colour.blue()) <= 2;
        }
    return double(found) / (image.width() * image.height());
}

QImage pictureOf(QWidget& widget) {
    return widget.grab().toImage();
}

} // namespace

/// The dialogs' controls look like the rest of the window, in both themes.
class ControlStyleTest : public QObject {
    Q_OBJECT

  private slots:
    void inBothThemes_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }
    void inBothThemes() {
        QFETCH(const bool, dark);
        const Theme& t = dark ? darkTheme() : lightTheme();
        applyTheme(*qApp, t);

        QComboBox list;
        list.addItem(QString());
        list.resize(200, 28);
        QVERIFY2(shareOf(t.raised, pictureOf(list)) > 0.8, "flat, without a gradient");
        QLineEdit field;
        field.resize(200, 28);
        QVERIFY(shareOf(t.well, pictureOf(field)) > 0.8);
        QDoubleSpinBox number;
        number.setSpecialValueText(QStringLiteral(" "));
        number.resize(200, 28);
        QVERIFY(shareOf(t.well, pictureOf(number)) > 0.8);

        QCheckBox box;
        box.resize(box.sizeHint());
        const double empty = shareOf(t.master, pictureOf(box));
        box.setChecked(true);
        QVERIFY(shareOf(t.master, pictureOf(box)) > empty + 0.2);

        QProgressBar bar;
        bar.setTextVisible(false);
        bar.resize(200, 6);
        bar.setRange(0, 100);
        bar.setValue(0);
        QCOMPARE(shareOf(t.mix, pictureOf(bar)), 0.0);
        bar.setValue(50);
        QVERIFY(std::abs(shareOf(t.mix, pictureOf(bar)) - 0.5) < 0.1);
    }

    void fieldsHaveOneHeight() {
        applyTheme(*qApp, darkTheme());
        QWidget window;
        auto* form = new QFormLayout(&window);
        auto* list = new QComboBox;
        auto* field = new QLineEdit;
        auto* number = new QDoubleSpinBox;
        for (QWidget* each : {static_cast<QWidget*>(list), static_cast<QWidget*>(field),
                              static_cast<QWidget*>(number)})
            form->addRow(each);
        window.show();
        QCOMPARE(list->height(), field->height());
        QCOMPARE(number->height(), field->height());
    }

    /// What Enter does is in the colour of what matters most; and no button has a picture.
    void theDefaultButtonStandsOut() {
        applyTheme(*qApp, darkTheme());
        QDialog dialog;
        QDialogButtonBox buttons(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog);
        auto* ok = buttons.button(QDialogButtonBox::Ok);
        auto* cancel = buttons.button(QDialogButtonBox::Cancel);
        ok->setDefault(true);
        dialog.show();
        QVERIFY(ok->icon().isNull() && cancel->icon().isNull());
        QVERIFY(shareOf(darkTheme().master, pictureOf(*ok)) > 0.6);
        QVERIFY(shareOf(darkTheme().master, pictureOf(*cancel)) < 0.01);
    }
};

QTEST_MAIN(ControlStyleTest)
#include "control_style_test.moc"
