// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/meters/gain_reduction_meter.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kTop = 10, kBottom = 44, kSide = 8;

} // namespace

GainReductionMeterView::GainReductionMeterView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Gain reduction"));
}

void GainReductionMeterView::setReading(Decibels reduction, Seconds now) {
    const bool resting = bar_.atRest({0.0});
    const bool heard = std::isfinite(reduction.value);
    bar_.feed(reduction, now);
    const bool moved =
        heard != heard_ || reduction.value > largest_ || !(resting && bar_.atRest({0.0}));
    heard_ = heard;
    if (heard)
        largest_ = std::max(largest_, reduction.value);
    if (moved)
        liveChanged(rect());
}

QRectF GainReductionMeterView::barRect(const QRectF& area) const {
    return area.adjusted(kSide, kTop, -kSide, -kBottom);
}

LinearScale GainReductionMeterView::scale(const QRectF& area) const {
    const QRectF r = barRect(area);
    return {0.0, kFullScale, r.top(), r.bottom()};
}

std::vector<Part> GainReductionMeterView::parts(const QRectF& area) const {
    const QString value =
        heard_ ? tr("up to %1 dB").arg(number(largest_, 1)) : tr("no limiter is heard");
    return {{.id = 0,
             .rect = area.adjusted(4, 6, -4, -4),
             .role = QAccessible::Indicator,
             .name = tr("Gain reduction"),
             .value = value,
             .hint = tr("What the limiter takes away: %1 · click: reset").arg(value)}};
}

void GainReductionMeterView::activate(int) {
    forget();
}

void GainReductionMeterView::forget() {
    largest_ = -INFINITY;
    bar_.reset();
    liveChanged(rect());
}

void GainReductionMeterView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    painter.fillRect(area, t.panel);
    const QRectF bar = barRect(area);
    const LinearScale y = scale(area);
    roundedBox(painter, bar, 3, t.well);
    for (double dB = 3.0; dB < kFullScale; dB += 3.0)
        horizontalHairline(painter, bar.left(), bar.right(), y.position(dB),
                           mixed(t.well, t.line, 0.8));
    drawText(painter, {area.left(), bar.bottom() + 5, area.width(), 14}, Qt::AlignCenter, tr("GR"),
             fontOf(Type::Small), t.dim);
}

void GainReductionMeterView::paintLive(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF bar = barRect(area);
    const LinearScale y = scale(area);
    const double level = bar_.level().value;
    if (level > 0.0) {
        const double bottom = y.position(y.clamped(level));
        const double much = y.position(kTooMuch);
        const QRectF fill(bar.left(), bar.top(), bar.width(), bottom - bar.top());
        painter.save();
        painter.setClipRect(snapped(painter, fill), Qt::IntersectClip);
        painter.setPen(Qt::NoPen);
        painter.setBrush(mixed(t.well, t.master, 0.9));
        painter.drawRoundedRect(snapped(painter, bar), 3, 3);
        if (bottom > much)
            painter.fillRect(snapped(painter, {bar.left(), much, bar.width(), bottom - much}),
                             t.danger);
        painter.restore();
    }
    if (const double held = bar_.held().value; held > 0.0) {
        const double at = y.position(y.clamped(held));
        painter.fillRect(snapped(painter, {bar.left(), at - 1, bar.width(), 2}),
                         held > kTooMuch ? t.danger : t.text);
    }
    const bool known = heard_ || std::isfinite(largest_);
    drawFigure(painter, {area.left() - 4, bar.bottom() + 20, area.width() + 8, 16}, Qt::AlignCenter,
               known ? number(-largest_, 1) : dash(), fontOf(Type::Body, Weight::Medium),
               !known                ? t.dim
               : largest_ > kTooMuch ? t.danger
                                     : t.text);
}

} // namespace kilter
