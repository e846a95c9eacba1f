// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/figures.h"

#include <cmath>

namespace kilter {

namespace {

/// The digits with a point, without a superfluous ".0" or a "−0.0".
QString trimmedDigits(double value, int decimals) {
    QString s = QString::number(value, 'f', decimals);
    if (s.contains(u'.')) {
        while (s.endsWith(u'0'))
            s.chop(1);
        if (s.endsWith(u'.'))
            s.chop(1);
    }
    return s;
}

QString cleaned(QString text) {
    text = text.trimmed().toLower();
    text.replace(u',', u'.').remove(u' ').remove(QChar(0xa0));
    if (text.startsWith(u'+'))
        text.remove(0, 1);
    return text;
}

QString without(QString text, const QString& unit) {
    if (text.endsWith(unit))
        text.chop(unit.size());
    return text;
}

std::optional<double> toNumber(const QString& text) {
    bool ok = false;
    const double value = text.toDouble(&ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

QString dash() {
    return QStringLiteral("—");
}

QString number(double value, int decimals, Sign sign) {
    if (!std::isfinite(value))
        return dash();
    QString digits = QString::number(std::abs(value), 'f', decimals);
    const bool zero = digits.toDouble() == 0.0;
    if (value < 0.0 && !zero)
        digits.prepend(kMinus);
    else if (sign == Sign::Both && !zero)
        digits.prepend(u'+');
    return digits;
}

QString number(std::optional<double> value, int decimals, Sign sign) {
    return value ? number(*value, decimals, sign) : dash();
}

QString decibelText(Decibels level, Sign sign) {
    return number(level.value, 1, sign) + QStringLiteral(" dB");
}

QString frequencyText(Hertz f) {
    if (!std::isfinite(f.value))
        return dash();
    if (f.value < 99.95)
        return trimmedDigits(f.value, 1) + QStringLiteral(" Hz");
    if (f.value < 999.5)
        return trimmedDigits(f.value, 0) + QStringLiteral(" Hz");
    return trimmedDigits(f.value / 1000.0, f.value < 9995.0 ? 2 : 1) + QStringLiteral(" kHz");
}

QString tickText(Hertz f) {
    return f.value < 1000.0 ? QString::number(f.value)
                            : QString::number(f.value / 1000.0) + QStringLiteral("k");
}

QString qText(double q) {
    return number(q, q < 9.995 ? 2 : 1);
}

QString timeText(Seconds t) {
    const auto whole = static_cast<qint64>(std::floor(std::fmax(t.value, 0.0)));
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QChar(u'0'));
}

QString preciseTimeText(Seconds t) {
    const auto ms = static_cast<qint64>(std::floor(std::fmax(t.value, 0.0) * 1000.0 + 0.5));
    return QStringLiteral("%1:%2.%3")
        .arg(ms / 60000)
        .arg(ms / 1000 % 60, 2, 10, QChar(u'0'))
        .arg(ms % 1000, 3, 10, QChar(u'0'));
}

QString percentText(double share) {
    return number(100.0 * share, 0) + QStringLiteral(" %");
}

std::optional<double> parseNumber(const QString& text) {
    return toNumber(cleaned(text));
}

std::optional<Decibels> parseDecibels(const QString& text) {
    const auto value = toNumber(without(cleaned(text), QStringLiteral("db")));
    return value ? std::optional(Decibels{*value}) : std::nullopt;
}

std::optional<Hertz> parseFrequency(const QString& text) {
    QString s = without(cleaned(text), QStringLiteral("hz"));
    const bool kilo = s.endsWith(u'k');
    if (kilo)
        s.chop(1);
    const auto value = toNumber(s);
    if (!value || *value <= 0.0)
        return std::nullopt;
    return Hertz{kilo ? *value * 1000.0 : *value};
}

} // namespace kilter
