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

/// Solves and measures, without asking codecs. `comparison` may be null. Errors: Cancelled.
[[nodiscard]] Result<std::shared_ptr<const MeasuredMaster>>
masterOf(const SessionState& state, const Comparison* comparison, const Progress& progress);

/// `solved` with the dips that the session's codecs ask for, measured anew; itself without codecs.
/// Errors: those of guardCodecs; Cancelled.
[[nodiscard]] Result<std::shared_ptr<const MeasuredMaster>>
guardedOf(const SessionState& state, std::shared_ptr<const MeasuredMaster> solved,
          const Progress& progress);

/// What is known of a state's master: null where it is not.
struct KnownMaster {
    std::shared_ptr<const MeasuredMaster> solved;  ///< before the codecs were asked
    std::shared_ptr<const MeasuredMaster> guarded; ///< the same one without codecs
};

/// Writes the master and what belongs beside it; first finds what is not `known` of it. The bytes
/// are those that kilter-cli renders from the same session.
/// Errors: SourceChanged (the mix's file is gone or another by now, and the plan does not know);
/// those of checkPlaces, checkSize, guardedOf and deliver.
[[nodiscard]] Result<ExportOutcome> exportOf(const SessionState& state,
                                             const Comparison* comparison, KnownMaster known,
                                             const ExportPlan& plan, const Progress& progress);

} // namespace kilter
