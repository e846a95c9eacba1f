// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/limits.h"

#include <QDoubleSpinBox>

namespace kilter {

/// A field for a number within limits, that drops nothing silently: what was typed and is none of
/// its values is told by refused(), where Qt would put the old value back without a word; and a
/// value with more digits than the field shows stays exact until the user changes it.
class NumberBox : public QDoubleSpinBox {
    Q_OBJECT

  public:
    using QDoubleSpinBox::QDoubleSpinBox;

    void set(limits::Range range, double step, int decimals, const QString& unit, double value);

    /// The user has changed it since set(); else what was set still holds.
    [[nodiscard]] bool touched() const { return value() != first_; }
    /// "−3 LUFS lies outside of −70 to 0 LUFS."
    [[nodiscard]] QString refusal(const QString& typed) const;

  signals:
    /// `typed` was left standing: by Return it stays, to be mended; by leaving the field the old
    /// value is back, and `leaving` is true.
    void refused(const QString& typed, bool leaving);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    double first_ = 0.0; ///< as the field shows it
};

} // namespace kilter
