// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/service_table.h"

#include "core/base/utf8.h"
#include "ui/session/delivery_cells.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <array>
#include <cmath>

namespace kilter {

namespace {

QString shownText(const std::string& text) {
    return QString::fromStdString(shown(text));
}

QString confidenceText(Confidence confidence) {
    switch (confidence) {
    case Confidence::High:
        return ServiceTable::tr("known well: the service's own word");
    case Confidence::Medium:
        return ServiceTable::tr("known fairly: measured by somebody, or several sources agree");
    case Confidence::Low:
        return ServiceTable::tr("uncertain: hearsay, or sources contradict each other");
    }
    return {};
}

QString sourceText(const ServiceRule& rule) {
    QString text = rule.source.empty() ? ServiceTable::tr("No source was found")
                                       : ServiceTable::tr("Source: %1").arg(shownText(rule.source));
    if (!rule.published.empty())
        text += ServiceTable::tr(" (of %1)").arg(shownText(rule.published));
    return text + ServiceTable::tr(". Looked up on %1.").arg(shownText(rule.asOf));
}

/// A change that can be read: no "−0.0 dB".
QString gainText(Decibels gain) {
    return std::abs(gain.value) < 0.05 ? ServiceTable::tr("0.0 dB") : decibelText(gain);
}

} // namespace

void ServiceTable::setContent(const DeliveryContent& content) {
    const bool current = content.master == DeliveryContent::Master::Current;
    if (content.services == services_ && content.heard.service == heard_ && current == current_)
        return;
    const bool sameRows = content.services.size() == services_.size();
    if (!sameRows)
        beginResetModel();
    services_ = content.services;
    heard_ = content.heard.service;
    current_ = current;
    if (!sameRows)
        endResetModel();
    else if (!services_.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

const DeliveredService& ServiceTable::service(int row) const {
    return services_[static_cast<std::size_t>(row)];
}

int ServiceTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(services_.size());
}

int ServiceTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString ServiceTable::text(int row, int column) const {
    const DeliveredService& s = service(row);
    switch (column) {
    case Name:
        return shownText(s.rule.name);
    case Rule:
        return s.ruleText.section(QLatin1Char(';'), 0, 0);
    case Hear:
        return tr("As there");
    case Known:
        return confidenceText(s.rule.confidence);
    default:
        break;
    }
    if (s.uncertain())
        return QStringLiteral("?");
    if (!s.played)
        return dash();
    switch (column) {
    case Gain:
        return gainText(s.played->gain);
    case Loudness:
        return s.played->loudness ? number(s.played->loudness->value, 1) : dash();
    case Peak: {
        const QString peak = number(s.played->truePeak.value, 1);
        return s.played->limited ? tr("%1 limited").arg(peak) : peak;
    }
    default:
        return {};
    }
}

QString ServiceTable::tip(int row, int column) const {
    const DeliveredService& s = service(row);
    const QString name = shownText(s.rule.name);
    if (column == Hear)
        return current_ ? tr("Hear the master as %1 plays it").arg(name)
                        : tr("There is no master to hear yet");
    const QString what =
        s.playedText.isEmpty() ? s.ruleText : tr("%1: the master %2").arg(s.ruleText, s.playedText);
    return tr("%1: %2. %3. %4")
        .arg(name, what,
             confidenceText(s.rule.confidence)
                 .replace(0, 1, confidenceText(s.rule.confidence).left(1).toUpper()),
             sourceText(s.rule));
}

QVariant ServiceTable::data(const QModelIndex& index, int role) const {
    static constexpr std::array<Cell, Columns> kCells{
        Cell::Text, Cell::Text, Cell::Figure, Cell::Figure, Cell::Figure, Cell::Button, Cell::Dots};
    if (!index.isValid())
        return {};
    const int row = index.row();
    const int column = index.column();
    const DeliveredService& s = service(row);
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return inLines(tip(row, column));
    case Qt::StatusTipRole:
        return tip(row, column);
    case Qt::AccessibleTextRole: {
        const QString name = shownText(s.rule.name);
        if (column == Name)
            return name;
        if (column == Hear || column == Known)
            return tr("%1: %2").arg(name, text(row, column));
        const bool unsure = s.uncertain() && column != Rule;
        return tr("%1, %2: %3")
            .arg(name, headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                 unsure ? tr("uncertain") : text(row, column));
    }
    case kCellRole:
        return static_cast<int>(kCells[static_cast<std::size_t>(column)]);
    case kToneRole: {
        const bool dim = column == Rule || (column < Hear && column != Name &&
                                            (s.uncertain() || !s.played || !current_));
        return static_cast<int>(column == Name ? Tone::Strong : dim ? Tone::Dim : Tone::Plain);
    }
    case kEnabledRole:
        return column == Hear && current_;
    case kDownRole:
        return column == Hear && heard_ == s.rule.name;
    case kDotsRole:
        return static_cast<int>(s.rule.confidence) + 1;
    default:
        return {};
    }
}

QVariant ServiceTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Service");
    case Rule:
        return tr("Rule");
    case Gain:
        return tr("Turns it");
    case Loudness:
        return tr("Plays at");
    case Peak:
        return tr("Peak then");
    case Hear:
        return tr("Listen");
    case Known:
        return tr("Known");
    default:
        return {};
    }
}

} // namespace kilter
