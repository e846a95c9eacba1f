// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the waveform view looks.

#include "ui/views/waveform_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kQuietest = -36.0; ///< LUFS at the bottom of a lane; 0 at its top
constexpr double kRuler = 18;
constexpr double kLabelMargin = 10; ///< beside a section's label, both sides together

} // namespace

void WaveformView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    paintPanel(painter, area, t);
    if (!content_.mix && !content_.reference) {
        drawText(painter, area, Qt::AlignCenter,
                 content_.measuring ? tr("reading…") : tr("Drop your mix here"),
                 fontOf(Type::Title), t.dim);
        return;
    }
    paintRuler(painter, area);
    for (const TrackRole role : {TrackRole::Mix, TrackRole::Reference})
        if (const auto& l = laneOf(role))
            paintLane(painter, area, role, *l);
    for (const TrackRole role : {TrackRole::Mix, TrackRole::Master})
        paintMarks(painter, area, role);
}

void WaveformView::paintRuler(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const LinearScale x = times(area);
    const QFont& small = fontOf(Type::Small);
    const double perSecond = (x.end - x.begin) / (x.to - x.from);
    const Seconds tick = timeTick(perSecond, 72);
    const double top = area.bottom() - kRuler;
    for (double at = std::ceil(x.from / tick.value) * tick.value; at <= x.to + 1e-9;
         at += tick.value) {
        const double px = x.position(at);
        verticalHairline(painter, px, area.top() + 6, top, mixed(t.panel, t.line, 0.5));
        verticalHairline(painter, px, top, top + 4, t.line);
        if (px + 24 < area.right())
            drawFigure(painter, {px + 4, top + 1, 60, 14}, Qt::AlignLeft | Qt::AlignVCenter,
                       tick.value < 1.0 ? preciseTimeText({at}).chopped(1) : timeText({at}), small,
                       t.dim);
    }
    std::optional<Section> loop = content_.loop;
    if (drag_ && drag_->moved &&
        (drag_->grip == Grip::LoopMark || drag_->grip == Grip::LoopBegin ||
         drag_->grip == Grip::LoopEnd))
        loop = drag_->now;
    if (!loop)
        return;
    const QRectF inner(QPointF(x.begin, area.top() + 4), QPointF(x.end, area.bottom() - 3));
    const QRectF r = QRectF(QPointF(x.position(loop->begin.value), inner.top()),
                            QPointF(x.position(loop->end.value), inner.bottom()))
                         .intersected(inner);
    if (r.isEmpty())
        return;
    const QColor colour = content_.looping ? t.master : t.dim;
    painter.fillRect(snapped(painter, r), faded(colour, 0.10));
    for (const double edge : {loop->begin.value, loop->end.value}) {
        const double px = x.position(edge);
        if (px >= inner.left() - 0.5 && px <= inner.right() + 0.5)
            verticalHairline(painter, px, inner.top(), inner.bottom(), colour);
    }
    roundedBox(painter, {r.left(), area.bottom() - 5, r.width(), 3}, 1.5, colour);
}

void WaveformView::paintLane(QPainter& painter, const QRectF& area, TrackRole role,
                             const WaveformLane& l) const {
    const Theme& t = theme();
    const QColor& colour = t.colourOf(role);
    const QRectF r = lane(role, area);
    const LinearScale x = times(area);
    const double middle = r.center().y();

    const QRectF gutter(area.left() + 12, r.top(), r.left() - area.left() - 20, r.height());
    drawText(painter, gutter.adjusted(0, 0, 0, -gutter.height() / 2 + 3),
             Qt::AlignLeft | Qt::AlignBottom, l.name, fontOf(Type::Body, Weight::Bold), colour);
    drawText(painter, gutter.adjusted(0, gutter.height() / 2 + 3, 0, 0),
             Qt::AlignLeft | Qt::AlignTop, l.peaks ? timeText(l.peaks->duration()) : tr("reading…"),
             fontOf(Type::Small), t.dim);
    horizontalHairline(painter, r.left(), r.right(), middle, faded(colour, 0.35));
    if (!l.peaks)
        return;

    const double ratio = painter.deviceTransform().m22();
    const double step = 1.0 / ratio; // one column of the device
    const double half = r.height() / 2 - 1;
    const QColor body = mixed(t.panel, colour, t.dark ? 0.62 : 0.7);
    const Seconds end = l.peaks->duration();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double left = snapped(painter, r).left();
    for (double at = left; at < r.right(); at += step) {
        const Seconds from{x.value(at)};
        if (from >= end)
            break;
        const auto e = l.peaks->over(from, {x.value(at + step)});
        const double top = middle - half * std::min(1.0F, e.high);
        const double bottom = middle - half * std::max(-1.0F, e.low);
        painter.fillRect(QRectF(at, top, step, std::max(step, bottom - top)), body);
    }
    painter.restore();
    paintSection(painter, area, role);

    paintLoudness(painter, area, role, l);
    paintSectionLabel(painter, area, role);
}

