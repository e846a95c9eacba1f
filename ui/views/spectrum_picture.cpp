// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the spectrum view looks.

#include "ui/views/spectrum_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"
#include "ui/views/move_text.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr int kLines = 6; ///< intervals on the vertical axes, the same for both

QPen curvePen(const QColor& colour, double width, Qt::PenStyle style = Qt::SolidLine) {
    QPen pen(colour, width, style, Qt::FlatCap, Qt::RoundJoin);
    if (style == Qt::CustomDashLine)
        pen.setDashPattern({3.0, 2.5});
    return pen;
}

void appendBackwards(QPolygonF& to, const QPolygonF& from) {
    for (auto p = from.rbegin(); p != from.rend(); ++p)
        to << *p;
}

} // namespace

void SpectrumView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    paintPanel(painter, area, t);
    paintGrid(painter, area);
    paintHeader(painter, area);
    if (nothingToShow()) {
        drawText(painter, plot(area).adjusted(0, 0, 0, -plot(area).height() * 0.5), Qt::AlignCenter,
                 content_.measuring ? tr("measuring…")
                                    : tr("Drop a mix and two references to see how they differ"),
                 fontOf(Type::Title), t.dim);
        return;
    }
    painter.save();
    painter.setClipRect(plot(area));
    paintCorridor(painter, area);
    if (mixLevels_)
        paintLevels(painter, area, *mixLevels_, curvePen(t.mix, 1.5));
    if (masterLevels_)
        paintLevels(painter, area, *masterLevels_,
                    curvePen(t.master, 1.75,
                             content_.masterPredicted ? Qt::CustomDashLine : Qt::SolidLine));
    painter.restore();
}

void SpectrumView::paintGrid(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF p = plot(area);
    const LogFrequencyScale x = frequencies(area);
    const QFont& small = fontOf(Type::Small);
    const QColor faint = mixed(t.panel, t.line, 0.45);
    const QColor line = mixed(t.panel, t.line, 0.95);
    for (const FrequencyTick& tick : kFrequencyTicks) {
        const double at = x.position(tick.frequency);
        verticalHairline(painter, at, p.top(), p.bottom(), tick.named ? line : faint);
        if (tick.named)
            drawFigure(painter, {at - 20, p.bottom() + 4, 40, 14}, Qt::AlignHCenter,
                       tickText(tick.frequency), small, t.dim);
    }
    const LinearScale level = levels(area);
    const LinearScale gain = gains(area);
    for (int i = 0; i <= kLines; ++i) {
        const double y = p.top() + i * p.height() / kLines;
        const bool zero = i == kLines / 2;
        horizontalHairline(painter, p.left(), p.right(), y,
                           zero ? mixed(t.panel, t.dim, 0.45) : line);
        drawFigure(painter, {area.left() + 4, y - 8, p.left() - area.left() - 10, 16},
                   Qt::AlignRight | Qt::AlignVCenter, number(level.value(y), 0), small, t.dim);
        drawFigure(painter, {p.right() + 6, y - 8, area.right() - p.right() - 8, 16},
                   Qt::AlignLeft | Qt::AlignVCenter, number(gain.value(y), 0, Sign::Both), small,
                   t.dim);
    }
}

