// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/audio/track.h"
#include "core/base/destination.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/moves/explanation.h"
#include "core/moves/match_curve.h"
#include "core/moves/move.h"
#include "core/reference/gap.h"
#include "core/reference/profile.h"
#include "core/render/balance.h"
#include "core/render/codec_guard.h"
#include "core/render/cost.h"
#include "core/render/design.h"
#include "core/render/export.h"
#include "core/render/solve.h"
#include "core/session/session.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

/// The only place that composes the stages. The window and the command line both call these, in
/// this order; each is a function from const values to one struct, on a worker's thread.
namespace kilter {

/// A source, decoded and measured.
struct LoadedTrack {
    std::shared_ptr<const Track> track; ///< its audio is empty when only the figures were wanted
    std::shared_ptr<const Analysis> analysis;
};

enum class Keep { Audio, FiguresOnly };

/// The mix and its references, in the session's order.
[[nodiscard]] std::vector<Source> sourcesOf(const Session& session);

/// Reads and analyses. A fingerprint in `source` that is not the file's is no error: see isChanged.
/// Errors: those of readTrack; Cancelled.
[[nodiscard]] Result<LoadedTrack> loadTrack(const Source& source, Keep keep,
                                            const Progress& progress = {});

/// All of them, two at a time, in the same order. The first is kept with its audio.
[[nodiscard]] std::vector<Result<LoadedTrack>> loadTracks(std::span<const Source> sources,
                                                          const Progress& progress = {});

/// The built-in target, or the saved one. Errors: those of readProfile.
[[nodiscard]] Result<Profile> loadProfile(const SessionProfile& profile);

/// The file is not the one that the session's choices were made for.
[[nodiscard]] bool isChanged(const Source& source, const Track& track);

/// What the session's references and profiles have become: in the session's order, empty where one
/// could not be loaded, and so is what lies beyond the end.
struct Targets {
    std::vector<std::shared_ptr<const Analysis>> references;
    std::vector<std::optional<Profile>> profiles;
};

/// The mix beside its references, and what Kilter would do about it.
struct Comparison {
    Profile profile;
    Gap gap;
    Moves moves;                     ///< the session's, or the proposed ones and the user's own
    std::optional<MatchCurve> curve; ///< with Session::match
    Gap predicted;                   ///< after the moves or the curve
    Explanation explanation;         ///< of each named band and finding: which move, or why none
    /// What would be proposed beside the user's own bands, and those; empty with a curve.
    Moves proposal;
    Explanation ofProposal;
    bool movesKept = false; ///< with a curve: the session has moves that it stands for
};

/// What of the session's own moves sounds: with a match curve its bands, the rest being kept for
/// when it goes.
[[nodiscard]] Moves standingMoves(const Session& session);

/// The same comparison with the moves as the user left them: quick enough to follow a hand (some
/// milliseconds).
[[nodiscard]] Comparison withMoves(const Comparison& comparison, const Moves& moves);

/// nullopt: the session uses no reference and no profile, so that there is nothing to compare.
/// Where the mix's section has too little in it (see kShortestSection) every band is unknown, and a
/// warning of the gap says why; a reference's is left out likewise.
[[nodiscard]] std::optional<Comparison> compare(const Session& session, const Analysis& mix,
                                                const Targets& targets);

/// Less of a track says nothing about its balance.
inline constexpr Seconds kShortestSection{3.0};

/// The gap's RMS; nullopt where nothing is known of it.
[[nodiscard]] std::optional<Decibels> rmsOf(const Gap& gap);

/// A master before it is written.
struct Mastered {
    SampleRate rate;     ///< of delivery
    DesignedChain chain; ///< settings with the drive and trim that were found
    Balance balance;     ///< what the chain's equaliser is made of
    Solved solved;
    Frames latency;                   ///< of the chain; taken out of the master
    std::optional<Lufs> loudestClean; ///< of the moves as they were asked for, at any target
    Decibels raised{};                ///< the most that they give to any frequency
    std::optional<CodecGuard> guard;  ///< of Delivery::survives; its dips are in the master
};

/// Resamples to the delivery rate, designs the chain for the session's moves (or those of
/// `comparison`), and solves; where the limiter would shift the balance that the moves promise,
/// they are corrected for it (balance.h), by nothing but the session and the mix. At last it gets
/// the dips that the codecs ask for (codec_guard.h). Errors: Cancelled; those of guardCodecs.
[[nodiscard]] Result<Mastered> master(const Session& session, const LoadedTrack& mix,
                                      const Comparison* comparison, const Progress& progress = {});

/// What master() has found before it asks the codecs, and the rest of it: both together are
/// master(), bit for bit, for those who want to hear something meanwhile. Without codecs
/// `guarded` changes nothing. Errors: as master's.
[[nodiscard]] Result<Mastered> unguardedMaster(const Session& session, const LoadedTrack& mix,
                                               const Comparison* comparison,
                                               const Progress& progress = {});
[[nodiscard]] Result<Mastered> guarded(const Session& session, const LoadedTrack& mix,
                                       Mastered mastered, const Progress& progress = {});

/// The loudest integrated loudness at which the session's master would still be clean, whatever its
/// target: see CleanSearch. Errors: Cancelled.
[[nodiscard]] Result<std::optional<Lufs>> loudestCleanOf(const Session& session,
                                                         const LoadedTrack& mix,
                                                         const Comparison* comparison,
                                                         const Progress& progress = {});

/// How large the master's file will be: see expectedBytes in core/audio/audio_writer.h.
[[nodiscard]] std::uint64_t expectedBytes(const Session& session, const Track& mix);

/// Told before the work: that the file will pass 4 GB. Errors: WriteFailed where it then can't be
/// written (AIFF).
[[nodiscard]] Result<std::optional<Warning>> checkSize(const Session& session, const Track& mix,
                                                       const Destination& destination);

/// What a path alone can be refused for, told before the work: it may not be one of the session's
/// files. Errors: those of checkOutput.
[[nodiscard]] Result<Done> checkDestination(const Session& session, const Destination& destination);

/// The same for what is written beside the master, such as a report: it may not be one of `others`
/// either, which need not be there yet.
[[nodiscard]] Result<Done> checkBeside(const Session& session, const Destination& extra,
                                       std::span<const std::filesystem::path> others);

/// Writes `master` next to its place and measures it over the mix's section; commit() moves it
/// there. The bytes depend on nothing but the session and its sources. Errors: those of
/// stageExport.
[[nodiscard]] Result<StagedExport> stageMaster(const Session& session, const LoadedTrack& mix,
                                               AudioBuffer master, SampleRate rate,
                                               const Destination& destination,
                                               const Progress& progress = {});

/// The session with everything in it that was found on the way (moves, curve, fingerprints), so
/// that rendering it gives the same bytes without its references.
[[nodiscard]] Session selfContained(const Session& session, const LoadedTrack& mix,
                                    const Comparison* comparison);

/// How far back an edit reaches: this stage and all behind it have to be computed anew.
enum class Stage { Load, Compare, Propose, Solve, Nothing };
[[nodiscard]] Stage firstStale(const Session& before, const Session& after);

} // namespace kilter
