// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/blind_round_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <QMouseEvent>

#include <algorithm>
#include <array>

namespace kilter {

namespace {

constexpr double kMargin = 20.0;
constexpr double kGap = 12.0;
constexpr double kHeader = 82.0;
constexpr double kFooter = 92.0;

} // namespace

QChar letterName(int letter) {
    return QChar(u'A' + letter);
}

BlindRoundView::BlindRoundView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Blind test"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
}

void BlindRoundView::setContent(const BlindRoundContent& content) {
    if (content == content_)
        return;
    BlindRoundContent moved = content_;
    moved.position = content.position;
    const bool onlyMoved = moved == content;
    content_ = content;
    if (onlyMoved)
        liveChanged(timeline(rect()).united(playButton(rect())).adjusted(-4, -20, 4, 20));
    else
        groundChanged();
}

QRectF BlindRoundView::card(const QRectF& area, int letter) const {
    const double n = std::max<double>(1.0, static_cast<double>(content_.listenedTo.size()));
    const double width = (area.width() - 2 * kMargin - (n - 1) * kGap) / n;
    return {area.left() + kMargin + letter * (width + kGap), area.top() + kHeader, width,
            area.height() - kHeader - kFooter};
}

QRectF BlindRoundView::playButton(const QRectF& area) const {
    return {area.left() + kMargin, area.bottom() - kFooter + 16, 36, 36};
}

QRectF BlindRoundView::timeline(const QRectF& area) const {
    const QRectF play = playButton(area);
    return {play.right() + 16, play.center().y() - 3,
            area.right() - kMargin - play.right() - 16 - 110, 6};
}

LinearScale BlindRoundView::time(const QRectF& area) const {
    const QRectF r = timeline(area);
    return {0.0, std::max(content_.length.value, 1e-3), r.left(), r.right()};
}

std::vector<Part> BlindRoundView::parts(const QRectF& area) const {
    std::vector<Part> all;
    for (std::size_t i = 0; i < content_.listenedTo.size(); ++i) {
        const int letter = static_cast<int>(i);
        const bool heard = letter == content_.heard;
        all.push_back(
            {.id = letter,
             .rect = card(area, letter),
             .role = QAccessible::RadioButton,
             .name = tr("Listen to %1").arg(letterName(letter)),
             .value = heard                    ? tr("heard now")
                      : content_.listenedTo[i] ? tr("listened to")
                                               : tr("not yet listened to"),
             .hint = tr("Listen to %1 (%1, or %2)").arg(letterName(letter)).arg(letter + 1),
             .checkable = true,
             .checked = heard});
    }
    all.push_back({.id = kPlay,
                   .rect = playButton(area),
                   .role = QAccessible::Button,
                   .name = content_.playing ? tr("Pause") : tr("Play"),
                   .hint = tr("Play or pause (Space)")});
    all.push_back({.id = kTimeline,
                   .rect = timeline(area).adjusted(0, -10, 0, 10),
                   .role = QAccessible::Slider,
                   .name = tr("Position"),
                   .value = timeText(content_.position),
                   .hint = tr("Click to go there; ← and → go by 5 seconds"),
                   .focusable = false});
    return all;
}

void BlindRoundView::activate(int id) {
    if (id == kPlay)
        emit playRequested();
    else if (id < kPlay)
        emit letterRequested(id);
}

void BlindRoundView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    paintPanel(painter, area, t);
    const QRectF head = area.adjusted(kMargin, 14, -kMargin, 0);
    drawText(painter, {head.left(), head.top(), head.width(), 28}, Qt::AlignLeft | Qt::AlignVCenter,
             content_.question, fontOf(Type::Large, Weight::Medium), t.text);
    const QString round = tr("Round %1 of %2").arg(content_.round + 1).arg(content_.rounds);
    drawFigure(painter, {head.left(), head.top(), head.width(), 28},
               Qt::AlignRight | Qt::AlignVCenter, round, fontOf(Type::Title, Weight::Medium),
               t.dim);
    // What is done of the test.
    const double step = (head.width() + 4) / content_.rounds;
    for (int i = 0; i < content_.rounds; ++i)
        roundedBox(painter, {head.left() + i * step, head.top() + 40, std::max(2.0, step - 4), 5},
                   2.5,
                   i < content_.round    ? t.text
                   : i == content_.round ? t.dim
                                         : t.well);
    for (std::size_t i = 0; i < content_.listenedTo.size(); ++i)
        paintCard(painter, area, static_cast<int>(i));

    const QRectF foot(area.left() + kMargin, area.bottom() - 32, area.width() - 2 * kMargin, 18);
    if (!content_.trouble.isEmpty())
        drawText(painter, foot, Qt::AlignLeft | Qt::AlignVCenter, content_.trouble,
                 fontOf(Type::Body, Weight::Bold), t.danger);
    else if (content_.loudness)
        drawText(painter, foot, Qt::AlignLeft | Qt::AlignVCenter,
                 tr("All of them are heard at %1 LUFS, in step: only their sound differs.")
                     .arg(number(content_.loudness->value, 1)),
                 fontOf(Type::Body), t.dim);
}

