// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/blind_result_view.h"

#include "ui/session/blind_round_view.h"
#include "ui/session/blind_score.h"
#include "ui/session/session_contents.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <array>

namespace kilter {

namespace {

constexpr double kMargin = 20.0;
constexpr double kRow = 22.0;
/// The usual levels of significance.
constexpr double kLikely = 0.05, kCertain = 0.01;

QString nameOf(TrackRole role) {
    switch (role) {
    case TrackRole::Mix:
        return BlindResultView::tr("mix");
    case TrackRole::Reference:
        return BlindResultView::tr("reference");
    case TrackRole::Master:
        break;
    }
    return BlindResultView::tr("master");
}

/// A shape of its own for each source, so that colour is not the only sign.
void drawSign(QPainter& painter, QPointF c, double r, TrackRole role, const QColor& colour) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (role) {
    case TrackRole::Mix:
        painter.drawEllipse(c, r, r);
        break;
    case TrackRole::Master:
        painter.drawRoundedRect(QRectF(c.x() - r, c.y() - r, 2 * r, 2 * r), 1.5, 1.5);
        break;
    case TrackRole::Reference:
        painter.drawPolygon(QPolygonF{{c.x(), c.y() - 1.1 * r},
                                      {c.x() + 1.15 * r, c.y() + 0.9 * r},
                                      {c.x() - 1.15 * r, c.y() + 0.9 * r}});
        break;
    }
}

/// "5.5 %", and what is too small to be counted as such.
QString shareText(double share) {
    if (share < 0.001)
        return BlindResultView::tr("less than 0.1 %");
    return QStringLiteral("%1 %").arg(number(100.0 * share, share < 0.1 ? 1 : 0));
}

QString verdictOn(const BlindScore& score, BlindQuestion question) {
    if (question == BlindQuestion::WhichIsTheMaster) {
        const QString odds =
            BlindResultView::tr(
                "Whoever only guesses gets %1 or more of %2 right in %3 of such tests.")
                .arg(score.master)
                .arg(score.rounds)
                .arg(shareText(score.luck));
        if (score.luck <= kCertain)
            return odds + QLatin1Char('\n') + BlindResultView::tr("You hear the difference.");
        if (score.luck <= kLikely)
            return odds + QLatin1Char('\n') +
                   BlindResultView::tr("You most likely hear the difference.");
        return odds + QLatin1Char('\n') +
               BlindResultView::tr("That may well have been luck; more rounds would tell.");
    }
    const int most = std::max({score.mix, score.master, score.reference});
    const QString odds = BlindResultView::tr("Whoever likes all of them equally chooses one of "
                                             "them %1 in %2 of such tests.")
                             .arg(most == 1 ? BlindResultView::tr("at least once")
                                            : BlindResultView::tr("%1 times or more").arg(most),
                                  shareText(score.luck));
    if (score.luck > kLikely)
        return odds + QLatin1Char('\n') +
               BlindResultView::tr("That may well have been luck; more rounds would tell.");
    return odds + QLatin1Char('\n') +
           (score.luck <= kCertain ? BlindResultView::tr("You prefer the %1.")
                                   : BlindResultView::tr("You most likely prefer the %1."))
               .arg(nameOf(roleOf(score.favourite)));
}

} // namespace

BlindResultView::BlindResultView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Result of the blind test"));
    setMouseTracking(true);
}

void BlindResultView::setTrial(const BlindTrial& trial) {
    rounds_ = trial.rounds();
    plan_ = trial.plan();
    letters_ = trial.letters();
    const BlindScore score = scoreOf(trial);
    if (plan_.question == BlindQuestion::WhichIsTheMaster) {
        counted_ = score.master;
        luck_ = hitsByLuck(score.rounds, 0.5);
        headline_ = tr("%1 of %2 right").arg(counted_).arg(score.rounds);
    } else {
        counted_ = std::max({score.mix, score.master, score.reference});
        luck_.clear();
        for (int k = 0; k <= score.rounds; ++k)
            luck_.push_back(luckOfFavouring(k, score.rounds, letters_) -
                            luckOfFavouring(k + 1, score.rounds, letters_));
        headline_ = tr("Mix %1 · Master %2").arg(score.mix).arg(score.master);
        if (plan_.withReference)
            headline_ += tr(" · Reference %1").arg(score.reference);
    }
    verdict_ = verdictOn(score, plan_.question);
    groundChanged();
}

