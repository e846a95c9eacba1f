// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/status_line.h"

#include "ui/views/drawing.h"

#include <QPainter>

namespace kilter {

StatusLine::StatusLine(QWidget* parent)
    : QLabel(parent) {
    // A long sentence gives way; it must not make the window wider.
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    setTextFormat(Qt::PlainText);
    setContentsMargins(8, 0, 8, 0);
    forget_.setSingleShot(true);
    connect(&forget_, &QTimer::timeout, this, &StatusLine::fallSilent);
}

void StatusLine::setRest(const QString& text) {
    rest_ = text;
    refresh();
}

void StatusLine::pointAt(const QString& hint) {
    hint_ = hint;
    refresh();
}

void StatusLine::say(const QString& text, int milliseconds) {
    said_ = text;
    forget_.start(milliseconds);
    refresh();
}

void StatusLine::fallSilent() {
    forget_.stop();
    said_.clear();
    refresh();
}

QString StatusLine::shown() const {
    return fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
}

void StatusLine::refresh() {
    const QString wanted = !hint_.isEmpty() ? hint_ : !said_.isEmpty() ? said_ : rest_;
    if (wanted != text())
        setText(wanted);
    setToolTip(shown() == text() ? QString() : inLines(text()));
}

void StatusLine::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    refresh();
}

void StatusLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(contentsRect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     shown());
}

} // namespace kilter
