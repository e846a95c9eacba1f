// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/number_box.h"

#include "ui/views/figures.h"

#include <QKeyEvent>

namespace kilter {

void NumberBox::set(limits::Range range, double step, int decimals, const QString& unit,
                    double value) {
    setRange(range.least, range.most);
    setDecimals(decimals);
    setSingleStep(step);
    setSuffix(unit);
    setValue(value);
    first_ = this->value();
}

QString NumberBox::refusal(const QString& typed) const {
    return tr("“%1” is no value from %2 to %3.")
        .arg(typed.trimmed(), number(minimum(), decimals()),
             number(maximum(), decimals()) + suffix());
}

void NumberBox::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!enter || hasAcceptableInput()) {
        QDoubleSpinBox::keyPressEvent(event);
        return;
    }
    event->accept(); // or the dialog would close
    emit refused(text(), false);
    selectAll();
}

void NumberBox::focusOutEvent(QFocusEvent* event) {
    const QString typed = hasAcceptableInput() ? QString() : text();
    QDoubleSpinBox::focusOutEvent(event); // which puts the old value back
    if (!typed.isNull())
        emit refused(typed, true);
}

} // namespace kilter
