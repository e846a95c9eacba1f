// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/delivery_content.h"

#include <QAbstractTableModel>

namespace kilter {

/// The services of a DeliveryContent, a row each: the rule, what it makes of the master, and how
/// well it is known. What follows from a rule that is not known well is a question mark.
class ServiceTable : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { Name, Rule, Gain, Loudness, Peak, Hear, Known, Columns };

    using QAbstractTableModel::QAbstractTableModel;

    void setContent(const DeliveryContent& content);
    [[nodiscard]] const DeliveredService& service(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

  private:
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString tip(int row, int column) const;

    std::vector<DeliveredService> services_;
    std::string heard_;
    bool current_ = false; ///< there is a current master to be heard
};

} // namespace kilter
