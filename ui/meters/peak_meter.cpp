// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/meters/peak_meter.h"

#include "core/playback/meter_frame.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kTop = 10, kBottom = 44, kBetween = 8, kLeft = 26, kRight = 6;
constexpr double kHighest = 3.0, kLowest = -36.0; ///< dBTP
constexpr double kTolerance = 0.005; ///< a maximum that reads as the ceiling is not over it

} // namespace

PeakReading peakReadingOf(const MeterFrame& frame) {
    return {.peak = {frame.truePeak[0].value, frame.truePeak[1].value},
            .maximum = {frame.maxTruePeak[0].value, frame.maxTruePeak[1].value}};
}

PeakMeterView::PeakMeterView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("True peak"));
}

void PeakMeterView::setReading(const PeakReading& reading, Seconds now) {
    bool moved = reading.maximum != maximum_;
    maximum_ = reading.maximum;
    for (std::size_t c = 0; c < 2; ++c) {
        const bool resting = bars_[c].atRest({kLowest});
        bars_[c].feed({reading.peak[c]}, now);
        moved = moved || !(resting && bars_[c].atRest({kLowest}));
    }
    if (moved)
        liveChanged(rect());
}

void PeakMeterView::setHeard(TrackRole role) {
    if (role == heard_)
        return;
    heard_ = role;
    liveChanged(rect());
}

void PeakMeterView::setCeiling(Decibels ceiling) {
    if (ceiling == ceiling_)
        return;
    ceiling_ = ceiling;
    groundChanged();
}

Decibels PeakMeterView::limit() const {
    return heard_ == TrackRole::Master ? ceiling_ : Decibels{0.0};
}

bool PeakMeterView::over(int channel) const {
    return maximum_[static_cast<std::size_t>(channel)] > limit().value + kTolerance;
}

QRectF PeakMeterView::barRect(int channel, const QRectF& area) const {
    const double width = (area.width() - kLeft - kRight - kBetween) / 2;
    return {area.left() + kLeft + channel * (width + kBetween), area.top() + kTop, width,
            area.height() - kTop - kBottom};
}

LinearScale PeakMeterView::scale(const QRectF& area) const {
    const QRectF r = barRect(0, area);
    return {kHighest, kLowest, r.top(), r.bottom()};
}

std::vector<Part> PeakMeterView::parts(const QRectF& area) const {
    std::vector<Part> all;
    for (int c = 0; c < 2; ++c) {
        const QString name = c == 0 ? tr("True peak, left") : tr("True peak, right");
        const double most = maximum_[static_cast<std::size_t>(c)];
        QString value = std::isfinite(most) ? tr("maximum %1 dBTP").arg(number(most, 1, Sign::Both))
                                            : tr("no value yet");
        if (over(c))
            value += heard_ == TrackRole::Master
                         ? tr(", over the ceiling of %1").arg(number(ceiling_.value, 1, Sign::Both))
                         : tr(", over full scale");
        all.push_back({.id = c,
                       .rect = barRect(c, area).adjusted(-3, 0, 3, kBottom - 4),
                       .role = QAccessible::Indicator,
                       .name = name,
                       .value = value,
                       .hint = tr("%1: %2 · click: reset").arg(name, value)});
    }
    return all;
}

void PeakMeterView::activate(int) {
    emit resetRequested();
}

void PeakMeterView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    painter.fillRect(area, t.panel);
    const LinearScale y = scale(area);
    constexpr double kCloseBy = 13; // figures need that much from one to the next
    const double step = std::abs(y.position(6.0) - y.position(0.0)) < kCloseBy ? 12.0 : 6.0;
    for (double dB = 0.0; dB >= kLowest; dB -= step) {
        drawFigure(painter, {area.left(), y.position(dB) - 8, kLeft - 7, 16},
                   Qt::AlignRight | Qt::AlignVCenter, number(dB, 0), fontOf(Type::Small), t.dim);
        horizontalHairline(painter, area.left() + kLeft - 5, area.left() + kLeft - 2,
                           y.position(dB), t.line);
    }
    for (int c = 0; c < 2; ++c) {
        const QRectF bar = barRect(c, area);
        roundedBox(painter, bar, 3, t.well);
        drawText(painter, {bar.left() - 6, bar.bottom() + 5, bar.width() + 12, 14}, Qt::AlignCenter,
                 c == 0 ? tr("TP L") : tr("TP R"), fontOf(Type::Small), t.dim);
    }
}

void PeakMeterView::paintLive(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const LinearScale y = scale(area);
    const double ceiling = y.position(y.clamped(limit().value));
    for (int c = 0; c < 2; ++c) {
        const auto i = static_cast<std::size_t>(c);
        const QRectF bar = barRect(c, area);
        const double level = bars_[i].level().value;
        const double top = y.position(y.clamped(level));
        painter.setPen(Qt::NoPen);
        if (level > kLowest) {
            painter.save();
            painter.setClipRect(snapped(painter, {bar.left(), std::max(top, ceiling), bar.width(),
                                                  bar.bottom() - std::max(top, ceiling)}),
                                Qt::IntersectClip);
            painter.setBrush(mixed(t.well, t.colourOf(heard_), 0.9));
            painter.drawRoundedRect(snapped(painter, bar), 3, 3);
            painter.restore();
            if (top < ceiling)
                painter.fillRect(snapped(painter, {bar.left(), top, bar.width(), ceiling - top}),
                                 t.danger);
        }
        if (const double held = bars_[i].held().value; held > kLowest) {
            const double at = y.position(y.clamped(held));
            painter.fillRect(snapped(painter, {bar.left(), at - 1, bar.width(), 2}),
                             held > limit().value + kTolerance ? t.danger : t.text);
        }
        const double most = maximum_[i];
        const QRectF figure(bar.left() - 12, bar.bottom() + 20, bar.width() + 24, 16);
        const QString text = std::isfinite(most) ? number(most, 1, Sign::Both) : dash();
        const Weight weight = over(c) ? Weight::Bold : Weight::Medium;
        const double around = over(c) ? 6 : 2; // so far from its neighbour, or boxed
        const double room = bar.width() + kBetween - 2;
        const bool fits = figureWidth(text, fontOf(Type::Body, weight)) + around <= room;
        const QFont& font = fontOf(fits ? Type::Body : Type::Small, weight);
        if (over(c)) { // red, and boxed: not by colour alone
            const double width = std::min(figureWidth(text, font) + around, room);
            roundedBox(painter, {figure.center().x() - width / 2, figure.top(), width, 16}, 3,
                       t.danger);
        }
        drawFigure(painter, figure, Qt::AlignCenter, text, font,
                   over(c)               ? t.accentText
                   : std::isfinite(most) ? t.text
                                         : t.dim);
    }
    QPen pen(t.danger, 1.0);
    pen.setDashPattern({3.0, 2.0});
    painter.setPen(pen);
    painter.drawLine(QPointF(barRect(0, area).left() - 3, ceiling),
                     QPointF(barRect(1, area).right() + 3, ceiling));
}

} // namespace kilter
