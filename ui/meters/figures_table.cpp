// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/meters/figures_table.h"

#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kHead = 20, kRow = 20, kSide = 12;
constexpr double kColumn = 54, kNames = 98; ///< a column's greatest and the names' least width
constexpr int kTruePeak = 1, kCorrelation = 5;

using Figure = std::optional<double> FiguresColumn::*;
constexpr std::array<Figure, FiguresTable::kRows> kFigures{
    &FiguresColumn::integrated, &FiguresColumn::truePeak, &FiguresColumn::range,
    &FiguresColumn::plr,        &FiguresColumn::width,    &FiguresColumn::correlation};

std::array<QString, FiguresTable::kRows> rowNames() {
    return {FiguresTable::tr("Integrated"), FiguresTable::tr("True peak"),
            FiguresTable::tr("Range LRA"),  FiguresTable::tr("Peak/loud PLR"),
            FiguresTable::tr("Width S/M"),  FiguresTable::tr("Correlation")};
}

constexpr std::array<const char*, FiguresTable::kRows> kUnits{"LUFS", "dBTP", "LU", "dB", "dB", ""};

std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

FiguresColumn figuresOf(const Analysis& analysis) {
    FiguresColumn c;
    c.present = true;
    if (analysis.loudness.integrated)
        c.integrated = finite(analysis.loudness.integrated->value);
    if (analysis.loudness.range)
        c.range = finite(analysis.loudness.range->value);
    c.truePeak = finite(analysis.peaks.maxTruePeak().value);
    if (analysis.dynamics.plr)
        c.plr = finite(analysis.dynamics.plr->value);
    c.width = finite(analysis.width.value);
    c.correlation = finite(analysis.correlation);
    return c;
}

FiguresColumn mediansOf(std::span<const Analysis* const> references) {
    FiguresColumn out;
    out.present = !references.empty();
    for (const Figure figure : kFigures) {
        std::vector<double> values;
        for (const Analysis* a : references)
            if (const auto v = figuresOf(*a).*figure)
                values.push_back(*v);
        if (values.empty())
            continue;
        std::sort(values.begin(), values.end());
        const std::size_t n = values.size();
        out.*figure = 0.5 * (values[(n - 1) / 2] + values[n / 2]);
    }
    return out;
}

FiguresTable::FiguresTable(QWidget* parent)
    : PaintedView(parent) {
    setAccessibleName(tr("Measured figures"));
}

void FiguresTable::setContent(const FiguresContent& content) {
    if (content == content_)
        return;
    content_ = content;
    groundChanged();
}

QRectF FiguresTable::cell(int row, TrackRole column, const QRectF& area) const {
    const double width = std::min(kColumn, (area.width() - kNames - 2 * kSide) / 3);
    const int fromRight = 2 - static_cast<int>(column);
    return {area.right() - kSide - (fromRight + 1) * width, area.top() + kHead + row * kRow, width,
            kRow};
}

QString FiguresTable::text(int row, const FiguresColumn& column) const {
    const auto value = column.*kFigures[static_cast<std::size_t>(row)];
    if (!value)
        return column.present && column.measuring ? QStringLiteral("…") : dash();
    if (row == kCorrelation)
        return number(*value, 2, Sign::Both);
    return number(*value, 1, row == kTruePeak ? Sign::Both : Sign::Negative);
}

std::vector<Part> FiguresTable::parts(const QRectF& area) const {
    std::vector<Part> all;
    const auto names = rowNames();
    for (int row = 0; row < kRows; ++row) {
        const auto i = static_cast<std::size_t>(row);
        const QString unit = QString::fromLatin1(kUnits[i]);
        const QString value = tr("mix %1, master %2, references %3 %4")
                                  .arg(text(row, content_.mix), text(row, content_.master),
                                       text(row, content_.references), unit);
        all.push_back(
            {.id = row,
             .rect = {area.left() + 4, area.top() + kHead + row * kRow, area.width() - 8, kRow},
             .role = QAccessible::Row,
             .name = names[i],
             .value = value,
             .hint = QStringLiteral("%1: %2").arg(names[i], value)});
    }
    return all;
}

void FiguresTable::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& t = theme();
    painter.fillRect(area, t.panel);
    const std::array<std::tuple<TrackRole, QString, const FiguresColumn*>, 3> columns{
        {{TrackRole::Mix, tr("Mix"), &content_.mix},
         {TrackRole::Master, tr("Master"), &content_.master},
         {TrackRole::Reference, tr("Refs"), &content_.references}}};
    const auto names = rowNames();
    for (int row = 0; row < kRows; ++row) {
        const double y = area.top() + kHead + row * kRow;
        horizontalHairline(painter, area.left() + kSide, area.right() - kSide, y,
                           mixed(t.panel, t.line, 0.6));
        const auto i = static_cast<std::size_t>(row);
        const double room = cell(row, TrackRole::Mix, area).left() - area.left() - kSide;
        const QRectF left(area.left() + kSide, y, room, kRow);
        drawText(painter, left, Qt::AlignLeft | Qt::AlignVCenter, names[i], fontOf(Type::Body),
                 t.dim);
        // The unit where there is room for all of it.
        const double name = textWidth(names[i], fontOf(Type::Body)) + 4;
        const QString unit = QString::fromLatin1(kUnits[i]);
        if (name + textWidth(unit, fontOf(Type::Small)) <= room)
            drawText(painter, left.adjusted(name, 1, 0, 1), Qt::AlignLeft | Qt::AlignVCenter, unit,
                     fontOf(Type::Small), faded(t.dim, 0.75));
    }
    for (const auto& [role, name, column] : columns) {
        const QRectF head = cell(0, role, area).translated(0, -kHead);
        drawText(painter, {head.left(), area.top(), head.width(), kHead},
                 Qt::AlignRight | Qt::AlignVCenter, name, fontOf(Type::Body, Weight::Bold),
                 t.colourOf(role));
        for (int row = 0; row < kRows; ++row) {
            const bool known = (column->*kFigures[static_cast<std::size_t>(row)]).has_value();
            drawFigure(painter, cell(row, role, area), Qt::AlignRight | Qt::AlignVCenter,
                       text(row, *column), fontOf(Type::Title, Weight::Regular),
                       known ? t.text : t.dim);
        }
    }
}

} // namespace kilter
