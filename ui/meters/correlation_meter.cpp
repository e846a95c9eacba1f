// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/meters/correlation_meter.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <cmath>

namespace kilter {

CorrelationMeterView::CorrelationMeterView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Correlation"));
}

void CorrelationMeterView::setReading(std::optional<double> correlation) {
    if (correlation && !std::isfinite(*correlation))
        correlation.reset();
    if (correlation == correlation_)
        return;
    correlation_ = correlation;
    liveChanged(rect());
}

QRectF CorrelationMeterView::track(const QRectF& area) const {
    return {area.left() + 12, area.top() + 8, area.width() - 24, 6};
}

LinearScale CorrelationMeterView::scale(const QRectF& area) const {
    const QRectF r = track(area);
    return {-1.0, 1.0, r.left(), r.right()};
}

std::vector<Part> CorrelationMeterView::parts(const QRectF& area) const {
    QString value = correlation_ ? number(*correlation_, 2, Sign::Both) : tr("no value yet");
    if (correlation_ && *correlation_ < 0.0)
        value += tr(", out of phase: mono loses it");
    return {{.id = 0,
             .rect = area.adjusted(4, 0, -4, 0),
             .role = QAccessible::Indicator,
             .name = tr("Correlation of left and right"),
             .value = value,
             .hint = tr("Correlation of left and right: %1").arg(value)}};
}

void CorrelationMeterView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    painter.fillRect(area, t.panel);
    const QRectF r = track(area);
    const LinearScale x = scale(area);
    roundedBox(painter, r, 3, t.well);
    const QFont& small = fontOf(Type::Small);
    for (const double at : {-1.0, 0.0, 1.0}) {
        verticalHairline(painter, std::clamp(x.position(at), r.left() + 1, r.right() - 1),
                         r.top() - 2, r.bottom() + 2, t.line);
        const Qt::Alignment side = at < 0   ? Qt::AlignLeft
                                   : at > 0 ? Qt::AlignRight
                                            : Qt::AlignHCenter;
        const double left = at < 0 ? r.left() : at > 0 ? r.right() - 40 : r.center().x() - 20;
        drawFigure(painter, {left, r.bottom() + 1, 40, 13}, side | Qt::AlignVCenter,
                   number(at, 0, Sign::Both), small, t.dim);
    }
    drawText(painter, {r.left() + 20, r.bottom() + 1, r.width() / 2 - 30, 13}, Qt::AlignCenter,
             tr("correlation"), small, t.dim);
}

void CorrelationMeterView::paintLive(QPainter& painter, const QRectF& area) const {
    if (!correlation_)
        return;
    const Theme& t = theme();
    const QRectF r = track(area);
    const LinearScale x = scale(area);
    const double at = x.position(x.clamped(*correlation_));
    const double zero = x.position(0.0);
    const bool negative = *correlation_ < 0.0;
    const QColor colour = negative ? t.danger : t.reference;
    painter.fillRect(snapped(painter, QRectF(QPointF(std::min(at, zero), r.top()),
                                             QPointF(std::max(at, zero), r.bottom()))),
                     faded(colour, 0.5));
    roundedBox(painter, {at - 2, r.top() - 3, 4, r.height() + 6}, 2, colour);
    if (negative)
        drawText(painter, {r.center().x() + 16, r.bottom() + 1, r.width() / 2 - 40, 13},
                 Qt::AlignLeft | Qt::AlignVCenter, tr("out of phase"),
                 fontOf(Type::Small, Weight::Bold), t.danger);
}

} // namespace kilter