void SpectrumView::paintHeader(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const double title = paintTitle(painter, area, tr("Spectrum & EQ"), t);
    const QFont& body = fontOf(Type::Body);
    double end = area.right() - 12;
    const auto texts = menuTexts();
    for (const Part& p : parts(area)) {
        if (p.id < LiveMenu || p.id > ChannelMenu)
            continue;
        end = std::min(end, p.rect.left());
        drawText(painter, p.rect, Qt::AlignLeft | Qt::AlignVCenter, p.value, body, t.dim);
        drawMenuMark(painter, {p.rect.right() - 4, p.rect.center().y() + 0.5}, t.dim);
    }

    struct Entry {
        QString text;
        QColor colour;
        bool dashed = false;
        bool shown = true;
    };
    const bool mid = placed(Placement::Mid), side = placed(Placement::Side);
    const std::array<Entry, 5> legend{
        {{tr("Mix"), t.mix, false, content_.mix.has_value()},
         {content_.masterPredicted ? tr("Master (predicted)") : tr("Master"), t.master,
          content_.masterPredicted, content_.master.has_value()},
         {area.width() < 700 ? tr("References") : tr("References (median, corridor)"), t.reference,
          true, content_.references.has_value()},
         {tr("EQ"), t.text, false, !content_.moves.empty() || content_.matchCurve.has_value()},
         {mid && side ? tr("EQ of mid, of side")
          : mid       ? tr("EQ of mid")
                      : tr("EQ of side"),
          faded(t.text, 0.6), true, mid || side}}};
    double x = area.left() + 12 + title + (area.width() < 700 ? 12 : 20);
    const double y = area.top() + 18;
    for (const Entry& e : legend) {
        if (!e.shown)
            continue;
        const double width = textWidth(e.text, body);
        if (x + 20 + width > end - 8)
            break;
        painter.save();
        QPen sample = curvePen(e.colour, 2.5);
        if (e.dashed)
            sample.setDashPattern({1.6, 1.0});
        painter.setPen(sample);
        painter.drawLine(QPointF(x, y), QPointF(x + 14, y));
        painter.restore();
        drawText(painter, {x + 20, y - 10, width + 4, 20}, Qt::AlignVCenter, e.text, body, t.dim);
        x += 20 + width + (area.width() < 700 ? 10 : 16);
    }
}

void SpectrumView::paintCorridor(QPainter& painter, const QRectF& area) const {
    if (!content_.references)
        return;
    const Theme& t = theme();
    const LogFrequencyScale x = frequencies(area);
    const LinearScale y = levels(area);
    const auto bands = content_.references->of(options_.channel);
    QPolygonF upper, lower, median;
    const auto flush = [&] {
        if (median.size() > 1) {
            QPolygonF fill = upper;
            appendBackwards(fill, lower);
            painter.setPen(Qt::NoPen);
            painter.setBrush(faded(t.reference, t.dark ? 0.20 : 0.16));
            painter.drawPolygon(fill);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(curvePen(faded(t.reference, 0.35), 1.0));
            painter.drawPolyline(upper);
            painter.drawPolyline(lower);
            painter.setPen(curvePen(t.reference, 1.5, Qt::CustomDashLine));
            painter.drawPolyline(median);
        }
        upper.clear();
        lower.clear();
        median.clear();
    };
    for (int b = 0; b < kThirds; ++b) {
        const CorridorBand& band = bands[static_cast<std::size_t>(b)];
        if (!band.known) { // what nobody knows is left open
            flush();
            continue;
        }
        const double level = band.median + cellTiltAt(thirdCentre(b), {options_.tilt}).value;
        const double at = x.position(thirdCentre(b));
        upper << QPointF(at, y.position(level + band.spread));
        lower << QPointF(at, y.position(level - band.spread));
        median << QPointF(at, y.position(level));
    }
    flush();
}

QPolygonF SpectrumView::levelLine(const QRectF& area, const CellLevels& levelsOfCells) const {
    const LogFrequencyScale x = frequencies(area);
    const LinearScale y = levels(area);
    const double floor = plot(area).bottom() + 8;
    QPolygonF line;
    line.reserve(kCells);
    for (int i = 0; i < kCells; ++i) {
        const double level = levelsOfCells[static_cast<std::size_t>(i)];
        const double at = std::isfinite(level) ? std::min(y.position(level), floor) : floor;
        line << QPointF(x.position(cellCentre(i)), at);
    }
    return line;
}

void SpectrumView::paintLevels(QPainter& painter, const QRectF& area, const CellLevels& of,
                               const QPen& pen) const {
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(levelLine(area, of));
}

void SpectrumView::paintLive(QPainter& painter, const QRectF& area) const {
    if (!options_.live || !liveLevels_)
        return;
    const Theme& t = theme();
    painter.save();
    painter.setClipRect(plot(area), Qt::IntersectClip);
    const QColor colour = mixed(t.colourOf(content_.heard), t.text, 0.35);
    const QPolygonF line = levelLine(area, *liveLevels_);
    // One device pixel wide: a stroke of any other width costs thirty times as much.
    QPen pen(options_.frozen ? faded(colour, 0.6) : colour, 0);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
    painter.restore();
}

