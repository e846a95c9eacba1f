// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/tracks_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <QKeyEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kHead = 32, kFoot = 76, kSide = 8, kBetween = 8;
constexpr double kBare = 74, kFindingLine = 15, kProblemHeight = 68, kLoadingHeight = 62;
constexpr int kMostFindings = 3;

} // namespace

TracksView::TracksView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Tracks"));
}

void TracksView::setContent(const TracksContent& content) {
    if (content == content_)
        return;
    content_ = content;
    scroll_ = std::clamp(scroll_, 0.0, furthestScroll(rect()));
    groundChanged();
}

double TracksView::cardHeight(const TrackCard& card) const {
    if (card.state == TrackState::Loading)
        return kLoadingHeight;
    if (card.state != TrackState::Ready)
        return kProblemHeight;
    const auto lines = std::min<qsizetype>(card.findings.size(), kMostFindings);
    return kBare + (lines > 0 ? 2 + kFindingLine * static_cast<double>(lines) : 0.0);
}

QRectF TracksView::list(const QRectF& area) const {
    return area.adjusted(0, kHead, 0, -kFoot);
}

double TracksView::furthestScroll(const QRectF& area) const {
    double all = 0.0;
    for (const TrackCard& card : content_.cards)
        all += cardHeight(card) + kBetween;
    return std::max(0.0, all - kBetween - list(area).height());
}

QRectF TracksView::cardRect(std::size_t index, const QRectF& area) const {
    double top = list(area).top() - scroll_;
    for (std::size_t i = 0; i < index; ++i)
        top += cardHeight(content_.cards[i]) + kBetween;
    return {area.left() + kSide, top, area.width() - 2 * kSide, cardHeight(content_.cards[index])};
}

std::vector<Part> TracksView::parts(const QRectF& area) const {
    std::vector<Part> all;
    const QFont& medium = fontOf(Type::Body, Weight::Bold);
    const bool hasMix = std::any_of(content_.cards.begin(), content_.cards.end(),
                                    [](const TrackCard& c) { return c.role == TrackRole::Mix; });
    if (!hasMix && !content_.cards.empty())
        all.push_back(
            {.id = AddMix,
             .rect = {area.left() + 80, area.top() + 7, textWidth(tr("+ Mix"), medium) + 8, 20},
             .role = QAccessible::Button,
             .name = tr("Add mix"),
             .hint = tr("Choose your mix (Ctrl+O)")});
    if (!content_.cards.empty()) {
        const double width = textWidth(tr("+ Add reference"), medium) + 8;
        all.push_back({.id = AddReference,
                       .rect = {area.right() - 8 - width, area.top() + 7, width, 20},
                       .role = QAccessible::Button,
                       .name = tr("Add reference"),
                       .hint = tr("Add a record that you admire (Ctrl+R)")});
    } else {
        const QRectF middle = list(area);
        const double width = std::min(180.0, middle.width() - 32);
        const double x = middle.center().x() - width / 2;
        const double y = middle.center().y() + 8;
        all.push_back({.id = AddMix,
                       .rect = {x, y, width, 30},
                       .role = QAccessible::Button,
                       .name = tr("Open mix…"),
                       .hint = tr("Choose your mix (Ctrl+O)")});
        all.push_back({.id = AddReference,
                       .rect = {x, y + 38, width, 30},
                       .role = QAccessible::Button,
                       .name = tr("Add references…"),
                       .hint = tr("Add records that you admire (Ctrl+R)")});
    }

    const QRectF visible = list(area);
    for (std::size_t i = 0; i < content_.cards.size(); ++i) {
        const TrackCard& card = content_.cards[i];
        const QRectF r = cardRect(i, area);
        const auto add = [&](CardPart part, const QRectF& place, QAccessible::Role role,
                             const QString& name, const QString& value, const QString& hint,
                             bool checkable = false, bool checked = false) {
            all.push_back({.id = partOf(i, part),
                           .rect = place.intersected(visible),
                           .role = role,
                           .name = name,
                           .value = value,
                           .hint = hint,
                           .checkable = checkable,
                           .checked = checked});
        };
        const QString kind = card.role == TrackRole::Mix
                                 ? tr("Mix %1").arg(card.name)
                                 : tr("Reference %1, %2").arg(card.letter, card.name);
        QString value = card.problem;
        if (card.state == TrackState::Loading)
            value = tr("%1, %2").arg(card.stage, percentText(card.progress));
        else if (card.state == TrackState::Ready)
            value = tr("%1 LUFS, range %2 LU, true peak %3 dB, PLR %4 dB. %5")
                        .arg(number(card.integrated, 1), number(card.range, 1),
                             number(card.truePeak, 1, Sign::Both), number(card.plr, 1),
                             card.findings.join(QStringLiteral(". ")));
        add(Choose, r, QAccessible::ListItem, kind, value,
            card.role == TrackRole::Mix
                ? card.name
                : tr("%1 · click: hear this one as the reference").arg(card.name));
        if (card.role == TrackRole::Reference && card.state == TrackState::Ready)
            add(Toggle, {r.left() + 6, r.top() + 6, 24, 24}, QAccessible::CheckBox,
                tr("Compare with %1").arg(card.name), {},
                tr("Whether this reference counts for the target"), true, card.enabled);
        if (card.state == TrackState::Loading)
            add(Cancel, {r.right() - 28, r.top() + 6, 22, 22}, QAccessible::Button,
                tr("Cancel reading %1").arg(card.name), {}, tr("Stop reading this file"));
        else
            add(Remove, {r.right() - 28, r.top() + 6, 22, 22}, QAccessible::Button,
                tr("Remove %1").arg(card.name), {}, tr("Take this track out of the session"));
        if (card.state == TrackState::Failed || card.state == TrackState::Missing ||
            card.state == TrackState::Changed) {
            const QString text =
                card.state == TrackState::Changed ? tr("Read again") : tr("Find file…");
            const double width = textWidth(text, fontOf(Type::Body)) + 20;
            add(Relink, {r.left() + 32, r.bottom() - 27, width, 21}, QAccessible::Button, text, {},
                card.state == TrackState::Changed
                    ? tr("Measure the file as it is now")
                    : tr("Choose where the file is now, or another in its place"));
        }
    }

    const QFont& body = fontOf(Type::Body, Weight::Bold);
    const double y = area.bottom() - 52;
    const double genre = textWidth(tr("Genre profile…"), body) + 4;
    all.push_back({.id = GenreProfile,
                   .rect = {area.left() + 10, y, genre, 20},
                   .role = QAccessible::Button,
                   .name = tr("Genre profile"),
                   .hint = tr("Use a saved or built-in target instead of references")});
    all.push_back(
        {.id = SaveProfile,
         .rect = {area.left() + 22 + genre, y, textWidth(tr("Save as profile…"), body) + 4, 20},
         .role = QAccessible::Button,
         .name = tr("Save as profile"),
         .hint = tr("Keep this target for other mixes"),
         .enabled = content_.canSaveProfile});
    return all;
}

