// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/master_work.h"

#include "core/audio/audio_file.h"
#include "core/base/utf8.h"
#include "core/session/messages.h"

#include <utility>

namespace kilter {

namespace {

/// Those that are there.
std::vector<LoadedTrack> loadedOf(const std::vector<LoadedTrack>& references) {
    std::vector<LoadedTrack> loaded;
    for (const LoadedTrack& reference : references)
        if (reference.track)
            loaded.push_back(reference);
    return loaded;
}

Result<std::shared_ptr<const MeasuredMaster>> measured(const SessionState& state, Mastered mastered,
                                                       const Progress& progress) {
    Track track;
    track.rate = mastered.rate;
    track.audio = std::move(mastered.solved.master.audio);
    // The mix's section, so that both averages are of the same music.
    auto analysis = analyse(track, {.section = state.mix.analysis->section()}, progress);
    if (!analysis)
        return analysis.error();
    mastered.solved.master.audio = std::move(track.audio);

    auto result = std::make_shared<MeasuredMaster>();
    result->cost = costOf(mastered.solved, *state.mix.analysis, *analysis, mastered.loudestClean,
                          mastered.raised);
    result->costText = sentenceFor(result->cost, mastered.solved, state.session.target);
    result->mastered = std::move(mastered);
    result->analysis = std::move(*analysis);
    return std::shared_ptr<const MeasuredMaster>(std::move(result));
}

} // namespace

Result<std::shared_ptr<const MeasuredMaster>>
masterOf(const SessionState& state, const Comparison* comparison, const Progress& progress) {
    auto mastered =
        unguardedMaster(state.session, state.mix, comparison, progress.part(0.0, 0.85, {}));
    if (!mastered)
        return mastered.error();
    return measured(state, std::move(*mastered), progress.part(0.85, 1.0, "measuring the master"));
}

Result<std::shared_ptr<const MeasuredMaster>>
guardedOf(const SessionState& state, std::shared_ptr<const MeasuredMaster> solved,
          const Progress& progress) {
    if (state.session.delivery.survives.codecs.empty())
        return solved;
    auto mastered =
        guarded(state.session, state.mix, solved->mastered, progress.part(0.0, 0.9, {}));
    if (!mastered)
        return mastered.error();
    return measured(state, std::move(*mastered), progress.part(0.9, 1.0, "measuring the master"));
}

Result<ExportOutcome> exportOf(const SessionState& state, const Comparison* comparison,
                               KnownMaster known, const ExportPlan& plan,
                               const Progress& progress) {
    // Refused before the work, not after it.
    if (const auto fine = checkPlaces(state.session, plan); !fine)
        return fine.error();
    if (const auto fine = checkSize(state.session, *state.mix.track, plan.destination); !fine)
        return fine.error();
    if (!plan.mixAsRead) {
        const auto now = fingerprintOf(state.session.mix.path);
        if (!now || *now != state.mix.track->fingerprint)
            return Error{ErrorCode::SourceChanged, {}, utf8(state.session.mix.path)};
    }
    const double guardFrom = known.solved || known.guarded ? 0.0 : 0.4;
    const double writeFrom = known.guarded ? 0.0 : 0.7;
    if (!known.solved && !known.guarded) {
        auto master = masterOf(state, comparison, progress.part(0.0, guardFrom, {}));
        if (!master)
            return master.error();
        known.solved = std::move(*master);
    }
    if (!known.guarded) {
        auto master = guardedOf(state, known.solved, progress.part(guardFrom, writeFrom, {}));
        if (!master)
            return master.error();
        known.guarded = std::move(*master);
    }
    const Mastered& mastered = known.guarded->mastered;
    const std::vector<LoadedTrack> references = loadedOf(state.references);
    auto delivered = deliver({state.session, state.mix, references, comparison}, mastered,
                             mastered.solved.master.audio, plan, progress.part(writeFrom, 1.0, {}));
    if (!delivered)
        return delivered.error();
    return ExportOutcome{std::move(*delivered), std::move(known.guarded), std::move(known.solved)};
}

} // namespace kilter
