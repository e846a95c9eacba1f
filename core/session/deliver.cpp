// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/deliver.h"

#include "core/session/codec_text.h"
#include "core/session/messages.h"
#include "core/session/report.h"
#include "core/session/session_json.h"

#include <utility>

namespace kilter {

namespace {

/// A file beside the master's: as that one, it may replace what is there or not.
Destination beside(const DeliveryPlan& plan, const std::filesystem::path& path) {
    return {path, plan.destination.overwrite, plan.destination.inputs};
}

std::string reportOf(const DeliveryInputs& from, const Mastered& mastered,
                     const Delivered& delivered) {
    Report report;
    report.session = &from.session;
    report.mix = from.mix;
    report.references.assign(from.references.begin(), from.references.end());
    report.comparison = from.comparison;
    report.mastered = &mastered;
    report.master = &delivered.measured;
    report.gapAfter = delivered.facts.gapAfter;
    report.cost = delivered.facts.cost;
    report.costText = delivered.facts.costText;
    report.out = delivered.path;
    report.byLibebur128 = delivered.byLibebur128;
    report.services = from.services;
    return reportHtml(report);
}

Result<Done> placeBeside(const DeliveryInputs& from, const Mastered& mastered,
                         const Delivered& delivered, StagedCopies& copies,
                         const DeliveryPlan& plan) {
    if (auto done = copies.commit(); !done)
        return done;
    if (!plan.sessionFile.empty())
        if (auto done = writeSession(selfContained(from.session, from.mix, from.comparison),
                                     beside(plan, plan.sessionFile));
            !done)
            return done.error();
    if (!plan.report.empty())
        return writeFile(beside(plan, plan.report), reportOf(from, mastered, delivered));
    return Done{};
}

} // namespace

MasterFacts factsOf(const DeliveryInputs& from, const Mastered& mastered,
                    const Analysis& measured) {
    const Session& session = from.session;
    const Solved& solved = mastered.solved;
    MasterFacts facts;
    facts.cost =
        costOf(solved, *from.mix.analysis, measured, mastered.loudestClean, mastered.raised);
    facts.costText = sentenceFor(facts.cost, solved, session.target);
    if (from.comparison)
        facts.gapAfter = measuredGap(from.comparison->gap, measured.spectrogram);
    const Decibels peak = measured.peaks.maxTruePeak();
    if (session.limiter.mode == LimiterMode::Off && peak > session.limiter.ceiling)
        facts.warnings.push_back({WarningCode::OverCeiling, peak.value, {}});
    if (const auto size = checkSize(session, *from.mix.track, {}); size && *size)
        facts.warnings.push_back(**size);
    if (mastered.guard)
        for (Warning& warning : codecWarnings(*mastered.guard))
            facts.warnings.push_back(std::move(warning));
    if (solved.hit == false && solved.reached)
        facts.warnings.push_back({WarningCode::TargetMissed, solved.reached->value, {}});
    return facts;
}

Result<Done> checkPlaces(const Session& session, const DeliveryPlan& plan) {
    if (auto fine = checkDestination(session, plan.destination); !fine)
        return fine;
    std::vector<std::filesystem::path> taken{plan.destination.out};
    std::vector<std::filesystem::path> extras{plan.report, plan.sessionFile};
    for (const CopyFormat& format : plan.copies)
        extras.push_back(pathOfCopy(plan.destination.out, format));
    for (const auto& extra : extras) {
        if (extra.empty())
            continue;
        if (auto fine = checkBeside(session, beside(plan, extra), taken); !fine)
            return fine;
        taken.push_back(extra);
    }
    if (!plan.sessionFile.empty())
        return checkNotNewer(plan.sessionFile);
    return Done{};
}

Result<Delivered> deliver(const DeliveryInputs& from, const Mastered& mastered, AudioBuffer master,
                          const DeliveryPlan& plan, const Progress& progress) {
    const double written = plan.copies.empty() ? 1.0 : 0.5;
    auto staged =
        stageMaster(from.session, from.mix, std::move(master), mastered.rate, plan.destination,
                    progress.part(0.0, written, "writing and measuring"));
    if (!staged)
        return staged.error();
    auto copies = stageCopies(*staged, plan.copies, progress.part(written, 1.0, "encoding"));
    if (!copies)
        return copies.error();
    if (progress.cancelled())
        return Error{ErrorCode::Cancelled, {}, {}};
    if (const auto done = staged->commit(); !done)
        return done.error();

    Delivered delivered;
    delivered.path = plan.destination.out;
    delivered.measured = std::move(staged->analysis);
    delivered.bytes = staged->bytes;
    delivered.dither = staged->dither;
    delivered.clipped = staged->clipped;
    delivered.byLibebur128 = staged->byLibebur128;
    delivered.facts = factsOf(from, mastered, delivered.measured);
    if (const auto done = placeBeside(from, mastered, delivered, *copies, plan); !done)
        delivered.besideError = done.error();
    return delivered;
}

} // namespace kilter
