// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/painted_view.h"

#include "ui/views/accessible_view.h"
#include "ui/views/drawing.h"

#include <QEvent>
#include <QFocusEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QStatusTipEvent>
#include <QToolTip>
#include <QtMath>

#include <algorithm>
#include <utility>

namespace kilter {

PaintedView::PaintedView(QWidget* parent)
    : QWidget(parent) {
    static const bool installed = [] {
        QAccessible::installFactory(accessibleViewFactory);
        return true;
    }();
    Q_UNUSED(installed)
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void PaintedView::renderTo(QPainter& painter, const QRectF& target) const {
    painter.save();
    painter.translate(target.topLeft());
    painter.setClipRect(QRectF({0, 0}, target.size()));
    const QRectF area({0, 0}, target.size());
    painter.setRenderHint(QPainter::Antialiasing);
    paintGround(painter, area);
    paintLive(painter, area);
    paintFront(painter, area);
    painter.restore();
}

void PaintedView::renderTo(QPaintDevice* device, const QRectF& target) const {
    QPainter painter(device);
    renderTo(painter, target);
}

std::vector<Part> PaintedView::parts(const QRectF&) const {
    return {};
}

std::optional<Part> PaintedView::part(int id) const {
    for (Part& p : parts())
        if (p.id == id)
            return std::move(p);
    return std::nullopt;
}

std::optional<Part> PaintedView::partAt(QPointF place) const {
    const auto all = parts();
    for (auto p = all.rbegin(); p != all.rend(); ++p) // the last is painted on top
        if (p->rect.contains(place))
            return *p;
    return std::nullopt;
}

void PaintedView::focusPart(int id) {
    keyboardFocus_ = true;
    if (id == focusedPart_)
        return;
    focusedPart_ = id;
    attentionChanged();
    const auto all = parts();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].id == id) {
            if (hasFocus())
                explain(all[i].hint);
            if (QAccessible::isActive()) {
                QAccessibleEvent focus(this, QAccessible::Focus);
                focus.setChild(static_cast<int>(i));
                QAccessible::updateAccessibility(&focus);
            }
        }
}

void PaintedView::activate(int) {}
void PaintedView::paintLive(QPainter&, const QRectF&) const {}
void PaintedView::paintFront(QPainter& painter, const QRectF& area) const {
    paintFocus(painter, area);
}
void PaintedView::attentionChanged() {
    frontChanged();
}

void PaintedView::groundChanged() {
    ground_.stale = true;
    front_.stale = true;
    update();
}

void PaintedView::frontChanged() {
    front_.stale = true;
    update();
}

void PaintedView::liveChanged(const QRectF& where) {
    update(where.toAlignedRect().adjusted(-1, -1, 1, 1));
}

void PaintedView::paintFocus(QPainter& painter, const QRectF& area) const {
    if (!hasKeyboardFocus() || focusedPart_ < 0)
        return;
    for (const Part& p : parts(area))
        if (p.id == focusedPart_)
            drawFocusRing(painter, p.rect, kButtonRadius - 1, theme());
}

void PaintedView::explain(const QString& text) {
    QStatusTipEvent tip(text);
    QCoreApplication::sendEvent(this, &tip);
}

void PaintedView::paintCached(QPainter& painter, Layer& layer, const QColor& clear,
                              const std::function<void(QPainter&)>& paint) {
    const double ratio = devicePixelRatioF();
    const QSize pixels(qCeil(width() * ratio), qCeil(height() * ratio));
    if (layer.pixmap.size() != pixels || layer.pixmap.devicePixelRatio() != ratio) {
        layer.pixmap = QPixmap(pixels);
        layer.pixmap.setDevicePixelRatio(ratio);
        layer.stale = true;
    }
    if (layer.stale) {
        layer.pixmap.fill(clear);
        QPainter p(&layer.pixmap);
        p.setRenderHint(QPainter::Antialiasing);
        paint(p);
        layer.stale = false;
    }
    painter.drawPixmap(QPointF(0, 0), layer.pixmap);
}

void PaintedView::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setClipRect(event->rect());
    const QRectF area(rect());
    paintCached(painter, ground_, theme().window, [&](QPainter& p) { paintGround(p, area); });
    painter.setRenderHint(QPainter::Antialiasing);
    paintLive(painter, area);
    paintCached(painter, front_, Qt::transparent, [&](QPainter& p) { paintFront(p, area); });
}

