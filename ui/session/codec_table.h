// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/delivery_content.h"

#include <QAbstractTableModel>

namespace kilter {

/// The codecs of a DeliveryContent, a row each: what decoding does, and two ways to hear it.
class CodecTable : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { Name, Before, Overs, After, Worst, Hear, HearDifference, Columns };

    using QAbstractTableModel::QAbstractTableModel;

    void setContent(const DeliveryContent& content);
    [[nodiscard]] const DeliveredCodec& codec(int row) const;
    /// Where it is worst; empty: nowhere.
    [[nodiscard]] std::optional<Seconds> worst(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

  private:
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString tip(int row, int column) const;
    [[nodiscard]] int tone(int row, int column) const;
    [[nodiscard]] bool enabled(int row, int column) const;
    [[nodiscard]] bool isDown(int row, int column) const;

    std::vector<DeliveredCodec> codecs_;
    DeliveryHeard heard_;
    bool current_ = false; ///< there is a current master to be heard
};

} // namespace kilter
