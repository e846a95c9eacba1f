// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the table of moves looks.

#include "ui/views/moves_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"
#include "ui/views/move_text.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr int kDots = 5;

void paintSlider(QPainter& painter, const QRectF& track, double share, const QColor& colour,
                 const Theme& t) {
    const double x = track.left() + share * track.width();
    roundedBox(painter, track, 2.5, t.well);
    if (x - track.left() > 3)
        roundedBox(painter, {track.left(), track.top(), x - track.left(), track.height()}, 2.5,
                   colour);
    // A notch where 100 % is.
    verticalHairline(painter, track.center().x(), track.bottom() + 2, track.bottom() + 5, t.dim);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 2));
    painter.setBrush(t.panel);
    painter.drawEllipse(QPointF(x, track.center().y()), 5.5, 5.5);
    painter.restore();
}

} // namespace

QString MovesView::summary() const {
    if (content_.measuring)
        return tr("measuring…");
    if (!content_.curve.isEmpty()) {
        QString text = content_.curve;
        if (content_.closedMeasured)
            text += tr(" · measured on the master: %1 closed")
                        .arg(percentText(*content_.closedMeasured));
        return text;
    }
    if (content_.moves.empty())
        return {};
    const auto on = std::count_if(content_.moves.begin(), content_.moves.end(),
                                  [](const Move& m) { return m.enabled; });
    QString text = tr("%n on", nullptr, static_cast<int>(on));
    if (content_.closedPredicted)
        text = tr("%1, to close %2 of the gap").arg(text, percentText(*content_.closedPredicted));
    if (content_.closedMeasured)
        text += tr(" · measured on the master: %1").arg(percentText(*content_.closedMeasured));
    else if (content_.closedPredicted)
        text += tr(" (predicted)");
    return text;
}

void MovesView::paintAmount(QPainter& painter, const QRectF& area, int row,
                            const QColor& ink) const {
    const QRectF track = amountTrack(row, area);
    const double right = cell(row, Amount, area).right() - 4;
    drawFigure(painter, {track.right() + 6, track.center().y() - 8, right - track.right() - 6, 16},
               Qt::AlignRight | Qt::AlignVCenter,
               percentText(content_.moves[static_cast<std::size_t>(row)].amount),
               fontOf(Type::Small), ink);
}

void MovesView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    paintPanel(painter, area, t);
    paintHeader(painter, area);
    if (content_.moves.empty()) {
        paintEmpty(painter, area);
        return;
    }
    painter.save();
    painter.setClipRect(table(area), Qt::IntersectClip);
    for (int row = 0; row < static_cast<int>(content_.moves.size()); ++row)
        if (cell(row, On, area).intersects(table(area)))
            paintRow(painter, area, row);
    painter.restore();
    const double furthest = widestScroll(area);
    if (furthest > 0.0) {
        const QRectF rows = table(area);
        const double shown = rows.height() / (rows.height() + furthest);
        const double top = rows.top() + scroll_ / furthest * rows.height() * (1.0 - shown);
        roundedBox(painter, {area.right() - 7, top, 4, rows.height() * shown}, 2, t.line);
    }
}

