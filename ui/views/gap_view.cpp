// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/gap_view.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"
#include "ui/views/move_text.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kHalfRange = 6.0; ///< dB to either side of the bars' middle
constexpr double kMargin = 12, kBetween = 14;
constexpr double kFindingsLine = 22;
constexpr double kNarrow = 96; ///< bands under this width keep their range to the tool tip

bool outside(Verdict v) {
    return v != Verdict::Inside && v != Verdict::Unknown;
}

bool far(Verdict v) {
    return v == Verdict::FarSparse || v == Verdict::FarDense;
}

/// "+9 %": of all the energy
QString shareText(double share) {
    return number(100.0 * share, 0, Sign::Both) + QStringLiteral(" %");
}

/// The large figure, with an arrow where the mix leaves the corridor.
QString figureText(const GapViewBand& band, const GapContent& content, bool unit) {
    if (!band.gap)
        return content.measuring ? QStringLiteral("…") : dash();
    QString figure = content.showShares ? shareText(band.shareGap) : decibelText(*band.gap);
    if (!unit)
        figure.truncate(figure.lastIndexOf(QLatin1Char(' ')));
    if (!outside(band.verdict))
        return figure;
    // A thin space keeps the arrow off the sign.
    return (band.gap->value < 0.0 ? QStringLiteral("▾\u200a") : QStringLiteral("▴\u200a")) + figure;
}

} // namespace

GapContent gapContentOf(const Gap& gap, const std::optional<Gap>& after) {
    GapContent content;
    content.references = true;
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        GapViewBand& to = content.bands[b];
        const GapBand& from = gap.bands[b];
        to.verdict = from.verdict;
        if (from.verdict == Verdict::Unknown || !std::isfinite(from.gap.value))
            continue;
        to.gap = from.gap;
        to.spread = from.spread;
        to.shareGap = from.shareGap;
        if (after && std::isfinite(after->bands[b].gap.value))
            to.gapAfter = after->bands[b].gap;
    }
    return content;
}

GapView::GapView(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("The gap to the references"));
}

void GapView::setContent(const GapContent& content) {
    if (content == content_)
        return;
    content_ = content;
    groundChanged();
}

QRectF GapView::bandRect(int band, const QRectF& area) const {
    const double width = (area.width() - 2 * kMargin - (kNamedBands - 1) * kBetween) / kNamedBands;
    return {area.left() + kMargin + band * (width + kBetween), area.top() + 30, width,
            area.height() - 36 - kFindingsLine};
}

QRectF GapView::findingsRect(const QRectF& area) const {
    return {area.left() + kMargin, area.bottom() - kFindingsLine - 5, area.width() - 2 * kMargin,
            kFindingsLine};
}

QRectF GapView::barRect(int band, const QRectF& area) const {
    const QRectF r = bandRect(band, area);
    const double top = r.top() + 36;
    return {r.left(), top, r.width(), std::max(12.0, std::min(26.0, r.bottom() - top - 4))};
}

LinearScale GapView::scale(int band, const QRectF& area) const {
    const QRectF r = barRect(band, area);
    return {-kHalfRange, kHalfRange, r.left(), r.right()};
}

std::vector<Part> GapView::parts(const QRectF& area) const {
    std::vector<Part> all;
    for (int b = 0; b < kNamedBands; ++b) {
        const GapViewBand& band = content_.bands[static_cast<std::size_t>(b)];
        const QString name = QStringLiteral("%1, %2").arg(bandText(b), bandRangeText(b));
        QString value = content_.measuring ? tr("measuring") : tr("not compared");
        if (band.gap) {
            value =
                tr("%1 (%2 of the energy)").arg(decibelText(*band.gap), shareText(band.shareGap));
            if (band.gapAfter)
                value += tr(", after the moves %1").arg(decibelText(*band.gapAfter));
            if (!band.sentence.isEmpty())
                value += QStringLiteral(". ") + band.sentence;
        }
        all.push_back({.id = b,
                       .rect = bandRect(b, area).adjusted(-4, -2, 4, 0),
                       .role = QAccessible::Indicator,
                       .name = name,
                       .value = value,
                       .hint = band.sentence.isEmpty() ? QStringLiteral("%1: %2").arg(name, value)
                                                       : band.sentence});
    }
    if (!content_.findings.isEmpty())
        all.push_back({.id = Findings,
                       .rect = findingsRect(area),
                       .role = QAccessible::PushButton,
                       .name = tr("What else differs: %n finding(s)", nullptr,
                                  static_cast<int>(content_.findings.size())),
                       .value = content_.findings.front(),
                       .hint = tr("Show all that differs from the references (Ctrl+D)")});
    const double width = 96;
    all.push_back({.id = UnitSwitch,
                   .rect = {area.right() - 12 - width, area.top() + 8, width, 20},
                   .role = QAccessible::CheckBox,
                   .name = tr("Show shares of the energy"),
                   .value = content_.showShares ? tr("share of energy") : tr("dB"),
                   .hint = tr("Show the gap in dB or as a share of the energy"),
                   .checkable = true,
                   .checked = content_.showShares});
    return all;
}

