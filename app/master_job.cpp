// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/master_job.h"

#include "app/cli_failure.h"
#include "app/cli_json.h"
#include "app/cli_text.h"
#include "app/terminal.h"
#include "core/base/utf8.h"
#include "core/session/deliver.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/pipeline.h"
#include "core/session/services_json.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kilter {

namespace {

/// Wall time of the stages, for --json.
class Stopwatch {
  public:
    void lap(const std::string& stage) {
        const auto now = std::chrono::steady_clock::now();
        times_[stage] += std::chrono::duration<double>(now - last_).count();
        last_ = now;
    }
    [[nodiscard]] const StageTimes& times() const { return times_; }

  private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
    StageTimes times_;
};

/// The master as a track of its own, for measuring what will not be written.
Result<Analysis> measured(const Mastered& mastered, Section section, const Progress& progress) {
    Track track;
    track.rate = mastered.rate;
    track.audio = mastered.solved.master.audio;
    return analyse(track, {.section = section}, progress);
}

class MasterRun {
  public:
    MasterRun(const MasterJob& job, bool json, const std::stop_token& stop)
        : job_(job)
        , session_(job.session)
        , plan_(planOf(job))
        , json_(json)
        , bar_(std::in_place, stop) {}

    ExitCode run() {
        const auto failure = work();
        bar_.reset();
        if (failure)
            return reportFailure(*failure, json_);
        return finish();
    }

  private:
    /// Everything that can fail. nullopt: it went well, and nothing but telling is left.
    std::optional<Failure> work() {
        const Progress progress = bar_->progress();
        // Refused before the work, not after it.
        if (const auto fine = checkPlaces(session_, plan_); !fine)
            return outputFailure(fine.error());

        auto sources = loadSources(session_, job_.missing, progress.part(0.0, 0.4, "measuring"));
        watch_.lap("read_and_measure");
        if (!sources)
            return inputFailure(sources.error());
        sources_ = std::move(*sources);
        const LoadedTrack& mix = sources_.tracks.mix;
        if (isChanged(session_.mix, *mix.track))
            return inputFailure({ErrorCode::SourceChanged, {}, utf8(session_.mix.path)});
        if (auto beyond = sectionBeyondEnd(session_, sources_))
            return beyond;

        const auto size = checkSize(session_, *mix.track, plan_.destination);
        if (!size)
            return outputFailure(size.error());
        if (*size)
            bar_->say(sentenceFor(**size));

        comparison_ = compare(session_, *mix.analysis, sources_.targets);
        watch_.lap("compare");
        const Comparison* comparison = comparison_ ? &*comparison_ : nullptr;

        if (auto failure = aim(comparison, progress.part(0.4, 0.45, {})))
            return failure;
        auto mastered = master(session_, mix, comparison, progress.part(0.45, 0.8, "mastering"));
        watch_.lap("master");
        if (!mastered)
            return inputFailure(mastered.error());
        mastered_ = std::move(*mastered);

        missed_ = mastered_->solved.hit == false;
        if (missed_ && !job_.allowMiss)
            return measureOnly(progress);
        return write(progress);
    }

    /// The target, where it is to be found.
    std::optional<Failure> aim(const Comparison* comparison, const Progress& progress) {
        if (!job_.aim)
            return std::nullopt;
        const auto target = targetOf(*job_.aim, session_, sources_.tracks.mix, sources_.targets,
                                     comparison, progress);
        watch_.lap("aim");
        if (!target)
            return inputFailure(target.error());
        if (!*target)
            return Failure{ExitCode::Unreachable,
                           "unreachable",
                           *job_.aim == LoudnessAim::Clean
                               ? "--loudness clean: the mix has no loudness"
                               : "--loudness references: none of them has a loudness",
                           {}};
        session_.target.loudness = **target;
        return std::nullopt;
    }

    std::optional<Failure> measureOnly(const Progress& progress) {
        auto analysis = measured(*mastered_, sources_.tracks.mix.analysis->section(),
                                 progress.part(0.8, 1.0, "measuring the master"));
        watch_.lap("measure_master");
        if (!analysis)
            return inputFailure(analysis.error());
        measured_ = std::move(*analysis);
        return std::nullopt;
    }