void MovesView::paintHeader(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QFont& body = fontOf(Type::Body);
    const double title = paintTitle(painter, area, tr("Suggested moves"), t);
    double end = area.right();
    for (const Part& p : parts(area)) {
        if (p.id < OverallAmount)
            continue;
        end = std::min(end, p.rect.left());
        const QColor ink = p.enabled ? t.dim : faded(t.dim, 0.5);
        if (p.id == OverallAmount) {
            drawFigure(painter, p.rect.adjusted(0, 0, -92, 0), Qt::AlignRight | Qt::AlignVCenter,
                       tr("Amount %1").arg(percentText(content_.overallAmount)), body, ink);
        } else if (p.id == MatchCurve) {
            drawText(painter, p.rect, Qt::AlignLeft | Qt::AlignVCenter, p.value, body, ink);
            drawMenuMark(painter, {p.rect.right() - 5, p.rect.center().y() + 0.5}, ink);
        } else if (p.id == Options || p.id == ProposeAgain) {
            drawText(painter, p.rect, Qt::AlignCenter,
                     p.id == Options ? tr("Options…") : tr("Propose again"), body,
                     p.enabled && hoveredPart() == p.id ? t.text : ink);
        } else {
            drawText(painter, p.rect, Qt::AlignCenter, tr("+ Add move"),
                     fontOf(Type::Body, Weight::Medium), t.reference);
        }
    }
    paintSlider(painter, overallTrack(area), content_.overallAmount / 2.0,
                content_.moves.empty() ? t.line : t.master, t);
    const double x = area.left() + 12 + title + 12;
    drawText(painter, {x, area.top() + 8, end - x - 12, 20}, Qt::AlignVCenter, summary(), body,
             t.dim);

    if (content_.moves.empty())
        return;
    const std::array<std::pair<Column, QString>, 9> heads{{{On, tr("On")},
                                                           {Number, tr("#")},
                                                           {Kind, tr("Move")},
                                                           {Frequency, tr("Frequency")},
                                                           {Gain, tr("Gain")},
                                                           {Q, tr("Q")},
                                                           {Amount, tr("Amount")},
                                                           {Why, tr("Why")},
                                                           {Confidence, tr("Confidence")}}};
    const QFont& small = fontOf(Type::Small, Weight::Medium);
    for (const auto& [column, text] : heads) {
        const QRectF c = cell(0, column, area);
        drawText(painter, {c.left() + 4, area.top() + 31, c.width() + 10, 16},
                 Qt::AlignLeft | Qt::AlignVCenter, text, small, t.dim);
    }
    drawText(painter, {cell(0, Solo, area).left() + 4, area.top() + 31, 120, 16},
             Qt::AlignLeft | Qt::AlignVCenter, tr("Audition"), small, t.dim);
    horizontalHairline(painter, area.left() + 8, area.right() - 8, area.top() + 49, t.line);
}

void MovesView::paintRow(QPainter& painter, const QRectF& area, int row) const {
    const Theme& t = theme();
    const Move& m = content_.moves[static_cast<std::size_t>(row)];
    const QFont& body = fontOf(Type::Title);
    const QFont& bold = fontOf(Type::Title, Weight::Medium);
    const QColor ink = m.enabled ? t.text : t.dim;
    const QRectF first = cell(row, On, area);
    if (row == content_.selected)
        roundedBox(painter,
                   {area.left() + 6, first.top() + 1, area.width() - 12, first.height() - 2},
                   kButtonRadius, t.raised);
    drawCheckBox(painter, {first.left() + 4, first.center().y() - 7, 14, 14}, m.enabled, t.master,
                 t);
    const auto inCell = [&](Column c) { return cell(row, c, area).adjusted(4, 0, -4, 0); };
    drawFigure(painter, inCell(Number), Qt::AlignLeft | Qt::AlignVCenter, QString::number(row + 1),
               bold, t.dim);
    QString kind = cellText(row, Kind);
    if (m.placement != Placement::Stereo) {
        const QString where = QStringLiteral(" · ") + placementText(m.placement);
        const bool fits = textWidth(kind + where, bold) <= inCell(Kind).width();
        kind += fits ? where : where.left(4).toUpper(); // "· S", as at its node
    }
    drawText(painter, inCell(Kind), Qt::AlignLeft | Qt::AlignVCenter, kind, bold, ink);
    drawFigure(painter, inCell(Frequency), Qt::AlignLeft | Qt::AlignVCenter,
               cellText(row, Frequency), body, ink);
    drawFigure(painter, inCell(Gain), Qt::AlignLeft | Qt::AlignVCenter, cellText(row, Gain), bold,
               ink);
    drawFigure(painter, inCell(Q), Qt::AlignLeft | Qt::AlignVCenter, cellText(row, Q), body, ink);
    paintSlider(painter, amountTrack(row, area), m.amount / 2.0, m.enabled ? t.master : t.dim, t);
    if (std::lround(100.0 * m.amount) != 100) // the gain beside it is not the one that sounds
        paintAmount(painter, area, row, t.dim);
    drawParagraph(painter, inCell(Why).adjusted(0, 0, -8, 0), reasonOf(row), fontOf(Type::Body),
                  m.proposed ? ink : t.dim);

    // Dots, filled and hollow: their number says it, the colour only repeats it.
    const QRectF dots = cell(row, Confidence, area);
    const double pitch = std::min(14.0, (dots.width() - 12) / kDots);
    const auto sure = m.sureness() ? std::lround(kDots * *m.sureness()) : -1;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < kDots && sure >= 0; ++i) {
        const bool on = i < sure;
        painter.setPen(QPen(on ? t.reference : t.dim, 1.2));
        painter.setBrush(on ? QBrush(t.reference) : QBrush(Qt::NoBrush));
        painter.drawEllipse(QPointF(dots.left() + 9 + i * pitch, dots.center().y()), on ? 4.0 : 3.6,
                            on ? 4.0 : 3.6);
    }
    painter.restore();
    if (sure < 0)
        drawText(painter, inCell(Confidence), Qt::AlignLeft | Qt::AlignVCenter, dash(), body,
                 t.dim);

    const std::array<std::tuple<Column, Audition, QString>, 3> buttons{
        {{Solo, Audition::Solo, tr("Solo")},
         {Delta, Audition::Delta, tr("Delta")},
         {Bypass, Audition::Bypass, tr("Bypass")}}};
    for (const auto& [column, audition, text] : buttons) {
        const bool on = content_.auditioned == row && content_.audition == audition;
        const QRectF whole = cell(row, column, area);
        const QRectF box(whole.left() + 3, whole.center().y() - 10.5, whole.width() - 6, 21);
        const bool hovered = hoveredPart() == partOf(row, column);
        roundedBox(painter, box, kButtonRadius,
                   on        ? t.master
                   : hovered ? mixed(t.raised, t.text, 0.08)
                             : t.raised,
                   on ? t.master : t.line);
        drawText(painter, box, Qt::AlignCenter, text,
                 fontOf(Type::Body, on ? Weight::Bold : Weight::Regular), on ? t.accentText : ink);
    }
    const QPointF c = cell(row, Remove, area).center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hoveredPart() == partOf(row, Remove) ? t.text : t.dim, 1.4, Qt::SolidLine,
                        Qt::RoundCap));
    painter.drawLine(c + QPointF(-3.5, -3.5), c + QPointF(3.5, 3.5));
    painter.drawLine(c + QPointF(-3.5, 3.5), c + QPointF(3.5, -3.5));
    painter.restore();
}