QPolygonF SpectrumView::responseLine(const QRectF& area, SpectrumChannel channel) const {
    const QRectF p = plot(area);
    const LogFrequencyScale x = frequencies(area);
    const LinearScale y = gains(area);
    QPolygonF line;
    for (double at = p.left(); at <= p.right() + 0.5; at += 1.5) {
        const Hertz f = x.frequency(at);
        double gain = movesResponse(content_.moves, content_.overallAmount, channel, f).value;
        if (content_.matchCurve) {
            const double cell = 24.0 * std::log2(f.value / 1000.0) + kCellBelow1k - 0.5;
            const double whole = std::clamp(std::floor(cell), 0.0, kCells - 2.0);
            const double share = std::clamp(cell - whole, 0.0, 1.0);
            const auto i = static_cast<std::size_t>(whole);
            const auto& curve = *content_.matchCurve;
            gain += curve[i] + share * (curve[i + 1] - curve[i]);
        }
        line << QPointF(at, y.position(std::max(gain, -4.0 * gainRange_)));
    }
    return line;
}

/// Whether bands of mid or side alone have a curve of their own.
bool SpectrumView::placed(Placement placement) const {
    return options_.channel == SpectrumChannel::Stereo &&
           std::any_of(content_.moves.begin(), content_.moves.end(), [placement](const Move& m) {
               return m.enabled && m.placement == placement;
           });
}

void SpectrumView::paintEqualiser(QPainter& painter, const QRectF& area) const {
    if (content_.moves.empty() && !content_.matchCurve)
        return;
    const Theme& t = theme();
    const QRectF p = plot(area);
    const double zero = gains(area).position(0.0);
    painter.save();
    painter.setClipRect(p.adjusted(-1, 0, 1, 0));

    const auto fillTo = [&](QPolygonF line, const QColor& colour) {
        line << QPointF(p.right(), zero) << QPointF(p.left(), zero);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawPolygon(line);
    };
    // The selected band's own share, lit up.
    if (content_.selected >= 0 && content_.selected < static_cast<int>(content_.moves.size())) {
        const Move& m = content_.moves[static_cast<std::size_t>(content_.selected)];
        const FilterShape shape = soundingShape(m, content_.overallAmount);
        const LogFrequencyScale x = frequencies(area);
        const LinearScale y = gains(area);
        QPolygonF own;
        for (double at = p.left(); at <= p.right() + 0.5; at += 1.5) {
            const double gain = response(shape, x.frequency(at)).value;
            own << QPointF(at, y.position(std::max(gain, -4.0 * gainRange_)));
        }
        fillTo(own, faded(m.enabled ? t.master : t.dim, 0.16));
    }
    const QPolygonF line = responseLine(area, options_.channel);
    fillTo(line, faded(t.text, t.dark ? 0.06 : 0.05));
    painter.setBrush(Qt::NoBrush);
    // Mid and side bands are curves of their own while both channels are looked at.
    for (const auto& [placement, channel] : {std::pair(Placement::Mid, SpectrumChannel::Mid),
                                             std::pair(Placement::Side, SpectrumChannel::Side)}) {
        if (!placed(placement))
            continue;
        painter.setPen(curvePen(faded(t.text, 0.6), 1.2, Qt::CustomDashLine));
        painter.drawPolyline(responseLine(area, channel));
    }
    painter.setPen(curvePen(t.text, 2.0));
    painter.drawPolyline(line);
    painter.restore();
}

void SpectrumView::paintNode(QPainter& painter, const QRectF& area, int index) const {
    const Theme& t = theme();
    const Move& m = content_.moves[static_cast<std::size_t>(index)];
    const QPointF c = nodeAt(m, area);
    const bool selected = index == content_.selected;
    const QColor ink = m.enabled ? t.text : t.dim;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (hoveredPart() == index || (selected && hasKeyboardFocus())) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(faded(ink, 0.18));
        painter.drawEllipse(c, 15, 15);
    }
    QPen ring(ink, 2.0);
    if (!m.enabled)
        ring.setDashPattern({1.5, 1.2});
    painter.setPen(ring);
    painter.setBrush(selected && m.enabled ? t.text : t.panel);
    painter.drawEllipse(c, 9, 9);
    painter.restore();
    drawFigure(painter, {c.x() - 10, c.y() - 8, 20, 16}, Qt::AlignCenter,
               QString::number(index + 1), fontOf(Type::Body, Weight::Bold),
               selected && m.enabled ? t.panel : ink);
    if (m.placement != Placement::Stereo)
        drawText(painter, {c.x() + 9, c.y() - 18, 14, 12}, Qt::AlignLeft | Qt::AlignVCenter,
                 m.placement == Placement::Mid ? tr("M") : tr("S"),
                 fontOf(Type::Small, Weight::Bold), ink);
}

