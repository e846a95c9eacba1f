// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the cards of mix and references look.

#include "ui/views/tracks_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <array>

namespace kilter {

void TracksView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    paintPanel(painter, area, t);
    paintTitle(painter, area, tr("Tracks"), t);
    if (content_.cards.empty()) {
        paintEmpty(painter, area);
    } else {
        for (const Part& p : parts(area))
            if (p.id == AddMix || p.id == AddReference)
                drawText(painter, p.rect, Qt::AlignRight | Qt::AlignVCenter,
                         p.id == AddMix ? tr("+ Mix") : tr("+ Add reference"),
                         fontOf(Type::Body, Weight::Bold),
                         hoveredPart() == p.id ? t.text
                         : p.id == AddMix      ? t.mix
                                               : t.reference);
        painter.save();
        painter.setClipRect(list(area).adjusted(0, -2, 0, 0), Qt::IntersectClip);
        for (std::size_t i = 0; i < content_.cards.size(); ++i)
            if (cardRect(i, area).intersects(list(area)))
                paintCard(painter, area, i);
        painter.restore();
        const double furthest = furthestScroll(area);
        if (furthest > 0.0) {
            const QRectF v = list(area);
            const double shown = v.height() / (v.height() + furthest);
            const double top = v.top() + scroll_ / furthest * v.height() * (1.0 - shown);
            roundedBox(painter, {area.right() - 6, top, 4, v.height() * shown}, 2, t.line);
        }
    }
    paintFooter(painter, area);
}

