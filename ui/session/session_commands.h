// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/session.h"

#include <QUndoCommand>

#include <functional>

namespace kilter {

/// One step of undo: the session before and after it. Sessions are small values, so that every
/// edit is undone in the same way.
class SessionEdit : public QUndoCommand {
  public:
    using Apply = std::function<void(const Session&)>;

    /// Steps of the same `gesture` become one; 0: of none. `apply` makes a session the present one.
    SessionEdit(const QString& text, int gesture, Session before, Session after, Apply apply);

    void undo() override;
    void redo() override;
    [[nodiscard]] int id() const override;
    bool mergeWith(const QUndoCommand* later) override;

  private:
    int gesture_;
    Session before_, after_;
    Apply apply_;
};

} // namespace kilter