QRectF BlindResultView::grid(const QRectF& area) const {
    return {area.left() + kMargin + 24, area.top() + 138, area.width() - 2 * kMargin - 24,
            kRow * letters_ + 4};
}

QRectF BlindResultView::cell(const QRectF& area, int round, int letter) const {
    const QRectF g = grid(area);
    const double step =
        std::min(46.0, g.width() / std::max<double>(1.0, static_cast<double>(rounds_.size())));
    return {g.left() + round * step, g.top() + letter * kRow, step, kRow};
}

QRectF BlindResultView::chart(const QRectF& area) const {
    const double top = grid(area).bottom() + 62;
    return {area.left() + kMargin, top, area.width() - 2 * kMargin, area.bottom() - top - 44};
}

QRectF BlindResultView::bar(const QRectF& area, int count) const {
    const QRectF c = chart(area);
    const double step = std::min(56.0, c.width() / static_cast<double>(luck_.size()));
    const double left = c.left() + (c.width() - step * static_cast<double>(luck_.size())) / 2;
    const double highest = *std::max_element(luck_.begin(), luck_.end());
    const double height =
        std::max(1.0, c.height() * luck_[static_cast<std::size_t>(count)] / highest);
    return {left + count * step + 2, c.bottom() - height, std::max(1.0, step - 4), height};
}

std::vector<Part> BlindResultView::parts(const QRectF& area) const {
    std::vector<Part> all;
    if (rounds_.empty())
        return all;
    const int count = static_cast<int>(rounds_.size());
    all.push_back({.id = 1000,
                   .rect = {area.left() + kMargin, area.top() + 14, area.width() - 2 * kMargin, 80},
                   .name = headline_,
                   .value = verdict_});
    for (int i = 0; i < count; ++i) {
        const BlindRound& round = rounds_[static_cast<std::size_t>(i)];
        QStringList what;
        for (int letter = 0; letter < letters_; ++letter)
            what.push_back(
                tr("%1: %2")
                    .arg(letterName(letter))
                    .arg(nameOf(roleOf(round.behind[static_cast<std::size_t>(letter)]))));
        QString value =
            tr("%1; chosen: %2")
                .arg(what.join(QStringLiteral(", ")), QString(letterName(round.chosen)));
        if (plan_.question == BlindQuestion::WhichIsTheMaster)
            value += hit(round) ? tr(", right") : tr(", wrong");
        all.push_back({.id = i,
                       .rect = cell(area, i, 0).united(cell(area, i, letters_ - 1)),
                       .name = tr("Round %1").arg(i + 1),
                       .value = value,
                       .hint = tr("Round %1: %2").arg(i + 1).arg(value)});
    }
    all.push_back({.id = 1001,
                   .rect = chart(area),
                   .role = QAccessible::Chart,
                   .name = tr("What luck alone brings"),
                   .value = verdict_});
    return all;
}

bool BlindResultView::hit(const BlindRound& round) {
    return round.behind[static_cast<std::size_t>(round.chosen)] == HeardSource::Master;
}

void BlindResultView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    paintPanel(painter, area, t);
    if (rounds_.empty())
        return;
    const QRectF head = area.adjusted(kMargin, 14, -kMargin, 0);
    drawText(painter, {head.left(), head.top(), head.width(), 28}, Qt::AlignLeft | Qt::AlignVCenter,
             headline_, fontOf(Type::Large, Weight::Bold), t.text);
    double right = head.right();
    for (const TrackRole role : {TrackRole::Reference, TrackRole::Master, TrackRole::Mix}) {
        if (role == TrackRole::Reference && !plan_.withReference)
            continue;
        const QString name = nameOf(role);
        const double width = textWidth(name, fontOf(Type::Body));
        drawText(painter, {right - width, head.top(), width, 28}, Qt::AlignLeft | Qt::AlignVCenter,
                 name, fontOf(Type::Body), t.dim);
        drawSign(painter, {right - width - 11, head.top() + 14}, 4.5, role, t.colourOf(role));
        right -= width + 32;
    }
    double y = head.top() + 36;
    const QStringList lines = verdict_.split(QLatin1Char('\n'));
    for (const QString& line : lines) {
        const bool last = &line == &lines.back();
        drawText(painter, {head.left(), y, head.width(), 20}, Qt::AlignLeft | Qt::AlignVCenter,
                 line, fontOf(Type::Title, last ? Weight::Medium : Weight::Regular),
                 last ? t.text : t.dim);
        y += 21;
    }
    paintGrid(painter, area);
    paintChart(painter, area);
}