void TracksView::paintCard(QPainter& painter, const QRectF& area, std::size_t index) const {
    const Theme& t = theme();
    const TrackCard& card = content_.cards[index];
    const QRectF r = cardRect(index, area);
    const QColor& colour = t.colourOf(card.role);
    const bool ready = card.state == TrackState::Ready;
    const bool counts = ready && card.enabled;
    const bool broken = !ready && card.state != TrackState::Loading;
    const bool hovered = hoveredPart() >= 0 && hoveredPart() < AddMix &&
                         static_cast<std::size_t>(hoveredPart() / CardParts) == index;
    roundedBox(painter, r, 8, hovered ? mixed(t.raised, t.text, 0.03) : t.raised,
               broken                                                   ? faded(t.danger, 0.7)
               : counts && (card.chosen || card.role == TrackRole::Mix) ? colour
               : counts ? mixed(t.raised, colour, 0.45)
                        : t.line,
               card.chosen ? 1.6 : 1.2);
    const QColor ink = counts ? t.text : t.dim;

    // The sign of its role: the mix a full disc, references a box to tick.
    const QPointF mark(r.left() + 18, r.top() + 18);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(broken ? t.danger : colour, 1.5));
    if (broken) {
        painter.setPen(QPen(t.danger, 1.8, Qt::SolidLine, Qt::RoundCap));
        painter.drawEllipse(mark, 6, 6);
        painter.drawLine(mark + QPointF(0, -3), mark + QPointF(0, 0.5));
        painter.drawPoint(mark + QPointF(0, 3));
    } else if (card.role == TrackRole::Mix || !ready) {
        painter.setBrush(counts ? QBrush(colour) : QBrush(Qt::NoBrush));
        painter.drawEllipse(mark, 5, 5);
    }
    painter.restore();
    if (ready && card.role == TrackRole::Reference)
        drawCheckBox(painter, {mark.x() - 7, mark.y() - 7, 14, 14}, card.enabled, colour, t);

    const double left = r.left() + 32;
    const double width = r.right() - 30 - left;
    double x = left;
    const QFont& name = fontOf(Type::Title, Weight::Medium);
    if (!card.letter.isEmpty()) {
        drawText(painter, {x, r.top() + 9, 20, 18}, Qt::AlignLeft | Qt::AlignVCenter, card.letter,
                 fontOf(Type::Title, Weight::Bold), counts ? colour : t.dim);
        x += textWidth(card.letter, name) + 8;
    }
    drawText(painter, {x, r.top() + 9, left + width - x, 18}, Qt::AlignLeft | Qt::AlignVCenter,
             card.name, name, ink, Qt::ElideMiddle); // "… mix 27" is what tells files apart
    if (card.chosen && card.role == TrackRole::Reference && !hovered)
        drawText(painter, {r.right() - 28, r.top() + 9, 20, 18}, Qt::AlignRight | Qt::AlignVCenter,
                 QStringLiteral("3"), fontOf(Type::Small), t.dim);
    if (hovered || (hasKeyboardFocus() && focusedPart() == partOf(index, Remove))) {
        const QPointF c(r.right() - 17, r.top() + 17);
        const int part = partOf(index, card.state == TrackState::Loading ? Cancel : Remove);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(
            QPen(hoveredPart() == part ? t.text : t.dim, 1.4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(c + QPointF(-3.5, -3.5), c + QPointF(3.5, 3.5));
        painter.drawLine(c + QPointF(-3.5, 3.5), c + QPointF(3.5, -3.5));
        painter.restore();
    }

    const QFont& small = fontOf(Type::Small);
    if (card.state == TrackState::Loading) {
        drawText(painter, {left, r.top() + 26, r.right() - 10 - left, 15},
                 Qt::AlignLeft | Qt::AlignVCenter, card.stage, small, t.dim);
        drawFigure(painter, {left, r.top() + 26, r.right() - 12 - left, 15},
                   Qt::AlignRight | Qt::AlignVCenter, percentText(card.progress), small, t.dim);
        const QRectF bar(left, r.bottom() - 16, r.right() - 12 - left, 4);
        roundedBox(painter, bar, 2, t.well);
        roundedBox(painter,
                   {bar.left(), bar.top(),
                    std::max(4.0, bar.width() * std::clamp(card.progress, 0.0, 1.0)), 4},
                   2, colour);
        return;
    }
    if (broken) {
        drawText(painter, {left, r.top() + 25, r.right() - 10 - left, 15},
                 Qt::AlignLeft | Qt::AlignVCenter, card.problem, small, t.danger);
        for (const Part& p : parts(area))
            if (p.id == partOf(index, Relink) || p.id == partOf(index, Keep)) {
                roundedBox(painter, p.rect, kButtonRadius, t.panel, t.line);
                drawText(painter, p.rect, Qt::AlignCenter, p.name, fontOf(Type::Body), t.text);
            }
        return;
    }
    const bool weighs = card.role == TrackRole::Reference &&
                        (card.weight != 1.0 || hovered ||
                         (hasKeyboardFocus() && focusedPart() == partOf(index, Weight)));
    drawText(painter, {left, r.top() + 25, r.right() - (weighs ? 40 : 10) - left, 15},
             Qt::AlignLeft | Qt::AlignVCenter, card.format, small, t.dim);
    if (weighs)
        drawText(painter, {r.right() - 42, r.top() + 25, 34, 15}, Qt::AlignRight | Qt::AlignVCenter,
                 weightText(card.weight), small, card.weight != 1.0 ? colour : t.dim);
    struct Column {
        QString head;
        QString value;
    };
    const std::array<Column, 4> columns{
        {{tr("LUFS"), number(card.integrated, 1)},
         {tr("LRA"), card.rangeUnstable ? tr("unstable") : number(card.range, 1)},
         {tr("TP"), number(card.truePeak, 1, Sign::Both)},
         {tr("PLR"), number(card.plr, 1)}}};
    constexpr std::array<double, 5> kStops{0.0, 0.235, 0.53, 0.765, 1.0}; // a word fits in one
    const double width4 = r.right() - 6 - left;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const QRectF cell(left + width4 * kStops[c], r.top() + 41,
                          width4 * (kStops[c + 1] - kStops[c]), 14);
        drawText(painter, cell, Qt::AlignLeft | Qt::AlignVCenter, columns[c].head, small, t.dim);
        const bool word = c == 1 && card.rangeUnstable;
        if (word)
            drawText(painter, cell.translated(0, 14), Qt::AlignLeft | Qt::AlignVCenter,
                     columns[c].value, small, t.dim);
        else
            drawFigure(painter, cell.translated(0, 14), Qt::AlignLeft | Qt::AlignVCenter,
                       columns[c].value, fontOf(Type::Body, Weight::Medium), ink);
    }
    const auto lines = std::min<qsizetype>(card.findings.size(), kMostFindings);
    for (qsizetype i = 0; i < lines; ++i) {
        const double y = r.top() + kBare - 3 + kFindingLine * static_cast<double>(i);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t.master, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        const QPointF c(left + 4.5, y + 7.5);
        const std::array<QPointF, 3> triangle{c + QPointF(0, -4.5), c + QPointF(4.5, 3.5),
                                              c + QPointF(-4.5, 3.5)};
        painter.drawPolygon(triangle.data(), 3);
        painter.drawLine(c + QPointF(0, -1.2), c + QPointF(0, 0.8));
        painter.drawPoint(c + QPointF(0, 2.2));
        painter.restore();
        QString text = card.findings[i];
        if (i + 1 == lines && card.findings.size() > lines)
            text += tr(" (+%1 more)").arg(card.findings.size() - lines);
        drawText(painter, {left + 14, y, r.right() - 8 - left - 14, 15},
                 Qt::AlignLeft | Qt::AlignVCenter, text, small, t.dim);
    }
}