    std::optional<Failure> write(const Progress& progress) {
        auto delivered = deliver(inputs(), *mastered_, std::move(mastered_->solved.master.audio),
                                 plan_, progress.part(0.8, 1.0, {}));
        if (!delivered)
            return outputFailure(delivered.error());
        watch_.lap("write_and_measure");
        if (delivered->besideError)
            return outputFailure(*delivered->besideError);
        delivered_ = std::move(*delivered);
        return std::nullopt;
    }

    [[nodiscard]] static DeliveryPlan planOf(const MasterJob& job) {
        DeliveryPlan plan;
        plan.destination = {job.out, job.overwrite, {}};
        if (!job.readFrom.empty())
            plan.destination.inputs.push_back(job.readFrom);
        plan.copies = job.copies;
        plan.report = job.report;
        plan.sessionFile = job.sessionFile;
        return plan;
    }

    [[nodiscard]] DeliveryInputs inputs() const {
        return {session_, sources_.tracks.mix, sources_.tracks.references,
                comparison_ ? &*comparison_ : nullptr, &services_.services};
    }

    [[nodiscard]] MasterOutcome outcome() const {
        const Analysis& measured = delivered_ ? delivered_->measured : measured_;
        MasterFacts facts =
            delivered_ ? delivered_->facts : factsOf(inputs(), *mastered_, measured);
        MasterOutcome outcome(session_, *mastered_, measured);
        outcome.cost = facts.cost;
        outcome.costText = std::move(facts.costText);
        outcome.gapAfter = std::move(facts.gapAfter);
        outcome.warnings = std::move(facts.warnings);
        outcome.copies = job_.copies;
        outcome.services = services_.services;
        if (services_.warning)
            outcome.warnings.insert(outcome.warnings.begin(), *services_.warning);
        if (delivered_) {
            outcome.out = delivered_->path;
            outcome.bytes = delivered_->bytes;
            outcome.dither = delivered_->dither;
            outcome.byLibebur128 = delivered_->byLibebur128;
        }
        return outcome;
    }

    /// What is reached where the target is passed without being met.
    [[nodiscard]] std::string onTheOtherSide() const {
        const Solved& solved = mastered_->solved;
        const auto& other = solved.nearestAbove && solved.reached == solved.nearestAbove
                                ? solved.nearestBelow
                                : solved.nearestAbove;
        return other ? ", on the other side " + figure(other, 2) + " LUFS" : std::string{};
    }

    ExitCode finish() {
        const MasterOutcome result = outcome();
        const Comparison* comparison = comparison_ ? &*comparison_ : nullptr;
        if (json_) {
            print(masterJson(sources_.tracks, comparison, result, watch_.times()));
        } else {
            if (comparison)
                print(comparisonText(sources_.tracks, *comparison) + "\n");
            print(masterText(sources_.tracks, comparison, result));
        }
        if (!missed_)
            return ExitCode::Done;
        say("the target can't be reached: " +
            (mastered_->solved.reached
                 ? "the best is " + figure(mastered_->solved.reached, 2) + " LUFS" +
                       onTheOtherSide() + (job_.allowMiss ? "" : " (--allow-miss writes it)")
                 : "the mix has no loudness"));
        return ExitCode::Unreachable;
    }

    const MasterJob& job_;
    Session session_; ///< the job's, with the target that was aimed at
    DeliveryPlan plan_;
    bool json_;
    std::optional<ProgressBar> bar_;
    Stopwatch watch_;
    LoadedSources sources_;
    std::optional<Comparison> comparison_;
    std::optional<Mastered> mastered_;
    std::optional<Delivered> delivered_;
    Analysis measured_; ///< where nothing is delivered
    bool missed_ = false;
    const ServicesInUse services_ = servicesInUse(ownServicesFile());
};

} // namespace

ExitCode makeMaster(const MasterJob& job, bool json, const std::stop_token& stop) {
    return MasterRun(job, json, stop).run();
}

} // namespace kilter
