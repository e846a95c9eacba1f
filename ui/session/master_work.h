// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/progress.h"
#include "ui/session/session_work.h"

#include <memory>
#include <vector>

/// The long pieces of work about a master, for workers: from values to a value.
namespace kilter {

/// A session and its sources as they were at one moment.
struct SessionState {
    Session session;
    LoadedTrack mix;                     ///< null pointers: not there
    std::vector<LoadedTrack> references; ///< in the session's order, null where one is not there
    bool complete = true;                ///< nothing is being read any more
};

/// Solves and measures. `comparison` may be null. Errors: Cancelled.
[[nodiscard]] Result<std::shared_ptr<const MeasuredMaster>>
masterOf(const SessionState& state, const Comparison* comparison, const Progress& progress);

/// Writes the master and its report; solves first, unless `solved` is the master of `state`. The
/// bytes are those that kilter-cli renders from the same session.
/// Errors: SourceChanged (the mix's file is gone or another by now, and the plan does not know);
/// those of checkDestination and stageMaster.
[[nodiscard]] Result<ExportOutcome> exportOf(const SessionState& state,
                                             const Comparison* comparison,
                                             std::shared_ptr<const MeasuredMaster> solved,
                                             const ExportPlan& plan, const Progress& progress);

} // namespace kilter
