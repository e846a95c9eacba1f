// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli_json.h"
#include "core/session/check_file.h"

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

/// A track's figures, how services play it, what the codec does, and what is right, wrong and
/// unknown of it for each outlet.
[[nodiscard]] std::string checkedText(const CheckedFile& file, const Services& services);

} // namespace kilter
