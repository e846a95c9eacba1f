// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/session.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;

namespace kilter {

class NumberBox;

/// What a master is to be: a loudness or an exact drive, a ceiling, and how the limiter and the
/// equaliser get there.
class TargetDialog : public QDialog {
    Q_OBJECT

  public:
    TargetDialog(const Session& session, QWidget* parent);

    [[nodiscard]] Target target() const;
    [[nodiscard]] LimiterSettings limiter() const;
    [[nodiscard]] KernelPhase phase() const;

  public slots:
    void accept() override; ///< not while something that was typed is being refused

  private:
    void addTarget(QFormLayout& form, const Session& session);
    void addLimiter(QFormLayout& form, const Session& session);
    void hold(NumberBox& box); ///< tells what it refuses
    void refresh();            ///< which fields count

    Target target_;
    LimiterSettings limiter_;
    QComboBox* aim_;
    NumberBox* loudness_;
    NumberBox* drive_;
    NumberBox* ceiling_;
    QComboBox* mode_;
    NumberBox* link_;
    QCheckBox* automatic_;
    NumberBox* release_;
    QComboBox* phase_;
    QLabel* refusal_;
    bool refusing_ = false; ///< since a field was left, and the user has not seen it yet
};

} // namespace kilter
