// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/transport/transport_button.h"

#include "ui/views/drawing.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

namespace kilter {

namespace {

void paintSymbol(QPainter& painter, QPointF c, TransportButton::Symbol symbol,
                 const QColor& colour) {
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (symbol) {
    case TransportButton::Symbol::None:
        break;
    case TransportButton::Symbol::Play:
        painter.drawPolygon(
            QPolygonF{{c.x() - 5, c.y() - 7}, {c.x() + 7, c.y()}, {c.x() - 5, c.y() + 7}});
        break;
    case TransportButton::Symbol::Pause:
        painter.drawRect(QRectF(c.x() - 6, c.y() - 7, 4, 14));
        painter.drawRect(QRectF(c.x() + 2, c.y() - 7, 4, 14));
        break;
    case TransportButton::Symbol::Stop:
        painter.drawRect(QRectF(c.x() - 5.5, c.y() - 5.5, 11, 11));
        break;
    case TransportButton::Symbol::Loop: {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, 1.8, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(QRectF(c.x() - 7, c.y() - 5.5, 14, 11), 60 * 16, 290 * 16);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawPolygon(
            QPolygonF{{c.x() + 1, c.y() - 9}, {c.x() + 7, c.y() - 5}, {c.x() + 1, c.y() - 1}});
        break;
    }
    }
    painter.restore();
}

void paintSign(QPainter& painter, QPointF c, TransportButton::Sign sign, const Theme& t,
               double strength) {
    using Sign = TransportButton::Sign;
    painter.save();
    painter.setPen(Qt::NoPen);
    switch (sign) {
    case Sign::None:
        break;
    case Sign::Disc:
        painter.setBrush(faded(t.reference, strength));
        painter.drawEllipse(c, 4.5, 4.5);
        break;
    case Sign::Triangle:
        painter.setBrush(faded(t.master, strength));
        painter.drawPolygon(
            QPolygonF{{c.x(), c.y() - 5}, {c.x() + 5, c.y() + 4}, {c.x() - 5, c.y() + 4}});
        break;
    case Sign::Square:
        painter.setBrush(faded(t.danger, strength));
        painter.drawRect(QRectF(c.x() - 4.5, c.y() - 4.5, 9, 9));
        break;
    case Sign::Ring:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(faded(t.dim, strength), 1.5));
        painter.drawEllipse(c, 4, 4);
        break;
    }
    painter.restore();
}

} // namespace

TransportButton::TransportButton(QWidget* parent)
    : QAbstractButton(parent) {
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
}

void TransportButton::setLook(const Look& look) {
    if (look == look_)
        return;
    look_ = look;
    if (isCheckable())
        setChecked(look.on);
    update();
}

void TransportButton::setHint(const QString& hint) {
    setStatusTip(hint);
    setToolTip(inLines(hint));
}

bool TransportButton::event(QEvent* event) {
    // With the keyboard on it, Space presses it instead of starting playback.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Return) {
            event->accept();
            return true;
        }
    }
    return QAbstractButton::event(event);
}

/// The largest in which it is whole: half a number is none.
const QFont& TransportButton::titleFont(double room) const {
    if (!look_.minor && textWidth(look_.title, fontOf(Type::Title, Weight::Medium)) <= room)
        return fontOf(Type::Title, Weight::Medium);
    const QFont& body = fontOf(Type::Body, Weight::Medium);
    return textWidth(look_.title, body) <= room ? body : fontOf(Type::Small, Weight::Medium);
}

void TransportButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& t = themeOf(*this);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    const QColor accent = look_.role ? t.colourOf(*look_.role) : t.master;
    const double strength = isEnabled() ? 1.0 : 0.45;

    QColor fill = look_.filled ? accent : t.raised;
    if (look_.filled && !isEnabled())
        fill = mixed(t.raised, accent, 0.3);
    else if (look_.on && !look_.filled)
        fill = mixed(t.raised, accent, 0.18);
    if (isEnabled() && (underMouse() || isDown()))
        fill = mixed(fill, t.text, isDown() ? 0.16 : 0.08);
    roundedBox(painter, box, kButtonRadius, fill, look_.on ? accent : t.line, look_.on ? 1.5 : 1.0);

    const QColor ink = faded(look_.filled ? t.accentText : t.text, strength);
    if (look_.symbol != Symbol::None) {
        paintSymbol(painter, box.center(), look_.symbol, look_.on ? faded(accent, strength) : ink);
    } else {
        double left = box.left() + 8;
        if (look_.dot) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(faded(accent, strength));
            const double y = look_.subtitle.isEmpty() ? box.center().y() : box.top() + 15;
            painter.drawEllipse(QPointF(left + 4, y), 4.5, 4.5);
            left += 15;
        }
        if (look_.sign != Sign::None) {
            paintSign(painter, {left + 4, box.top() + 15}, look_.sign, t, strength);
            left += 14;
        }
        const Qt::Alignment side = look_.centred ? Qt::AlignHCenter : Qt::AlignLeft;
        if (look_.centred)
            left = box.left() + 3;
        const double width = box.right() - left - (look_.centred ? 3 : 6);
        const bool narrow =
            left + textWidth(look_.title, fontOf(Type::Title, Weight::Medium)) + 17 > box.right();
        const double keyWidth = look_.key.isEmpty() || narrow ? 0.0 : 12.0;
        const bool two = !look_.subtitle.isEmpty();
        const QRectF top(left, two ? box.top() + 5 : box.top(), width - keyWidth,
                         two ? 20 : box.height());
        drawText(painter, top, side | Qt::AlignVCenter, look_.title, titleFont(top.width()), ink);
        if (look_.sign != Sign::None ||
            left + figureWidth(look_.subtitle, fontOf(Type::Small)) > box.right() - 2)
            left = box.left() + (look_.centred ? 3 : 8);
        if (two)
            drawFigure(painter,
                       {left, box.top() + 23, box.right() - left - (look_.centred ? 3 : 6), 16},
                       side | Qt::AlignVCenter, look_.subtitle, fontOf(Type::Small),
                       faded(t.dim, strength));
        if (keyWidth > 0.0)
            drawText(painter, {box.right() - 18, top.top(), 12, top.height()},
                     Qt::AlignRight | Qt::AlignVCenter, look_.key, fontOf(Type::Small),
                     faded(t.dim, strength));
    }
    if (hasFocus())
        drawFocusRing(painter, box.adjusted(1, 1, -1, -1), kButtonRadius - 1, t); // whole, inside
}

} // namespace kilter