void TracksView::paintFooter(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    horizontalHairline(painter, area.left() + 8, area.right() - 8, area.bottom() - kFoot + 2,
                       t.line);
    drawText(painter, {area.left() + 12, area.bottom() - 70, area.width() - 24, 18},
             Qt::AlignLeft | Qt::AlignVCenter,
             content_.target.isEmpty() ? tr("Target: none yet") : content_.target,
             fontOf(Type::Body), t.dim);
    for (const Part& p : parts(area))
        if (p.id == GenreProfile || p.id == SaveProfile)
            drawText(painter, p.rect, Qt::AlignLeft | Qt::AlignVCenter,
                     p.name + QStringLiteral("…"), fontOf(Type::Body, Weight::Bold),
                     !p.enabled              ? faded(t.dim, 0.6)
                     : hoveredPart() == p.id ? t.text
                                             : t.reference);
    const QRectF hint(area.left() + 8, area.bottom() - 28, area.width() - 16, 20);
    roundedBox(painter, hint, kButtonRadius,
               content_.dropping ? mixed(t.raised, t.reference, 0.3) : t.raised,
               content_.dropping ? t.reference : QColor());
    drawText(painter, hint, Qt::AlignCenter,
             content_.dropping ? tr("let go to add them") : tr("drop audio files anywhere"),
             fontOf(Type::Small), content_.dropping ? t.text : t.dim);
}

void TracksView::paintEmpty(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF middle = list(area);
    drawText(painter, {middle.left() + 12, middle.center().y() - 44, middle.width() - 24, 20},
             Qt::AlignCenter, tr("Your mix, and records"), fontOf(Type::Title, Weight::Medium),
             t.text);
    drawText(painter, {middle.left() + 12, middle.center().y() - 26, middle.width() - 24, 20},
             Qt::AlignCenter, tr("that you admire"), fontOf(Type::Title, Weight::Medium), t.text);
    for (const Part& p : parts(area)) {
        if (p.id != AddMix && p.id != AddReference)
            continue;
        const bool first = p.id == AddMix;
        const bool hovered = hoveredPart() == p.id;
        const QColor colour = first ? t.mix : t.raised;
        roundedBox(painter, p.rect, kButtonRadius, hovered ? mixed(colour, t.text, 0.12) : colour,
                   first ? QColor() : t.line);
        drawText(painter, p.rect, Qt::AlignCenter, p.name, fontOf(Type::Title, Weight::Medium),
                 first ? t.accentText : t.text);
    }
}

void TracksView::paintFront(QPainter& painter, const QRectF& area) const {
    painter.save();
    if (focusedPart() < AddMix)
        painter.setClipRect(list(area).adjusted(0, -3, 0, 3), Qt::IntersectClip);
    paintFocus(painter, area);
    painter.restore();
}

} // namespace kilter
