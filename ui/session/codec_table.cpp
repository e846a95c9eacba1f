// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/codec_table.h"

#include "core/session/places_text.h"
#include "ui/session/delivery_cells.h"
#include "ui/views/drawing.h"
#include "ui/views/figures.h"

#include <array>

namespace kilter {

namespace {

using State = DeliveredCodec::State;

QString peakText(Decibels peak) {
    return CodecTable::tr("%1 dBTP").arg(number(peak.value, 2, Sign::Both));
}

/// The guard has changed something that one could read.
bool changed(const GuardedCodec& codec) {
    return codec.before.overs > 0 ||
           peakText(codec.before.truePeak) != peakText(codec.after.truePeak);
}

} // namespace

void CodecTable::setContent(const DeliveryContent& content) {
    const bool current = content.master == DeliveryContent::Master::Current;
    if (content.codecs == codecs_ && content.heard == heard_ && current == current_)
        return;
    const bool sameRows = content.codecs.size() == codecs_.size();
    if (!sameRows)
        beginResetModel();
    codecs_ = content.codecs;
    heard_ = content.heard;
    current_ = current;
    if (!sameRows)
        endResetModel();
    else if (!codecs_.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

const DeliveredCodec& CodecTable::codec(int row) const {
    return codecs_[static_cast<std::size_t>(row)];
}

std::optional<Seconds> CodecTable::worst(int row) const {
    const auto& found = codec(row).found;
    if (!found)
        return std::nullopt;
    return found->after.worst ? found->after.worst : found->before.worst;
}

int CodecTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(codecs_.size());
}

int CodecTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString CodecTable::text(int row, int column) const {
    const DeliveredCodec& c = codec(row);
    switch (column) {
    case Name:
        return labelOf(c.codec);
    case Hear:
        return tr("Codec");
    case HearDifference:
        return tr("What it took");
    default:
        break;
    }
    if (c.state == State::Missing)
        return column == Before ? tr("not in this FFmpeg") : QString();
    if (c.state == State::Failed)
        return column == Before ? tr("failed") : dash();
    if (!c.found)
        return column == Before && c.state == State::Waiting ? tr("measuring…") : dash();
    switch (column) {
    case Before:
        return peakText(c.found->before.truePeak);
    case Overs:
        return QString::number(c.found->before.overs);
    case After:
        return changed(*c.found) ? peakText(c.found->after.truePeak) : tr("as it is");
    case Worst:
        return worst(row) ? QString::fromStdString(whenText(*worst(row), *worst(row))) : dash();
    default:
        return {};
    }
}

QString CodecTable::tip(int row, int column) const {
    const DeliveredCodec& c = codec(row);
    const bool available = c.state != State::Missing;
    if (!available)
        return encoderText(c.codec.kind, false);
    const QString name = labelOf(c.codec);
    switch (column) {
    case Name:
        return tr("%1. Ticked, the master has to survive it.").arg(encoderText(c.codec.kind, true));
    case Before:
        return tr("The true peak of the master decoded from %1, before the guard. %2")
            .arg(name, c.state == State::Failed ? tr("It could not be found.")
                       : c.found                ? QString()
                       : c.chosen               ? tr("It is being found.")
                                                : tr("Tick it, and it is found."))
            .trimmed();
    case Overs:
        return tr("Places where the decoded master passes the ceiling, before the guard");
    case After:
        return c.found ? tr("The true peak after the guard. Where a service cuts or pads the "
                            "beginning: up to %1.")
                             .arg(peakText(c.found->shifted))
                       : tr("The true peak of the decoded master after the guard");
    case Worst:
        return worst(row) ? tr("Where decoding is worst: go there") : QString();
    case Hear:
        return current_ ? tr("Hear the master decoded from %1").arg(name)
                        : tr("There is no master to hear yet");
    case HearDifference:
        return current_ ? tr("Hear what %1 takes away, and nothing else").arg(name)
                        : tr("There is no master to hear yet");
    default:
        return {};
    }
}

int CodecTable::tone(int row, int column) const {
    const DeliveredCodec& c = codec(row);
    const auto chosen = [&] {
        if (column == Name)
            return c.state == State::Missing ? Tone::Dim : Tone::Strong;
        if (c.state == State::Failed && column == Before)
            return Tone::Bad;
        if (c.state != State::Found || !c.found)
            return Tone::Dim;
        if (column == Before && c.found->before.overs > 0)
            return Tone::Bad;
        if (column == After && c.found->after.overs > 0)
            return Tone::Bad;
        if (column == After && c.found->before.overs > 0)
            return Tone::Good;
        if (column == After && !changed(*c.found))
            return Tone::Dim;
        return Tone::Plain;
    };
    return static_cast<int>(column >= Hear ? Tone::Plain : chosen());
}

bool CodecTable::enabled(int row, int column) const {
    const DeliveredCodec& c = codec(row);
    switch (column) {
    case Name:
        return c.state != State::Missing || c.chosen; // to be taken back
    case Worst:
        return worst(row).has_value();
    case Hear:
    case HearDifference:
        return current_ && c.state != State::Missing;
    default:
        return false;
    }
}

bool CodecTable::isDown(int row, int column) const {
    return (column == Hear || column == HearDifference) && heard_.codec == codec(row).codec &&
           heard_.difference == (column == HearDifference);
}

QVariant CodecTable::data(const QModelIndex& index, int role) const {
    static constexpr std::array<Cell, Columns> kCells{Cell::Tick,   Cell::Figure, Cell::Figure,
                                                      Cell::Figure, Cell::Link,   Cell::Button,
                                                      Cell::Button};
    if (!index.isValid())
        return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::CheckStateRole:
        return column == Name ? QVariant(codec(row).chosen ? Qt::Checked : Qt::Unchecked)
                              : QVariant();
    case Qt::ToolTipRole:
        return inLines(tip(row, column));
    case Qt::StatusTipRole:
        return tip(row, column);
    case Qt::AccessibleTextRole: {
        const QString name = labelOf(codec(row).codec);
        if (column == Name)
            return codec(row).chosen ? tr("%1, has to be survived").arg(name)
                                     : tr("%1, not chosen").arg(name);
        if (column >= Hear)
            return tr("%1: %2").arg(name, text(row, column));
        return tr("%1, %2: %3")
            .arg(name, headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                 text(row, column));
    }
    case kCellRole:
        return static_cast<int>(kCells[static_cast<std::size_t>(column)]);
    case kToneRole:
        return tone(row, column);
    case kEnabledRole:
        return enabled(row, column);
    case kDownRole:
        return isDown(row, column);
    default:
        return {};
    }
}

QVariant CodecTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Codec");
    case Before:
        return tr("Decoded peak");
    case Overs:
        return tr("Overs");
    case After:
        return tr("After the guard");
    case Worst:
        return tr("Worst at");
    case Hear:
        return tr("Listen");
    default:
        return {};
    }
}

} // namespace kilter