void GapView::activate(int id) {
    if (id == Findings)
        emit findingsRequested();
    if (id != UnitSwitch)
        return;
    content_.showShares = !content_.showShares;
    groundChanged();
    emit showSharesChanged(content_.showShares);
}

void GapView::attentionChanged() {
    const int wanted = hoveredPart() >= 0 ? hoveredPart() : hasKeyboardFocus() ? focusedPart() : -1;
    const int band = wanted < kNamedBands ? wanted : -1;
    if (band != pointedAt_) {
        pointedAt_ = band;
        emit bandPointedAt(band);
    }
    frontChanged();
}

void GapView::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    paintPanel(painter, area, t);
    const double title = paintTitle(painter, area, tr("The gap"), t);
    const QFont& body = fontOf(Type::Body);
    const auto unit = parts(area).back();
    drawText(painter, unit.rect, Qt::AlignRight | Qt::AlignVCenter,
             content_.showShares ? tr("share ⇄ dB") : tr("dB ⇄ share"), body, t.dim);
    const double x = area.left() + 12 + title + 12;
    QString head = tr("add a reference to see how far the mix is from it");
    if (content_.references) {
        head = tr("mix minus references, at equal loudness · line: after the moves");
        if (headFonts(area).fit)
            head +=
                content_.showShares ? tr(" · small: in dB") : tr(" · small: share of the energy");
    } else if (content_.measuring) {
        head = tr("measuring…");
    }
    drawText(painter, {x, area.top() + 8, unit.rect.left() - x - 8, 20}, Qt::AlignVCenter, head,
             body, t.dim);
    for (int b = 0; b < kNamedBands; ++b)
        paintBand(painter, area, b);
    paintFindings(painter, area);
}

void GapView::paintFindings(QPainter& painter, const QRectF& area) const {
    if (content_.findings.isEmpty())
        return;
    const Theme& t = theme();
    const QFont& body = fontOf(Type::Body);
    const QRectF line = findingsRect(area);
    painter.fillRect(QRectF(line.left(), line.top(), line.width(), 1), t.line);
    const QRectF words = line.adjusted(0, 3, 0, 0);
    const QString all = content_.findings.size() > 1
                            ? tr("all %1 findings ›").arg(content_.findings.size())
                            : tr("more ›");
    const double width = textWidth(all, body);
    drawText(painter, words, Qt::AlignRight | Qt::AlignVCenter, all, body, t.reference);
    drawText(painter, words.adjusted(0, 0, -width - 16, 0), Qt::AlignLeft | Qt::AlignVCenter,
             content_.findings.front(), body, t.text);
}

/// The same for all seven, so that the size of a figure says nothing.
GapView::HeadFonts GapView::headFonts(const QRectF& area) const {
    constexpr double kApart = 6;
    const auto fit = [&](const QFont& name, const QFont& figure, bool unit) {
        for (int b = 0; b < kNamedBands; ++b) {
            const GapViewBand& band = content_.bands[static_cast<std::size_t>(b)];
            const double width = bandRect(b, area).width();
            if (width < kNarrow || textWidth(bandText(b), name) + kApart +
                                           figureWidth(figureText(band, content_, unit), figure) >
                                       width)
                return false;
        }
        return true;
    };
    const QFont& body = fontOf(Type::Body, Weight::Bold);
    const QFont& small = fontOf(Type::Small, Weight::Bold);
    for (const HeadFonts& fonts :
         {HeadFonts{body, fontOf(Type::Title, Weight::Bold), true, true},
          HeadFonts{body, body, true, true}, HeadFonts{body, small, true, true},
          HeadFonts{body, body, false, true}, HeadFonts{small, small, false, true}})
        if (fit(fonts.name, fonts.figure, fonts.unit))
            return fonts;
    return {body, body, true, false};
}