void WaveformView::paintLoudness(QPainter& painter, const QRectF& area, TrackRole role,
                                 const WaveformLane& l) const {
    const Theme& t = theme();
    const QColor& colour = t.colourOf(role);
    const QRectF r = lane(role, area);
    const LinearScale x = times(area);
    const LinearScale loudness{0.0, kQuietest, r.top() + 2, r.bottom() - 2};
    QPolygonF line;
    const auto flush = [&] {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(faded(t.panel, 0.6), 3.0));
        painter.drawPolyline(line);
        painter.setPen(QPen(mixed(colour, t.text, 0.55), 1.25));
        painter.drawPolyline(line);
        line.clear();
    };
    painter.save();
    painter.setClipRect(r, Qt::IntersectClip);
    const double perPixel = (x.to - x.from) / (x.end - x.begin) / l.hop.value;
    const auto stride = static_cast<std::size_t>(std::max(1.0, std::floor(perPixel)));
    for (std::size_t i = 0; i < l.shortTerm.size(); i += stride) {
        const double at = x.position(static_cast<double>(i) * l.hop.value);
        if (at < r.left() - 8 || at > r.right() + 8)
            continue;
        const double level = l.shortTerm[i];
        if (!std::isfinite(level) || level < -70.0) {
            flush();
            continue;
        }
        line << QPointF(at, loudness.position(loudness.clamped(level)));
    }
    flush();
    painter.restore();
}

void WaveformView::paintSection(QPainter& painter, const QRectF& area, TrackRole role) const {
    const QRectF shown = sectionRect(role, area).intersected(lane(role, area));
    if (shown.isEmpty())
        return;
    const Theme& t = theme();
    const QColor& colour = t.colourOf(role);
    roundedBox(painter, shown, 3, faded(colour, 0.20), faded(colour, 0.75));
    const QRectF whole = sectionRect(role, area);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const double edge : {whole.left(), whole.right()}) // handles
        if (edge > shown.left() - 1 && edge < shown.right() + 1)
            roundedBox(painter, {edge - 1.5, shown.center().y() - 7, 3, 14}, 1.5, colour);
    painter.restore();
}

QString WaveformView::sectionLabelText(TrackRole role, const QRectF& area) const {
    const auto& l = laneOf(role);
    if (!l || !l->section)
        return {};
    const double room = sectionLabel(role, area).width() - kLabelMargin;
    QStringList wordings{tr("compared section"), tr("compared")};
    if (!l->sectionChosen)
        wordings.prepend(tr("compared section (loudest)"));
    for (const QString& text : wordings)
        if (textWidth(text, fontOf(Type::Small, Weight::Medium)) <= room)
            return text;
    return {};
}

void WaveformView::paintSectionLabel(QPainter& painter, const QRectF& area, TrackRole role) const {
    const QString text = sectionLabelText(role, area);
    if (text.isEmpty())
        return;
    const Theme& t = theme();
    const QFont& font = fontOf(Type::Small, Weight::Medium);
    const QRectF label = sectionLabel(role, area);
    const double width = textWidth(text, font) + kLabelMargin;
    roundedBox(painter, {label.left() + 1, label.top() + 1, width, 14}, 3, faded(t.panel, 0.72));
    drawText(painter, {label.left() + 6, label.top() + 1, width - 8, 14},
             Qt::AlignLeft | Qt::AlignVCenter, text, font, t.text);
}

void WaveformView::paintLive(QPainter& painter, const QRectF& area) const {
    if (!playhead_)
        return;
    const LinearScale x = times(area);
    const double at = x.position(playhead_->value);
    if (at < x.begin - 0.5 || at > x.end + 0.5)
        return;
    const Theme& t = theme();
    const QRectF line = snapped(painter, {at - 0.75, area.top() + 4, 1.5, area.height() - 8});
    painter.fillRect(line, t.text);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.text);
    const double c = line.center().x();
    const double top = area.top() + 3;
    const std::array<QPointF, 3> head{QPointF(c - 4.5, top), QPointF(c + 4.5, top),
                                      QPointF(c, top + 6)};
    painter.drawPolygon(head.data(), 3);
}

} // namespace kilter
