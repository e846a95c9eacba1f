// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/session.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QDoubleSpinBox;
class QGroupBox;
class QSpinBox;

namespace kilter {

/// How the moves and the match curve are proposed.
class ProposalDialog : public QDialog {
    Q_OBJECT

  public:
    ProposalDialog(const Session& session, QWidget* parent);

    [[nodiscard]] MoveOptions moves() const;
    [[nodiscard]] std::optional<MatchOptions> match() const; ///< nullopt: moves

  private:
    MoveOptions moves_;
    MatchOptions match_;
    QSpinBox* most_;
    QDoubleSpinBox* limit_;
    QCheckBox* fullGap_;
    QCheckBox* sides_;
    QGroupBox* matching_;
    QDoubleSpinBox* percent_;
    QDoubleSpinBox* detail_;
    QDoubleSpinBox* matchLimit_;
};

} // namespace kilter
