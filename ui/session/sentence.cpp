// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sentence.h"

#include "ui/views/drawing.h"

#include <QPainter>

#include <algorithm>

namespace kilter {

namespace {

constexpr int kMargin = 6; ///< above and below together

} // namespace

Sentence::Sentence(QWidget* parent)
    : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void Sentence::say(const QString& text, const QString& more) {
    more_ = more;
    if (text != this->text())
        setText(text);
    refreshTip();
}

void Sentence::setMostLines(int lines) {
    if (lines == mostLines_)
        return;
    mostLines_ = lines;
    updateGeometry();
}

/// As a paragraph breaks it.
int Sentence::linesFor(int width) const {
    const QRect needed = fontMetrics().boundingRect(QRect(0, 0, std::max(width, 1), 10000),
                                                    Qt::AlignLeft | Qt::TextWordWrap, text());
    return std::max(1, (needed.height() + fontMetrics().leading()) / fontMetrics().lineSpacing());
}

int Sentence::heightForWidth(int width) const {
    return std::min(mostLines_, linesFor(width)) * fontMetrics().lineSpacing() + kMargin;
}

QSize Sentence::sizeHint() const {
    return {100, heightForWidth(std::max(width(), 100))};
}

QSize Sentence::minimumSizeHint() const {
    return {100, fontMetrics().lineSpacing() + kMargin};
}

bool Sentence::isCut() const {
    return linesFor(width()) * fontMetrics().lineSpacing() + kMargin > height();
}

void Sentence::refreshTip() {
    setToolTip(inLines(!more_.isEmpty() ? more_ : isCut() ? text() : QString()));
}

void Sentence::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    refreshTip();
}

void Sentence::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawParagraph(painter, rect(), text(), font(), palette().color(foregroundRole()));
}

} // namespace kilter
