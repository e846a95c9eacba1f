// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/session_work.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

/// What the export dialog says.
namespace kilter {

/// "a", "a and b", "a, b and c"
[[nodiscard]] QString listText(const QStringList& names);

/// What the master is solved for.
[[nodiscard]] QString targetSentence(const Session& session);

/// What an export will take on the disk.
struct ExportSize {
    FileFormat format{};
    std::uint64_t master = 0; ///< bytes; of FLAC at most
    int copies = 0;
    std::uint64_t beside = 0; ///< bytes of the copies, about
};
/// In a line, and another one for each thing that is wrong with it. `freeBytes` of the disk; empty
/// where that is not known.
[[nodiscard]] QString sizeText(const ExportSize& size, std::optional<std::uint64_t> freeBytes);

/// What was written as `plan` has it, and measured on it; a line each.
[[nodiscard]] QString outcomeText(const ExportOutcome& outcome, const ExportPlan& plan,
                                  const Session& session);

} // namespace kilter
