// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/delivery/services.h"
#include "core/session/copies.h"
#include "core/session/pipeline.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What --json prints: one document a call, with stable field names, null for what has no value.
namespace kilter {

/// How long each stage took, in seconds of wall time.
using StageTimes = std::map<std::string, double>;

/// What a comparison was made of, in the order of the command line.
struct ComparedTracks {
    LoadedTrack mix;
    std::vector<LoadedTrack> references;
    std::vector<double> weights;
};

/// All that is known about a finished master.
struct MasterOutcome {
    MasterOutcome(const Session& s, const Mastered& m, const Analysis& a)
        : session(s)
        , mastered(m)
        , measured(a) {}

    const Session& session;
    const Mastered& mastered;
    const Analysis& measured; ///< of the file, or of the best that could be had
    Cost cost;
    std::string costText;
    std::optional<Gap> gapAfter; ///< measured on the master
    std::filesystem::path out;   ///< empty: nothing was written
    std::uint64_t bytes = 0;
    DitherKind dither{};
    std::optional<Lufs> byLibebur128; ///< the file's integrated loudness on the second meter
    std::vector<CopyFormat> copies;   ///< that lie beside `out`
    std::vector<Warning> warnings;
    Services services; ///< by whose rules `measured` is told
};

[[nodiscard]] std::string analyseJson(std::span<const std::filesystem::path> paths,
                                      std::span<const Result<LoadedTrack>> tracks);
[[nodiscard]] std::string compareJson(const ComparedTracks& tracks, const Comparison& comparison,
                                      const Session& session);
[[nodiscard]] std::string masterJson(const ComparedTracks& tracks, const Comparison* comparison,
                                     const MasterOutcome& outcome, const StageTimes& times);
[[nodiscard]] std::string errorJson(std::string_view code, std::string_view text,
                                    std::string_view path);
/// For commands that write files; `leftOut`: the inputs that could not be used.
[[nodiscard]] std::string filesJson(std::span<const std::filesystem::path> files,
                                    std::span<const Error> leftOut);

} // namespace kilter
