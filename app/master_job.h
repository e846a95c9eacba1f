// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli_sources.h"
#include "app/exit_codes.h"
#include "core/session/copies.h"
#include "core/session/loudness_aim.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace kilter {

/// Making a master and telling about it. `master` and `render` differ only in where their session
/// comes from.
struct MasterJob {
    Session session;
    std::filesystem::path out;
    bool overwrite = false;
    bool allowMiss = false;         ///< write the best there is where the target can't be reached
    std::optional<LoudnessAim> aim; ///< sets the session's target, once all is measured
    std::vector<CopyFormat> copies; ///< beside the master
    std::filesystem::path report;   ///< also a page about it; empty: none
    std::filesystem::path sessionFile; ///< also what was settled on; empty: none
    std::filesystem::path readFrom;    ///< the session's own file, which stays; empty: none
    MissingPolicy missing = MissingPolicy::Fail;
};

/// Results to standard output, messages and progress to standard error. What fails or is stopped
/// before the master is in its place leaves nothing at `out`; a report or session file that can't
/// be written after that is ExitCode::Output, and the master stays.
[[nodiscard]] ExitCode makeMaster(const MasterJob& job, bool json, const std::stop_token& stop);

} // namespace kilter
