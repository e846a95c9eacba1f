// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/meters/loudness_meter.h"

#include "core/playback/meter_frame.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kilter {

namespace {

constexpr double kLeft = 34, kRight = 6, kTop = 10, kBottom = 44, kBetween = 10;
constexpr std::array<const char*, 3> kLetters{"M", "S", "I"};

} // namespace

LoudnessReading loudnessReadingOf(const MeterFrame& frame) {
    const auto value = [](std::optional<Lufs> v) {
        return v ? std::optional(v->value) : std::nullopt;
    };
    return {.momentary = value(frame.momentary),
            .shortTerm = value(frame.shortTerm),
            .integrated = value(frame.integrated),
            .momentaryMax = value(frame.maxMomentary),
            .shortTermMax = value(frame.maxShortTerm)};
}

LoudnessMeterView::LoudnessMeterView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Loudness"));
}

void LoudnessMeterView::setReading(const LoudnessReading& reading) {
    if (reading == reading_)
        return;
    reading_ = reading;
    liveChanged(rect());
}

void LoudnessMeterView::setHeard(TrackRole role) {
    if (role == heard_)
        return;
    heard_ = role;
    liveChanged(rect());
}

void LoudnessMeterView::setTarget(Lufs target) {
    if (target == target_)
        return;
    target_ = target;
    groundChanged();
}

void LoudnessMeterView::setOptions(const LoudnessOptions& options) {
    if (options == options_)
        return;
    options_ = options;
    groundChanged();
}

QRectF LoudnessMeterView::barRect(int bar, const QRectF& area) const {
    const double width = (area.width() - kLeft - kRight - 2 * kBetween) / 3;
    return {area.left() + kLeft + bar * (width + kBetween), area.top() + kTop, width,
            area.height() - kTop - kBottom};
}

LinearScale LoudnessMeterView::scale(const QRectF& area) const {
    const QRectF r = barRect(0, area);
    return {scaleTop(options_.scale).value, scaleBottom(options_.scale).value, r.top(), r.bottom()};
}

std::optional<double> LoudnessMeterView::valueOf(int bar) const {
    const std::optional<double> v = bar == 0   ? reading_.momentary
                                    : bar == 1 ? reading_.shortTerm
                                               : reading_.integrated;
    return v && std::isfinite(*v) ? v : std::nullopt;
}

std::optional<double> LoudnessMeterView::maximumOf(int bar) const {
    const std::optional<double> v = bar == 0   ? reading_.momentaryMax
                                    : bar == 1 ? reading_.shortTermMax
                                               : std::nullopt;
    return v && std::isfinite(*v) ? v : std::nullopt;
}

QString LoudnessMeterView::figure(std::optional<double> lufs) const {
    if (!lufs)
        return dash();
    return options_.absolute ? number(*lufs, 1) : number(*lufs - target_.value, 1, Sign::Both);
}

std::vector<Part> LoudnessMeterView::parts(const QRectF& area) const {
    const std::array<QString, 3> names{tr("Momentary loudness"), tr("Short-term loudness"),
                                       tr("Integrated loudness")};
    const QString unit = options_.absolute ? tr("LUFS") : tr("LU");
    std::vector<Part> all;
    for (int b = 0; b < 3; ++b) {
        QString value =
            valueOf(b) ? QStringLiteral("%1 %2").arg(figure(valueOf(b)), unit) : tr("no value yet");
        if (maximumOf(b))
            value += tr(", maximum %1").arg(figure(maximumOf(b)));
        all.push_back({.id = b,
                       .rect = barRect(b, area).adjusted(-4, 0, 4, kBottom - 4),
                       .role = QAccessible::Indicator,
                       .name = names[static_cast<std::size_t>(b)],
                       .value = value,
                       .hint = tr("%1: %2 · target %3 LUFS · click: reset")
                                   .arg(names[static_cast<std::size_t>(b)], value,
                                        number(target_.value, 1))});
    }
    return all;
}

std::vector<ScaleMark> LoudnessMeterView::scaleMarks(double lowest, double highest,
                                                     double step) const {
    // In LUFS, too, the marks are at whole numbers; the target has its own, as exact as it is.
    const double target = options_.absolute ? target_.value : 0.0;
    const double middle = std::round(target);
    const bool whole = std::abs(target - middle) < 0.05;
    const auto text = [&](double value, int decimals) {
        return options_.absolute ? number(value, decimals) : number(value, decimals, Sign::Both);
    };
    std::vector<ScaleMark> marks{{0.0, text(target, whole ? 0 : 1), true}};
    for (double n = std::ceil((lowest + target - middle) / step);
         middle + n * step <= highest + target + 0.1; ++n)
        if (n != 0.0)
            marks.push_back({middle + n * step - target, text(middle + n * step, 0), false});
    return marks;
}