void PaintedView::hover(QPointF place) {
    const auto p = partAt(place);
    const int id = p ? p->id : -1;
    if (id == hoveredPart_)
        return;
    hoveredPart_ = id;
    explain(p ? p->hint : QString());
    attentionChanged();
}

bool PaintedView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto p = partAt(help->pos());
        if (p && !p->hint.isEmpty())
            QToolTip::showText(help->globalPos(), inLines(p->hint), this, p->rect.toAlignedRect());
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride && pressesPart(*static_cast<QKeyEvent*>(event))) {
        event->accept(); // before the window's own Space: play
        return true;
    }
    return QWidget::event(event);
}

void PaintedView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::EnabledChange || event->type() == QEvent::LanguageChange)
        groundChanged();
    QWidget::changeEvent(event);
}

bool PaintedView::pressesPart(const QKeyEvent& event) const {
    const int key = event.key();
    if (key != Qt::Key_Space && key != Qt::Key_Return && key != Qt::Key_Enter)
        return false;
    if (!keyboardFocus_ || event.modifiers() != Qt::NoModifier)
        return false;
    const auto p = part(focusedPart_);
    return p && p->enabled;
}

void PaintedView::keyPressEvent(QKeyEvent* event) {
    if (pressesPart(*event)) {
        activate(focusedPart_);
        return;
    }
    QWidget::keyPressEvent(event);
}

void PaintedView::mousePressEvent(QMouseEvent* event) {
    const auto p = partAt(event->position());
    pressedPart_ = p && p->enabled && event->button() == Qt::LeftButton ? p->id : -1;
    if (p && p->focusable)
        focusPart(p->id);
    keyboardFocus_ = false;
    frontChanged();
}

void PaintedView::mouseReleaseEvent(QMouseEvent* event) {
    const auto p = partAt(event->position());
    const int pressed = std::exchange(pressedPart_, -1);
    if (p && p->id == pressed)
        activate(pressed);
}

void PaintedView::mouseMoveEvent(QMouseEvent* event) {
    hover(event->position());
}

void PaintedView::leaveEvent(QEvent*) {
    hover({-1e6, -1e6});
}

void PaintedView::focusInEvent(QFocusEvent* event) {
    const Qt::FocusReason why = event->reason();
    const bool byKeyboard = why == Qt::TabFocusReason || why == Qt::BacktabFocusReason ||
                            why == Qt::ShortcutFocusReason;
    if (why == Qt::MouseFocusReason)
        keyboardFocus_ = false; // back from a menu, an editor or another window it stays as it was
    if (byKeyboard) {
        keyboardFocus_ = true;
        // Coming in by Tab begins at the first part, by Shift+Tab at the last.
        const auto all = parts();
        const auto usable = [](const Part& p) { return p.focusable && p.enabled; };
        if (why == Qt::BacktabFocusReason) {
            const auto last = std::find_if(all.rbegin(), all.rend(), usable);
            focusPart(last == all.rend() ? -1 : last->id);
        } else if (why == Qt::TabFocusReason || !part(focusedPart_)) {
            const auto first = std::find_if(all.begin(), all.end(), usable);
            focusPart(first == all.end() ? -1 : first->id);
        }
    }
    frontChanged();
}

void PaintedView::focusOutEvent(QFocusEvent*) {
    frontChanged();
}

bool PaintedView::focusNextPrevChild(bool next) {
    std::vector<int> ids;
    for (const Part& p : parts())
        if (p.focusable && p.enabled)
            ids.push_back(p.id);
    keyboardFocus_ = true;
    const auto at = std::find(ids.begin(), ids.end(), focusedPart_);
    if (at == ids.end()) {
        if (!ids.empty()) {
            focusPart(next ? ids.front() : ids.back());
            return true;
        }
    } else if (next ? at + 1 != ids.end() : at != ids.begin()) {
        focusPart(next ? *(at + 1) : *(at - 1));
        frontChanged();
        return true;
    }
    return QWidget::focusNextPrevChild(next);
}

void paintPanel(QPainter& painter, const QRectF& area, const Theme& theme) {
    painter.fillRect(area, theme.window);
    roundedBox(painter, area, kPanelRadius, theme.panel);
}

double paintTitle(QPainter& painter, const QRectF& area, const QString& title, const Theme& theme) {
    const QFont& font = fontOf(Type::Title, Weight::Bold);
    drawText(painter, {area.left() + 12, area.top() + 8, area.width() - 24, 20},
             Qt::AlignVCenter | Qt::AlignLeft, title, font, theme.text);
    return textWidth(title, font);
}

} // namespace kilter
