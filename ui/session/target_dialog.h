// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/session.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;

namespace kilter {

/// What a master is to be: a loudness or an exact drive, a ceiling, and how the limiter and the
/// equaliser get there.
class TargetDialog : public QDialog {
    Q_OBJECT

  public:
    TargetDialog(const Session& session, QWidget* parent);

    [[nodiscard]] Target target() const;
    [[nodiscard]] LimiterSettings limiter() const;
    [[nodiscard]] KernelPhase phase() const;

  private:
    void addTarget(QFormLayout& form, const Session& session);
    void addLimiter(QFormLayout& form, const Session& session);
    void refresh(); ///< which fields count

    LimiterSettings limiter_;
    QComboBox* aim_;
    QDoubleSpinBox* loudness_;
    QDoubleSpinBox* drive_;
    QDoubleSpinBox* ceiling_;
    QComboBox* mode_;
    QDoubleSpinBox* link_;
    QCheckBox* automatic_;
    QDoubleSpinBox* release_;
    QComboBox* phase_;
};

} // namespace kilter