void BlindRoundView::paintCard(QPainter& painter, const QRectF& area, int letter) const {
    const Theme& t = theme();
    const QRectF r = card(area, letter);
    const bool heard = letter == content_.heard;
    const bool before = content_.listenedTo[static_cast<std::size_t>(letter)];
    roundedBox(painter, r, kPanelRadius, heard ? mixed(t.raised, t.text, 0.10) : t.raised,
               heard ? t.text : t.line, heard ? 2.0 : 1.0);
    const QPointF c = r.center() - QPointF(0, 14);
    painter.setPen(heard ? QPen(Qt::NoPen) : QPen(t.dim, 1.5));
    painter.setBrush(heard ? QBrush(t.text) : QBrush(Qt::NoBrush));
    painter.drawEllipse(c, 28, 28);
    drawText(painter, QRectF(c.x() - 28, c.y() - 28, 56, 56), Qt::AlignCenter, letterName(letter),
             fontOf(Type::Large, Weight::Bold), heard ? t.panel : t.text);
    drawText(painter, {r.left() + 8, c.y() + 36, r.width() - 16, 18}, Qt::AlignCenter,
             heard    ? tr("heard now")
             : before ? tr("listened to")
                      : tr("not yet listened to"),
             fontOf(Type::Body, heard ? Weight::Medium : Weight::Regular), heard ? t.text : t.dim);
    drawText(painter, {r.right() - 34, r.top() + 8, 24, 14}, Qt::AlignRight | Qt::AlignVCenter,
             QString::number(letter + 1), fontOf(Type::Small), t.dim);
    if (!heard || !content_.playing)
        return;
    // Three bars: it sounds.
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.text);
    constexpr std::array kBars{6.0, 11.0, 8.0};
    for (std::size_t i = 0; i < kBars.size(); ++i)
        painter.drawRoundedRect(QRectF(r.left() + 12 + 5.0 * static_cast<double>(i),
                                       r.top() + 22 - kBars[i], 3, kBars[i]),
                                1.5, 1.5);
}

void BlindRoundView::paintLive(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF r = timeline(area);
    const LinearScale x = time(area);
    const double at = x.position(x.clamped(content_.position.value));
    roundedBox(painter, r, 3, t.well);
    roundedBox(painter, {r.left(), r.top(), std::max(6.0, at - r.left()), r.height()}, 3, t.dim);
    roundedBox(painter, {at - 2, r.top() - 5, 4, r.height() + 10}, 2, t.text);
    drawFigure(
        painter, {r.right() + 10, r.center().y() - 9, 100, 18}, Qt::AlignRight | Qt::AlignVCenter,
        QStringLiteral("%1 / %2").arg(timeText(content_.position), timeText(content_.length)),
        fontOf(Type::Title, Weight::Medium), t.text);
}

void BlindRoundView::paintFront(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF play = playButton(area);
    const bool pointedAt = hoveredPart() == kPlay;
    roundedBox(painter, play, 18, pointedAt ? mixed(t.raised, t.text, 0.12) : t.raised, t.line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.text);
    const QPointF c = play.center();
    if (content_.playing) {
        painter.drawRect(QRectF(c.x() - 6, c.y() - 7, 4, 14));
        painter.drawRect(QRectF(c.x() + 2, c.y() - 7, 4, 14));
    } else {
        painter.drawPolygon(
            QPolygonF{{c.x() - 5, c.y() - 7}, {c.x() + 7, c.y()}, {c.x() - 5, c.y() + 7}});
    }
    if (const int letter = hoveredPart(); letter >= 0 && letter < kPlay && letter != content_.heard)
        roundedBox(painter, card(area, letter), kPanelRadius, faded(t.text, 0.05), t.dim);
    paintFocus(painter, area);
}

void BlindRoundView::seekTo(double x) {
    const LinearScale scale = time(rect());
    emit seekRequested(Seconds{std::clamp(scale.value(x), 0.0, content_.length.value)});
}

void BlindRoundView::mousePressEvent(QMouseEvent* event) {
    const auto p = partAt(event->position());
    if (p && p->id == kTimeline && event->button() == Qt::LeftButton)
        seekTo(event->position().x());
    else
        PaintedView::mousePressEvent(event);
}

void BlindRoundView::mouseMoveEvent(QMouseEvent* event) {
    const auto p = partAt(event->position());
    if ((event->buttons() & Qt::LeftButton) != 0 && p && p->id == kTimeline)
        seekTo(event->position().x());
    PaintedView::mouseMoveEvent(event);
}

} // namespace kilter
