// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/master_work.h"

#include "core/audio/audio_file.h"
#include "core/base/utf8.h"
#include "core/session/messages.h"
#include "core/session/report.h"

#include <utility>

namespace kilter {

namespace {

std::vector<Warning> warningsOf(const Session& session, const Solved& solved,
                                const Analysis& measured) {
    std::vector<Warning> warnings;
    const Decibels peak = measured.peaks.maxTruePeak();
    if (session.limiter.mode == LimiterMode::Off && peak > session.limiter.ceiling)
        warnings.push_back({WarningCode::OverCeiling, peak.value, {}});
    if (solved.hit == false && solved.reached)
        warnings.push_back({WarningCode::TargetMissed, solved.reached->value, {}});
    return warnings;
}

Result<Done> writeReport(const SessionState& state, const Comparison* comparison,
                         const ExportOutcome& outcome, const std::filesystem::path& path) {
    Report report;
    report.session = &state.session;
    report.mix = state.mix;
    for (const LoadedTrack& reference : state.references)
        if (reference.track)
            report.references.push_back(reference);
    report.comparison = comparison;
    report.mastered = &outcome.mastered->mastered;
    report.master = &outcome.measured;
    report.gapAfter = outcome.gapAfter;
    const Mastered& mastered = outcome.mastered->mastered;
    report.cost = costOf(mastered.solved, *state.mix.analysis, outcome.measured,
                         mastered.loudestClean, mastered.raised);
    report.costText = sentenceFor(report.cost, mastered.solved, state.session.target);
    report.out = outcome.path;
    report.byLibebur128 = outcome.byLibebur128;
    return writeFileAtomically(path, reportHtml(report));
}

} // namespace

Result<std::shared_ptr<const MeasuredMaster>>
masterOf(const SessionState& state, const Comparison* comparison, const Progress& progress) {
    auto mastered = master(state.session, state.mix, comparison, progress.part(0.0, 0.85, {}));
    if (!mastered)
        return mastered.error();
    Track track;
    track.rate = mastered->rate;
    track.audio = std::move(mastered->solved.master.audio);
    // The mix's section, so that both averages are of the same music.
    auto analysis = analyse(track, {.section = state.mix.analysis->section()},
                            progress.part(0.85, 1.0, "measuring the master"));
    if (!analysis)
        return analysis.error();
    mastered->solved.master.audio = std::move(track.audio);

    auto result = std::make_shared<MeasuredMaster>();
    result->cost = costOf(mastered->solved, *state.mix.analysis, *analysis, mastered->loudestClean,
                          mastered->raised);
    result->costText = sentenceFor(result->cost, mastered->solved, state.session.target);
    result->mastered = std::move(*mastered);
    result->analysis = std::move(*analysis);
    return std::shared_ptr<const MeasuredMaster>(std::move(result));
}

Result<ExportOutcome> exportOf(const SessionState& state, const Comparison* comparison,
                               std::shared_ptr<const MeasuredMaster> solved, const ExportPlan& plan,
                               const Progress& progress) {
    // Refused before the work, not after it.
    if (const auto fine = checkDestination(state.session, plan.destination); !fine)
        return fine.error();
    if (!plan.report.empty())
        if (const auto fine = checkBeside(state.session, {plan.report, plan.destination.overwrite},
                                          {&plan.destination.out, 1});
            !fine)
            return fine.error();
    if (!plan.mixAsRead) {
        const auto now = fingerprintOf(state.session.mix.path);
        if (!now || *now != state.mix.track->fingerprint)
            return Error{ErrorCode::SourceChanged, {}, utf8(state.session.mix.path)};
    }
    if (!solved) {
        auto master = masterOf(state, comparison, progress.part(0.0, 0.7, {}));
        if (!master)
            return master.error();
        solved = std::move(*master);
    }
    auto staged = stageMaster(state.session, state.mix, solved->mastered.solved.master.audio,
                              solved->mastered.rate, plan.destination,
                              progress.part(0.7, 1.0, "writing and measuring"));
    if (!staged)
        return staged.error();
    if (progress.cancelled())
        return Error{ErrorCode::Cancelled, {}, {}};
    if (const auto done = staged->commit(); !done)
        return done.error();

    ExportOutcome outcome;
    outcome.path = plan.destination.out;
    outcome.bytes = staged->bytes;
    outcome.dither = staged->dither;
    outcome.clipped = staged->clipped;
    outcome.mastered = std::move(solved);
    outcome.measured = std::move(staged->analysis);
    outcome.byLibebur128 = staged->byLibebur128;
    if (comparison)
        outcome.gapAfter = measuredGap(comparison->gap, outcome.measured.spectrogram);
    outcome.warnings =
        warningsOf(state.session, outcome.mastered->mastered.solved, outcome.measured);
    if (!plan.report.empty())
        if (const auto written = writeReport(state, comparison, outcome, plan.report); !written)
            outcome.reportError = written.error();
    return outcome;
}

} // namespace kilter
