// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/render/solve.h"

#include <QDialog>

class QDoubleSpinBox;

namespace kilter {

/// A loudness and a ceiling of one's own.
class TargetDialog : public QDialog {
    Q_OBJECT

  public:
    TargetDialog(const Target& target, Decibels ceiling, QWidget* parent);

    [[nodiscard]] Target target() const;
    [[nodiscard]] Decibels ceiling() const;

  private:
    QDoubleSpinBox* loudness_;
    QDoubleSpinBox* ceiling_;
};

} // namespace kilter
