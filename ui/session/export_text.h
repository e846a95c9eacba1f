// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/session_work.h"

#include <QString>
#include <QStringList>

/// What the export dialog says.
namespace kilter {

/// "a", "a and b", "a, b and c"
[[nodiscard]] QString listText(const QStringList& names);

/// What the master is solved for.
[[nodiscard]] QString targetSentence(const Session& session);

/// What was written as `plan` has it, and measured on it; a line each.
[[nodiscard]] QString outcomeText(const ExportOutcome& outcome, const ExportPlan& plan,
                                  const Session& session);

} // namespace kilter
