// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/delivery/services.h"
#include "core/session/copies.h"
#include "core/session/pipeline.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The last stage, for the window and the command line alike: a master becomes files, and what is
/// told of it.
namespace kilter {

/// Where a master goes, and what is written beside it.
struct DeliveryPlan {
    Destination destination; ///< format, bits, dither and rate are the session's
    std::vector<CopyFormat> copies;
    std::filesystem::path report;      ///< empty: none
    std::filesystem::path sessionFile; ///< with all that was found; empty: none
};

/// What a master was made from. Lives as long as the call.
struct DeliveryInputs {
    const Session& session;
    const LoadedTrack& mix;
    std::span<const LoadedTrack> references; ///< none without figures
    const Comparison* comparison;            ///< null: nothing was compared
    const Services* services = nullptr;      ///< whose rules the report tells of; null: none
};

/// What is told of a master, written or not.
struct MasterFacts {
    Cost cost;
    std::string costText;
    std::optional<Gap> gapAfter;   ///< measured on the master
    std::vector<Warning> warnings; ///< OverCeiling, LargeFile, CodecOver, TargetMissed
};

/// `measured`: the master, as its file holds it.
[[nodiscard]] MasterFacts factsOf(const DeliveryInputs& from, const Mastered& mastered,
                                  const Analysis& measured);

/// A master in its place.
struct Delivered {
    std::filesystem::path path;
    Analysis measured; ///< of the samples in the file
    std::uint64_t bytes = 0;
    DitherKind dither{};
    std::int64_t clipped = 0;         ///< samples held at full scale
    std::optional<Lufs> byLibebur128; ///< their loudness on the second meter
    MasterFacts facts;
    std::optional<Error> besideError; ///< what should lie beside it doesn't, from this one on:
                                      ///< copies, then the session, then the report
};

/// What the paths alone can be refused for, before the work. Errors: those of checkDestination,
/// checkBeside and checkNotNewer.
[[nodiscard]] Result<Done> checkPlaces(const Session& session, const DeliveryPlan& plan);

/// Writes `master` (the samples of `mastered`, which may have been moved out of it) and measures
/// it, encodes its copies, and moves all of them to their places: nothing is there before
/// everything has succeeded that can take long or be cancelled. Then session and report.
/// Errors: those of stageMaster and stageCopies; Cancelled. Thread: worker.
[[nodiscard]] Result<Delivered> deliver(const DeliveryInputs& from, const Mastered& mastered,
                                        AudioBuffer master, const DeliveryPlan& plan,
                                        const Progress& progress = {});

} // namespace kilter