void TracksView::activate(int id) {
    switch (id) {
    case AddMix:
        emit addMixRequested();
        return;
    case AddReference:
        emit addReferenceRequested();
        return;
    case GenreProfile:
        emit genreProfileRequested();
        return;
    case SaveProfile:
        emit saveProfileRequested();
        return;
    default:
        break;
    }
    const auto index = static_cast<std::size_t>(id / CardParts);
    if (id < 0 || index >= content_.cards.size())
        return;
    TrackCard& card = content_.cards[index];
    switch (static_cast<CardPart>(id % CardParts)) {
    case Choose:
        if (card.state == TrackState::Ready)
            emit trackChosen(card.id);
        return;
    case Toggle:
        card.enabled = !card.enabled;
        groundChanged();
        emit trackToggled(card.id, card.enabled);
        return;
    case Remove:
        emit trackRemoved(card.id);
        return;
    case Relink:
        emit relinkRequested(card.id);
        return;
    case Cancel:
        emit cancelRequested(card.id);
        return;
    case CardParts:
        return;
    }
}

void TracksView::attentionChanged() {
    const int id = focusedPart();
    if (hasKeyboardFocus() && id >= 0 && id < AddMix &&
        static_cast<std::size_t>(id / CardParts) < content_.cards.size()) {
        // The keyboard brings its card into sight.
        const QRectF r = cardRect(static_cast<std::size_t>(id / CardParts), rect());
        const QRectF visible = list(rect());
        if (r.top() < visible.top())
            scrollTo(scroll_ + r.top() - visible.top());
        else if (r.bottom() > visible.bottom())
            scrollTo(scroll_ + r.bottom() - visible.bottom());
    }
    groundChanged();
}

void TracksView::scrollTo(double scroll) {
    scroll_ = std::clamp(scroll, 0.0, furthestScroll(rect()));
    groundChanged();
}

void TracksView::wheelEvent(QWheelEvent* event) {
    if (furthestScroll(rect()) <= 0.0)
        event->ignore();
    else
        scrollTo(scroll_ - event->angleDelta().y() * 0.5);
}

void TracksView::keyPressEvent(QKeyEvent* event) {
    const int id = focusedPart();
    const bool onCard = id >= 0 && id < AddMix;
    const auto card = static_cast<std::size_t>(std::max(id, 0) / CardParts);
    if (onCard && event->key() == Qt::Key_Down && card + 1 < content_.cards.size())
        return focusPart(partOf(card + 1, Choose));
    if (onCard && event->key() == Qt::Key_Up && card > 0)
        return focusPart(partOf(card - 1, Choose));
    if (onCard && card < content_.cards.size() &&
        (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        emit trackRemoved(content_.cards[card].id);
        return;
    }
    PaintedView::keyPressEvent(event);
}

void TracksView::resizeEvent(QResizeEvent*) {
    scroll_ = std::clamp(scroll_, 0.0, furthestScroll(rect()));
}

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
             card.name, name, ink);
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
            if (p.id == partOf(index, Relink)) {
                roundedBox(painter, p.rect, kButtonRadius, t.panel, t.line);
                drawText(painter, p.rect, Qt::AlignCenter, p.name, fontOf(Type::Body), t.text);
            }
        return;
    }
    drawText(painter, {left, r.top() + 25, r.right() - 10 - left, 15},
             Qt::AlignLeft | Qt::AlignVCenter, card.format, small, t.dim);
    struct Column {
        QString head;
        QString value;
    };
    const std::array<Column, 4> columns{
        {{tr("LUFS"), number(card.integrated, 1)},
         {tr("LRA"), card.rangeUnstable ? tr("unstable") : number(card.range, 1)},
         {tr("TP"), number(card.truePeak, 1, Sign::Both)},
         {tr("PLR"), number(card.plr, 1)}}};
    const double pitch = (r.right() - 6 - left) / 4;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const QRectF cell(left + pitch * static_cast<double>(c), r.top() + 41, pitch, 14);
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