void BlindResultView::paintGrid(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF g = grid(area);
    drawText(painter, {area.left() + kMargin, g.top() - 26, g.width(), 16},
             Qt::AlignLeft | Qt::AlignVCenter,
             tr("What lay behind the letters; what you chose is framed"), fontOf(Type::Body),
             t.dim);
    for (int letter = 0; letter < letters_; ++letter)
        drawText(painter, {area.left() + kMargin, g.top() + letter * kRow, 20, kRow},
                 Qt::AlignLeft | Qt::AlignVCenter, letterName(letter),
                 fontOf(Type::Body, Weight::Bold), t.text);
    for (int i = 0; i < static_cast<int>(rounds_.size()); ++i) {
        const BlindRound& round = rounds_[static_cast<std::size_t>(i)];
        for (int letter = 0; letter < letters_; ++letter) {
            const QRectF c = cell(area, i, letter);
            const QRectF box =
                QRectF(0, 0, std::min(c.width() - 2, 26.0), kRow - 3)
                    .translated(c.center() -
                                QPointF(std::min(c.width() - 2, 26.0) / 2, (kRow - 3) / 2));
            const TrackRole role = roleOf(round.behind[static_cast<std::size_t>(letter)]);
            const bool chosen = letter == round.chosen;
            if (chosen)
                roundedBox(painter, box, 4, mixed(t.panel, t.text, 0.08), t.text, 1.5);
            drawSign(painter, c.center(), std::min(4.5, c.width() / 4), role,
                     faded(t.colourOf(role), chosen ? 1.0 : 0.55));
        }
        if (plan_.question == BlindQuestion::WhichIsTheMaster)
            drawText(painter,
                     {cell(area, i, 0).left(), g.bottom() + 2, cell(area, i, 0).width(), 16},
                     Qt::AlignCenter, hit(round) ? QStringLiteral("✓") : QStringLiteral("–"),
                     fontOf(Type::Body, Weight::Bold), hit(round) ? t.text : t.dim);
    }
}

void BlindResultView::paintChart(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    const QRectF c = chart(area);
    drawText(painter, {c.left(), c.top() - 34, c.width(), 16}, Qt::AlignLeft | Qt::AlignVCenter,
             plan_.question == BlindQuestion::WhichIsTheMaster
                 ? tr("Right answers that luck alone brings, and yours")
                 : tr("How often luck alone chooses its favourite, and you yours"),
             fontOf(Type::Body), t.dim);
    horizontalHairline(painter, c.left(), c.right(), c.bottom(), t.line);
    const int n = static_cast<int>(luck_.size());
    const int every = n > 21 ? 5 : 1;
    for (int k = 0; k < n; ++k) {
        const QRectF b = bar(area, k);
        const bool yours = k == counted_;
        roundedBox(painter, b, 2, k >= counted_ ? t.text : mixed(t.panel, t.text, 0.22));
        if (k % every == 0 || yours)
            drawFigure(painter, {b.center().x() - 20, c.bottom() + 4, 40, 14}, Qt::AlignCenter,
                       QString::number(k),
                       fontOf(Type::Small, yours ? Weight::Bold : Weight::Regular),
                       yours ? t.text : t.dim);
        if (!yours)
            continue;
        // A mark over the bar, which may be too low to be seen.
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.text);
        const double x = b.center().x();
        painter.drawPolygon(
            QPolygonF{{x, b.top() - 3}, {x - 5, b.top() - 10}, {x + 5, b.top() - 10}});
    }
    drawText(painter, {c.left(), c.bottom() + 20, c.width(), 16}, Qt::AlignCenter,
             plan_.question == BlindQuestion::WhichIsTheMaster ? tr("right answers")
                                                               : tr("times chosen"),
             fontOf(Type::Small), t.dim);
}

} // namespace kilter
