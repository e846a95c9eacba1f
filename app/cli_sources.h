// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli_failure.h"
#include "app/cli_json.h"

#include <optional>

namespace kilter {

/// A session's sources and profiles, read and measured.
struct LoadedSources {
    ComparedTracks tracks; ///< without the references that are missing
    Targets targets;       ///< in the session's order
};

/// A reference or profile that can't be read: fatal where the user named it just now, only said
/// (on standard error) where a session did.
enum class MissingPolicy { Fail, Warn };

/// Errors: those of loadTrack for the mix, always; of loadTrack and loadProfile for the others
/// where `missing` is fatal, or where all that the session is compared with is missing and its
/// moves were not settled yet: it would sound otherwise than it was meant.
[[nodiscard]] Result<LoadedSources> loadSources(const Session& session, MissingPolicy missing,
                                                const Progress& progress);

/// A section that begins behind the end of its file: words that can't be meant.
[[nodiscard]] std::optional<Failure> sectionBeyondEnd(const Session& session,
                                                      const LoadedSources& sources);

} // namespace kilter