void GapView::paintBand(QPainter& painter, const QRectF& area, int band) const {
    const Theme& t = theme();
    const GapViewBand& v = content_.bands[static_cast<std::size_t>(band)];
    const QRectF r = bandRect(band, area);

    const QColor ink = !v.gap               ? t.dim
                       : far(v.verdict)     ? t.danger
                       : outside(v.verdict) ? t.master
                                            : t.text;
    const QRectF first(r.left(), r.top(), r.width(), 20);
    const QRectF second(r.left(), r.top() + 17, r.width(), 14);
    const QFont& small = fontOf(Type::Small);
    const HeadFonts head = headFonts(area);
    const QString figure = figureText(v, content_, head.unit);
    if (!head.fit) {
        drawText(painter, first, Qt::AlignLeft | Qt::AlignVCenter, bandText(band), head.name,
                 t.text);
        drawFigure(painter, second, Qt::AlignLeft | Qt::AlignVCenter, figure, head.figure, ink);
    } else {
        drawFigure(painter, first, Qt::AlignRight | Qt::AlignVCenter, figure, head.figure, ink);
        drawText(painter, first, Qt::AlignLeft | Qt::AlignVCenter, bandText(band), head.name,
                 t.text);
        drawText(painter, second, Qt::AlignLeft | Qt::AlignVCenter, bandRangeText(band), small,
                 t.dim);
        if (v.gap)
            drawFigure(painter, second, Qt::AlignRight | Qt::AlignVCenter,
                       content_.showShares ? decibelText(*v.gap) : shareText(v.shareGap), small,
                       t.dim);
    }

    const QRectF bar = barRect(band, area);
    const LinearScale x = scale(band, area);
    const double middle = bar.center().y();
    roundedBox(painter, {bar.left(), middle - 2, bar.width(), 4}, 2, t.well);
    for (const double tick : {-3.0, 3.0})
        verticalHairline(painter, x.position(tick), middle - 2, middle + 2, t.line);
    if (v.gap) {
        const double spread = std::min(v.spread.value, kHalfRange);
        const QRectF corridor(QPointF(x.position(-spread), bar.top() + 1),
                              QPointF(x.position(spread), bar.bottom() - 1));
        roundedBox(painter, corridor, 3, faded(t.reference, t.dark ? 0.26 : 0.22),
                   faded(t.reference, 0.5));
        const double to = x.position(x.clamped(v.gap->value));
        const double zero = x.position(0.0);
        const QRectF mix(QPointF(std::min(zero, to), middle - 5),
                         QPointF(std::max(zero, to), middle + 5));
        roundedBox(painter, mix.width() < 4 ? QRectF(to - 2, mix.top(), 4, mix.height()) : mix, 2,
                   t.mix);
        if (std::abs(v.gap->value) > kHalfRange) { // further than the axis: an arrow head says so
            painter.save();
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.danger);
            const double d = v.gap->value < 0.0 ? -1.0 : 1.0;
            const std::array<QPointF, 3> head{QPointF(to - d, middle - 6),
                                              QPointF(to + 5 * d, middle),
                                              QPointF(to - d, middle + 6)};
            painter.drawPolygon(head.data(), 3);
            painter.restore();
        }
    }
    verticalHairline(painter, x.position(0.0), bar.top() - 1, bar.bottom() + 1, t.dim);
    if (v.gapAfter) {
        const double at = x.position(x.clamped(v.gapAfter->value));
        roundedBox(painter, {at - 2.5, bar.top() - 2, 5, bar.height() + 4}, 2.5, t.panel);
        roundedBox(painter, {at - 1.5, bar.top() - 2, 3, bar.height() + 4}, 1.5, t.master);
    }
}

} // namespace kilter
