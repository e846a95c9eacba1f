// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/session.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QGroupBox;
class QLabel;
class QSpinBox;

namespace kilter {

class NumberBox;

/// How the moves and the match curve are proposed.
class ProposalDialog : public QDialog {
    Q_OBJECT

  public:
    ProposalDialog(const Session& session, QWidget* parent);

    [[nodiscard]] MoveOptions moves() const;
    [[nodiscard]] std::optional<MatchOptions> match() const; ///< nullopt: moves

  public slots:
    void accept() override; ///< not while something that was typed is being refused

  private:
    void hold(NumberBox& box); ///< tells what it refuses

    MoveOptions moves_;
    MatchOptions match_;
    QSpinBox* most_;
    NumberBox* limit_;
    QCheckBox* fullGap_;
    QCheckBox* sides_;
    QGroupBox* matching_;
    NumberBox* percent_;
    NumberBox* detail_;
    NumberBox* matchLimit_;
    QLabel* refusal_;
    bool refusing_ = false; ///< since a field was left, and the user has not seen it yet
};

} // namespace kilter