void MovesView::paintEmpty(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF rows = table(area).adjusted(0, -20, 0, 0);
    const QString first = content_.measuring          ? tr("measuring…")
                          : !content_.curve.isEmpty() ? tr("The match curve replaces the moves")
                          : content_.hasReferences    ? tr("No moves")
                                                      : tr("No references yet");
    const QString second =
        content_.measuring ? tr("The moves come as soon as mix and references are measured.")
        : !content_.curve.isEmpty() ? tr("They are kept, and are there again as soon as it is off.")
        : content_.hasReferences
            ? content_.noMoves
            : tr("Two or more records that you admire make a target; the moves towards it appear"
                 " here, each with its reason.");
    drawText(painter, {rows.left() + 12, rows.center().y() - 20, rows.width() - 24, 20},
             Qt::AlignCenter, first, fontOf(Type::Title, Weight::Bold), t.text);
    drawText(painter, {rows.left() + 12, rows.center().y() + 2, rows.width() - 24, 20},
             Qt::AlignCenter, second, fontOf(Type::Title), t.dim);
}

void MovesView::paintFront(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    if (hoveredPart() >= 0 && hoveredPart() < OverallAmount && !content_.moves.empty()) {
        const auto column = static_cast<Column>(hoveredPart() % Columns);
        const int row = hoveredPart() / Columns;
        if (row < static_cast<int>(content_.moves.size()) &&
            (column == Frequency || column == Gain || column == Q || column == Kind)) {
            // What can be typed or chosen shows its field.
            painter.save();
            painter.setClipRect(table(area), Qt::IntersectClip);
            roundedBox(painter, cell(row, column, area).adjusted(-1, 4, -6, -4), 4, {}, t.line);
            painter.restore();
        }
        if (draggedAmount_ >= 0 && draggedAmount_ < OverallAmount) {
            painter.save();
            painter.setClipRect(table(area), Qt::IntersectClip);
            paintAmount(painter, area, draggedAmount_ / Columns, t.text);
            painter.restore();
        }
    }
    paintFocus(painter, area);
}

} // namespace kilter