void SpectrumView::paintTooltip(QPainter& painter, const QRectF& area) const {
    const QRectF box = tooltipBox(area);
    if (box.isEmpty())
        return;
    const Theme& t = theme();
    const Move& m = content_.moves[static_cast<std::size_t>(content_.selected)];
    roundedBox(painter, box, kButtonRadius, faded(t.dark ? t.bar : t.panel, 0.94), t.line);
    const QFont& bold = fontOf(Type::Body, Weight::Bold);
    const QFont& body = fontOf(Type::Body);
    const QRectF top = box.adjusted(10, 4, -10, -22);
    drawText(painter, top, Qt::AlignLeft | Qt::AlignVCenter,
             QStringLiteral("%1 · %2").arg(content_.selected + 1).arg(kindText(m.shape.kind)), bold,
             t.text);
    drawFigure(painter, top, Qt::AlignRight | Qt::AlignVCenter, frequencyText(m.shape.frequency),
               bold, t.text);
    const QRectF bottom = box.adjusted(10, 22, -10, -4);
    if (hasGain(m.shape.kind))
        drawFigure(painter, bottom, Qt::AlignLeft | Qt::AlignVCenter,
                   decibelText(soundingShape(m, content_.overallAmount).gain), body, t.dim);
    if (hasQ(m.shape.kind))
        drawFigure(painter, bottom.adjusted(58, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                   QStringLiteral("Q ") + qText(m.shape.q), body, t.dim);
    if (hasSlope(m.shape.kind))
        drawFigure(painter, bottom, Qt::AlignLeft | Qt::AlignVCenter,
                   tr("%1 dB/oct").arg(m.shape.slopeDbPerOctave), body, t.dim);
    drawText(painter, bottom, Qt::AlignRight | Qt::AlignVCenter,
             m.enabled ? placementText(m.placement) : tr("bypassed"), body, t.dim);
}

void SpectrumView::paintFront(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    if (highlightedBand_ >= 0 && highlightedBand_ < kNamedBands) {
        const NamedBand& band = kBands[static_cast<std::size_t>(highlightedBand_)];
        const LogFrequencyScale x = frequencies(area);
        const QRectF p = plot(area);
        const QRectF lit(QPointF(x.position(band.low), p.top()),
                         QPointF(x.position(x.clamped(band.high)), p.bottom()));
        painter.fillRect(snapped(painter, lit), faded(t.text, 0.05));
        drawText(painter, lit.adjusted(6, 4, -4, 0), Qt::AlignTop | Qt::AlignLeft,
                 bandText(highlightedBand_), fontOf(Type::Body, Weight::Bold), t.text);
    }
    paintEqualiser(painter, area);
    for (int i = 0; i < static_cast<int>(content_.moves.size()); ++i)
        if (i != content_.selected)
            paintNode(painter, area, i);
    if (content_.selected >= 0 && content_.selected < static_cast<int>(content_.moves.size()))
        paintNode(painter, area, content_.selected);
    paintTooltip(painter, area);
    for (const Part& p : parts(area)) {
        const bool menu = p.id >= LiveMenu;
        if (menu && p.id <= ChannelMenu && hoveredPart() == p.id)
            drawText(painter, p.rect, Qt::AlignLeft | Qt::AlignVCenter, p.value, fontOf(Type::Body),
                     t.text);
        if (menu && hasKeyboardFocus() && focusedPart() == p.id)
            drawFocusRing(painter, p.rect, kButtonRadius - 1, t);
    }
}

} // namespace kilter
