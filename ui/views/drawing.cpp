// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/drawing.h"

#include <QFontMetricsF>
#include <QPainterPath>
#include <QTextLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace kilter {

namespace {

/// Device pixels per logical pixel.
double ratioOf(const QPainter& painter) {
    return painter.deviceTransform().m22();
}

double hairlineWidth(double ratio) {
    return std::max(1.0, std::floor(ratio)) / ratio;
}

double digitWidth(const QFontMetricsF& metrics) {
    double widest = 0.0;
    for (char16_t d = u'0'; d <= u'9'; ++d)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(d)));
    return widest;
}

} // namespace

QRectF snapped(const QPainter& painter, const QRectF& rect) {
    const QTransform t = painter.deviceTransform();
    const QRectF d = t.mapRect(rect);
    const QRectF whole(QPointF(std::round(d.left()), std::round(d.top())),
                       QPointF(std::round(d.right()), std::round(d.bottom())));
    return t.inverted().mapRect(whole);
}

void horizontalHairline(QPainter& painter, double x1, double x2, double y, const QColor& colour) {
    const double width = hairlineWidth(ratioOf(painter));
    QRectF line = snapped(painter, {x1, y - width / 2, x2 - x1, width});
    line.setHeight(width);
    painter.fillRect(line, colour);
}

void verticalHairline(QPainter& painter, double x, double y1, double y2, const QColor& colour) {
    const double width = hairlineWidth(ratioOf(painter));
    QRectF line = snapped(painter, {x - width / 2, y1, width, y2 - y1});
    line.setWidth(width);
    painter.fillRect(line, colour);
}

void roundedBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
                const QColor& border, double borderWidth) {
    const QRectF box = snapped(painter, rect);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (border.isValid()) {
        painter.setPen(QPen(border, borderWidth));
        painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
        const double inset = borderWidth / 2;
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius - inset,
                                radius - inset);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(box, radius, radius);
    }
    painter.restore();
}

void drawText(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text,
              const QFont& font, const QColor& colour, Qt::TextElideMode elide) {
    painter.setFont(font);
    painter.setPen(colour);
    const QFontMetricsF metrics(font);
    const QString shown = metrics.horizontalAdvance(text) <= rect.width() + 0.5
                              ? text
                              : metrics.elidedText(text, elide, rect.width());
    painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine | Qt::TextDontClip,
                     shown);
}

void drawParagraph(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
                   const QColor& colour) {
    const QFontMetricsF metrics(font);
    const auto lines = static_cast<int>((rect.height() - 6) / metrics.lineSpacing());
    if (lines < 2 || metrics.horizontalAdvance(text) <= rect.width() + 0.5) {
        drawText(painter, rect, Qt::AlignLeft | Qt::AlignVCenter, text, font, colour);
        return;
    }
    QTextLayout layout(text, font);
    layout.beginLayout();
    std::vector<QString> shown;
    while (static_cast<int>(shown.size()) < lines) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(rect.width());
        const bool last = static_cast<int>(shown.size()) + 1 == lines;
        shown.push_back(last ? text.mid(line.textStart())
                             : text.mid(line.textStart(), line.textLength()).trimmed());
    }
    layout.endLayout();
    double y = rect.center().y() - metrics.lineSpacing() * static_cast<double>(shown.size()) / 2;
    for (const QString& line : shown) {
        drawText(painter, {rect.left(), y, rect.width(), metrics.lineSpacing()},
                 Qt::AlignLeft | Qt::AlignVCenter, line, font, colour);
        y += metrics.lineSpacing();
    }
}

double figureWidth(const QString& text, const QFont& font) {
    const QFontMetricsF metrics(font);
    const double digit = digitWidth(metrics);
    double width = 0.0;
    for (const QChar c : text)
        width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    return width;
}

double textWidth(const QString& text, const QFont& font) {
    return QFontMetricsF(font).horizontalAdvance(text);
}

QString inLines(const QString& text) {
    constexpr qsizetype kOneLine = 60;
    // Only rich text is broken into lines.
    return text.size() <= kOneLine ? text : QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped());
}

void drawFigure(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text,
                const QFont& font, const QColor& colour) {
    const QFontMetricsF metrics(font);
    const double digit = digitWidth(metrics);
    const double width = figureWidth(text, font);
    double x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width / 2;
    double y = rect.top() + metrics.ascent();
    if (alignment & Qt::AlignBottom)
        y = rect.bottom() - metrics.descent();
    else if (alignment & Qt::AlignVCenter)
        y = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    painter.setFont(font);
    painter.setPen(colour);
    for (const QChar c : text) {
        const double own = metrics.horizontalAdvance(c);
        const double cell = c.isDigit() ? digit : own;
        painter.drawText(QPointF(x + (cell - own) / 2, y), QString(c));
        x += cell;
    }
}

void drawMenuMark(QPainter& painter, QPointF centre, const QColor& colour) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const std::array<QPointF, 3> chevron{centre + QPointF(-3, -1.5), centre + QPointF(0, 1.5),
                                         centre + QPointF(3, -1.5)};
    painter.drawPolyline(chevron.data(), 3);
    painter.restore();
}

void drawCheckBox(QPainter& painter, const QRectF& box, bool on, const QColor& colour,
                  const Theme& theme) {
    roundedBox(painter, box, 3, on ? colour : QColor(), on ? colour : theme.dim);
    if (!on)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accentText, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QRectF r = box;
    const std::array<QPointF, 3> tick{r.topLeft() + QPointF(0.24 * r.width(), 0.52 * r.height()),
                                      r.topLeft() + QPointF(0.43 * r.width(), 0.71 * r.height()),
                                      r.topLeft() + QPointF(0.77 * r.width(), 0.31 * r.height())};
    painter.drawPolyline(tick.data(), 3);
    painter.restore();
}

void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, 1.5));
    painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), radius + 1.5, radius + 1.5);
    painter.restore();
}

} // namespace kilter