void LoudnessMeterView::activate(int) {
    emit resetRequested();
}

void LoudnessMeterView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    painter.fillRect(area, t.panel);
    const LinearScale y = scale(area);
    const QFont& small = fontOf(Type::Small);
    constexpr double kCloseBy = 13; // figures need that much from one to the next
    double step = options_.scale == EbuScale::Plus9 ? 3.0 : 6.0;
    while (std::abs(y.position(step) - y.position(0.0)) < kCloseBy && step < 12.0)
        step *= 2.0;
    const auto mark = [&](const ScaleMark& m) {
        const double at = y.position(m.relative);
        drawFigure(painter, {area.left(), at - 8, kLeft - 8, 16}, Qt::AlignRight | Qt::AlignVCenter,
                   m.text, fontOf(Type::Small, m.target ? Weight::Bold : Weight::Regular),
                   m.target ? t.reference : t.dim);
        horizontalHairline(painter, area.left() + kLeft - 5, area.left() + kLeft - 2, at, t.line);
    };
    const double target = y.position(0.0);
    for (const ScaleMark& m : scaleMarks(y.to, y.from, step))
        if (m.target || std::abs(y.position(m.relative) - target) >= kCloseBy)
            mark(m);
    for (int b = 0; b < 3; ++b) {
        const QRectF bar = barRect(b, area);
        roundedBox(painter, bar, 3, t.well);
        drawText(painter, {bar.left() - 6, bar.bottom() + 5, bar.width() + 12, 14}, Qt::AlignCenter,
                 QString::fromLatin1(kLetters[static_cast<std::size_t>(b)]), small, t.dim);
    }
}

void LoudnessMeterView::paintLive(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const LinearScale y = scale(area);
    const double target = y.position(0.0);
    const QColor& colour = t.colourOf(heard_);
    for (int b = 0; b < 3; ++b) {
        const QRectF bar = barRect(b, area);
        const auto value = valueOf(b);
        const QString text = figure(value);
        const QFont& large = fontOf(Type::Title, Weight::Medium);
        // The largest type that keeps it apart from its neighbours.
        const QFont& body = fontOf(Type::Body, Weight::Medium);
        const double room = bar.width() + kBetween - 6;
        const QFont& font = figureWidth(text, large) <= room  ? large
                            : figureWidth(text, body) <= room ? body
                                                              : fontOf(Type::Small, Weight::Medium);
        drawFigure(painter, {bar.left() - 10, bar.bottom() + 20, bar.width() + 20, 16},
                   Qt::AlignCenter, text, font, value ? t.text : t.dim);
        painter.setPen(Qt::NoPen);
        if (value) {
            const double level = *value - target_.value;
            const double top = y.position(y.clamped(level));
            // Momentary: a full bar; short-term: paler, with a triangle at its top; integrated:
            // paler still, with a line across.
            const double strength = b == 0 ? 0.95 : b == 1 ? 0.45 : 0.28;
            const QRectF fill(bar.left(), top, bar.width(), bar.bottom() - top);
            painter.save();
            painter.setClipRect(snapped(painter, fill), Qt::IntersectClip);
            painter.setBrush(mixed(t.well, colour, strength));
            painter.drawRoundedRect(snapped(painter, bar), 3, 3);
            painter.restore();
            if (b == 1) {
                const double c = bar.center().x();
                const std::array<QPointF, 3> triangle{QPointF(c - 6, top - 1),
                                                      QPointF(c + 6, top - 1), QPointF(c, top + 8)};
                painter.setBrush(colour);
                painter.drawPolygon(triangle.data(), 3);
                painter.fillRect(snapped(painter, {bar.left(), top - 1, bar.width(), 1.5}), colour);
            } else if (b == 2) {
                painter.fillRect(snapped(painter, {bar.left() - 2, top - 1.5, bar.width() + 4, 3}),
                                 colour);
            }
        }
        if (const auto most = maximumOf(b)) {
            const double at = y.position(y.clamped(*most - target_.value));
            painter.fillRect(snapped(painter, {bar.left(), at - 1, bar.width(), 2}), t.text);
        }
    }
    // The target runs across all three.
    QPen pen(t.reference, 1.5);
    pen.setDashPattern({3.0, 2.0});
    painter.setPen(pen);
    painter.drawLine(QPointF(barRect(0, area).left() - 4, target),
                     QPointF(barRect(2, area).right() + 4, target));
}

} // namespace kilter
