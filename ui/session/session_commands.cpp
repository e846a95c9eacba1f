// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_commands.h"

#include <utility>

namespace kilter {

SessionEdit::SessionEdit(const QString& text, int gesture, Session before, Session after,
                         Apply apply)
    : QUndoCommand(text)
    , gesture_(gesture)
    , before_(std::move(before))
    , after_(std::move(after))
    , apply_(std::move(apply)) {}

void SessionEdit::undo() {
    apply_(before_);
}

void SessionEdit::redo() {
    apply_(after_);
}

int SessionEdit::id() const {
    return gesture_ == 0 ? -1 : gesture_;
}

bool SessionEdit::mergeWith(const QUndoCommand* later) {
    // The stack asks only for commands with the same id, and all of them are edits.
    after_ = static_cast<const SessionEdit*>(later)->after_;
    setObsolete(before_ == after_); // a gesture that led back
    return true;
}

} // namespace kilter
