// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/compressor_view.h"

#include "core/chain/compressor/design.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kGap = 8;
constexpr double kGrid = 2.0;  // dB between lines
constexpr double kFill = 0.55; // of the master's colour, under the words
constexpr int kHistoryPart = 0, kCurvePart = 1;

} // namespace

CompressorView::CompressorView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Compressor"));
}

void CompressorView::setSpec(const CompressorSpec& spec) {
    if (spec == spec_)
        return;
    if (spec.enabled != spec_.enabled)
        forget();
    spec_ = spec;
    groundChanged();
}

void CompressorView::setReading(Decibels reduction, Seconds now) {
    const bool heard = std::isfinite(reduction.value) && spec_.enabled;
    if (!heard && !heard_)
        return;
    heard_ = heard;
    if (heard) {
        readings_.push_back({now, reduction.value});
        largest_ = std::max(largest_, reduction.value);
        while (now - readings_.front().at > kHistory)
            readings_.pop_front();
    }
    liveChanged(rect());
}

void CompressorView::forget() {
    readings_.clear();
    largest_ = 0.0;
    heard_ = false;
    liveChanged(rect());
}

QRectF CompressorView::curveRect(const QRectF& area) const {
    const double side = std::min(area.height(), 0.4 * area.width());
    return {area.right() - side, area.top() + 0.5 * (area.height() - side), side, side};
}

QRectF CompressorView::historyRect(const QRectF& area) const {
    return {area.left(), area.top(), curveRect(area).left() - kGap - area.left(), area.height()};
}

LinearScale CompressorView::reductionScale(const QRectF& area) const {
    const QRectF r = historyRect(area);
    return {0.0, kDeepest, r.top() + 2, r.bottom() - 2};
}

LinearScale CompressorView::timeScale(const QRectF& area) const {
    const QRectF r = historyRect(area);
    return {-kHistory.value, 0.0, r.left() + 1, r.right() - 1};
}

std::vector<Part> CompressorView::parts(const QRectF& area) const {
    const QString taken =
        readings_.empty() ? tr("nothing heard yet") : tr("up to %1 dB").arg(number(largest_, 1));
    return {{.id = kHistoryPart,
             .rect = historyRect(area),
             .role = QAccessible::Indicator,
             .name = tr("Compression"),
             .value = taken,
             .hint = tr("What the compressor takes away, over the last %1 s: %2")
                         .arg(number(kHistory.value, 0), taken)},
            {.id = kCurvePart,
             .rect = curveRect(area),
             .role = QAccessible::Graphic,
             .name = tr("Curve"),
             .value = tr("%1:1 above %2 dBFS")
                          .arg(number(spec_.ratio, spec_.ratio < 2.0 ? 1 : 0),
                               number(spec_.thresholdDb, 1)),
             .hint = tr("What goes in against what comes out, without make-up")}};
}

void CompressorView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    painter.fillRect(area, t.panel);
    const QRectF history = historyRect(area);
    const QRectF square = curveRect(area);
    roundedBox(painter, history, 3, t.well);
    roundedBox(painter, square, 3, t.well);
    const QColor grid = mixed(t.well, t.line, 0.8);
    const LinearScale y = reductionScale(area);
    for (double dB = kGrid; dB < kDeepest; dB += kGrid)
        horizontalHairline(painter, history.left(), history.right(), y.position(dB), grid);

    const LinearScale in{kSoftest, 0.0, square.left() + 2, square.right() - 2};
    const LinearScale out{kSoftest, 0.0, square.bottom() - 2, square.top() + 2};
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(grid, 1));
    painter.drawLine(QPointF(in.position(kSoftest), out.position(kSoftest)),
                     QPointF(in.position(0.0), out.position(0.0)));
    const CompressorCurve curve = compressorCurve(spec_);
    const double mix = 0.01 * spec_.mixPercent;
    QPainterPath path;
    for (double level = kSoftest; level <= 0.0; level += 0.5) {
        const double wet =
            amplitude({-static_cast<double>(curve.reduction(static_cast<float>(level)))});
        const QPointF at(in.position(level),
                         out.position(level + toDecibels(1.0 + mix * (wet - 1.0)).value));
        level == kSoftest ? path.moveTo(at) : path.lineTo(at);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(spec_.enabled ? t.master : t.dim, 1.6));
    painter.drawPath(path);
    painter.restore();
    verticalHairline(painter, in.position(std::max(spec_.thresholdDb, kSoftest)), square.top() + 2,
                     square.bottom() - 2, grid);
}

void CompressorView::paintFront(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF history = historyRect(area);
    const LinearScale y = reductionScale(area);
    for (double dB = kGrid; dB < kDeepest; dB += kGrid)
        drawFigure(painter, {history.right() - 52, y.position(dB) - 13, 48, 12}, Qt::AlignRight,
                   tr("%1 dB").arg(number(-dB, 0)), fontOf(Type::Small), t.text);
    drawText(painter, {history.left() + 6, history.bottom() - 17, history.width() - 12, 14},
             Qt::AlignLeft, tr("gain reduction, last %1 s").arg(number(kHistory.value, 0)),
             fontOf(Type::Small), t.text);
    paintFocus(painter, area);
}

void CompressorView::paintLive(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF history = historyRect(area);
    if (readings_.empty()) {
        drawText(painter, history.adjusted(6, 0, -6, 0), Qt::AlignCenter,
                 spec_.enabled ? tr("play the master to see it work") : tr("off: nothing is taken"),
                 fontOf(Type::Body), t.dim);
        return;
    }
    const LinearScale y = reductionScale(area);
    const LinearScale x = timeScale(area);
    const Seconds now = readings_.back().at;
    QPainterPath path;
    path.moveTo(x.position((readings_.front().at - now).value), y.position(0.0));
    for (const Reading& reading : readings_)
        path.lineTo(x.position((reading.at - now).value), y.position(y.clamped(reading.taken)));
    path.lineTo(x.position(0.0), y.position(0.0));
    path.closeSubpath();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(t.well, t.master, kFill));
    painter.drawPath(path);
    painter.restore();
    drawFigure(painter, {history.left() + 6, history.top() + 5, 120, 14}, Qt::AlignLeft,
               tr("%1 dB").arg(number(-readings_.back().taken, 1)),
               fontOf(Type::Body, Weight::Medium), t.text);
}

} // namespace kilter
