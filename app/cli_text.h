// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli_json.h"

#include <string>

/// What a user reads on the command line.
namespace kilter {

/// A track's figures and findings in a few lines.
[[nodiscard]] std::string trackText(const LoadedTrack& track);

/// The gap as a table with bars, what is to be said about it, and the moves as sentences.
[[nodiscard]] std::string comparisonText(const ComparedTracks& tracks,
                                         const Comparison& comparison);

/// The figures before and after, and what it cost.
[[nodiscard]] std::string masterText(const ComparedTracks& tracks, const Comparison* comparison,
                                     const MasterOutcome& outcome);

} // namespace kilter
