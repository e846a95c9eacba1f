// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/appearance.h"

#include "ui/theme.h"

#include <QApplication>
#include <QSettings>

namespace kilter {

namespace {
constexpr auto kKey = "appearance";
}

Appearance chosenAppearance() {
    const QString name = QSettings().value(kKey).toString();
    if (name == QLatin1String("light"))
        return Appearance::Light;
    return name == QLatin1String("dark") ? Appearance::Dark : Appearance::System;
}

void chooseAppearance(QApplication& application, Appearance appearance) {
    QSettings settings;
    switch (appearance) {
    case Appearance::System:
        settings.remove(kKey);
        break;
    case Appearance::Light:
        settings.setValue(kKey, QStringLiteral("light"));
        break;
    case Appearance::Dark:
        settings.setValue(kKey, QStringLiteral("dark"));
        break;
    }
    applyAppearance(application);
}

void applyAppearance(QApplication& application) {
    switch (chosenAppearance()) {
    case Appearance::System:
        applyTheme(application, systemTheme(application));
        break;
    case Appearance::Light:
        applyTheme(application, lightTheme());
        break;
    case Appearance::Dark:
        applyTheme(application, darkTheme());
        break;
    }
}

const Theme& systemTheme(QApplication& application) {
    // Without colours of our own the application has the platform's. Qt 6.4 has no other way to
    // ask that works everywhere.
    const QPalette own = application.palette();
    application.setPalette(QPalette());
    const bool dark = application.palette().color(QPalette::Window).lightnessF() < 0.5F;
    application.setPalette(own);
    return dark ? darkTheme() : lightTheme();
}

} // namespace kilter
