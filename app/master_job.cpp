// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/master_job.h"

#include "app/cli_failure.h"
#include "app/cli_json.h"
#include "app/cli_text.h"
#include "app/terminal.h"
#include "core/base/utf8.h"
#include "core/session/codec_text.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/pipeline.h"
#include "core/session/report.h"
#include "core/session/services_json.h"
#include "core/session/session_json.h"

#include <chrono>
#include <cstdint>
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
        const Destination destination{job_.out, job_.overwrite, ownFile()};
        if (const auto writable = checkDestination(session_, destination); !writable)
            return outputFailure(writable.error());
        if (const auto fine = checkExtras(); !fine)
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

        const auto size = checkSize(session_, *mix.track, destination);
        if (!size)
            return outputFailure(size.error());
        large_ = *size;
        if (large_)
            bar_->say(sentenceFor(*large_));

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
        return write(destination, comparison, progress);
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

    std::optional<Failure> write(const Destination& destination, const Comparison* comparison,
                                 const Progress& progress) {
        const LoadedTrack& mix = sources_.tracks.mix;
        auto staged =
            stageMaster(session_, mix, std::move(mastered_->solved.master.audio), mastered_->rate,
                        destination, progress.part(0.8, 1.0, "writing and measuring"));
        if (!staged)
            return outputFailure(staged.error());
        auto copies = stageCopies(*staged, job_.copies, progress.part(0.9, 1.0, "encoding"));
        if (!copies)
            return outputFailure(copies.error());
        measured_ = std::move(staged->analysis);
        bytes_ = staged->bytes;
        dither_ = staged->dither;
        byLibebur128_ = staged->byLibebur128;
        if (const auto done = staged->commit(); !done)
            return outputFailure(done.error());
        written_ = job_.out;
        if (const auto done = copies->commit(); !done)
            return outputFailure(done.error());
        watch_.lap("write_and_measure");

        if (!job_.sessionFile.empty())
            if (const auto saved = writeSession(selfContained(session_, mix, comparison),
                                                beside(job_.sessionFile));
                !saved)
                return outputFailure(saved.error());
        if (!job_.report.empty())
            if (const auto saved = writeFile(beside(job_.report), reportHtml(reportOf())); !saved)
                return outputFailure(saved.error());
        return std::nullopt;
    }

    [[nodiscard]] std::vector<std::filesystem::path> ownFile() const {
        return job_.readFrom.empty() ? std::vector<std::filesystem::path>{}
                                     : std::vector{job_.readFrom};
    }

    [[nodiscard]] Destination beside(const std::filesystem::path& extra) const {
        return {extra, job_.overwrite, ownFile()};
    }

    [[nodiscard]] Result<Done> checkExtras() const {
        std::vector<std::filesystem::path> taken{job_.out};
        std::vector<std::filesystem::path> extras{job_.report, job_.sessionFile};
        for (const CopyFormat& format : job_.copies)
            extras.push_back(pathOfCopy(job_.out, format));
        for (const auto& extra : extras) {
            if (extra.empty())
                continue;
            if (auto fine = checkBeside(session_, beside(extra), taken); !fine)
                return fine;
            taken.push_back(extra);
        }
        if (!job_.sessionFile.empty())
            return checkNotNewer(job_.sessionFile);
        return Done{};
    }

    [[nodiscard]] MasterOutcome outcome() const {
        const LoadedTrack& mix = sources_.tracks.mix;
        MasterOutcome outcome(session_, *mastered_, measured_);
        outcome.cost = costOf(mastered_->solved, *mix.analysis, measured_, mastered_->loudestClean,
                              mastered_->raised);
        outcome.costText = sentenceFor(outcome.cost, mastered_->solved, session_.target);
        if (comparison_)
            outcome.gapAfter = measuredGap(comparison_->gap, measured_.spectrogram);
        outcome.out = written_;
        outcome.bytes = bytes_;
        outcome.dither = dither_;
        outcome.byLibebur128 = byLibebur128_;
        outcome.copies = job_.copies;
        outcome.services = services_.services;
        if (services_.warning)
            outcome.warnings.push_back(*services_.warning);
        const Decibels peak = measured_.peaks.maxTruePeak();
        if (session_.limiter.mode == LimiterMode::Off && peak > session_.limiter.ceiling)
            outcome.warnings.push_back({WarningCode::OverCeiling, peak.value, {}});
        if (large_)
            outcome.warnings.push_back(*large_);
        if (mastered_->guard)
            for (Warning& warning : codecWarnings(*mastered_->guard))
                outcome.warnings.push_back(std::move(warning));
        if (missed_ && mastered_->solved.reached)
            outcome.warnings.push_back(
                {WarningCode::TargetMissed, mastered_->solved.reached->value, {}});
        return outcome;
    }

    [[nodiscard]] Report reportOf() const {
        Report report;
        report.session = &session_;
        report.mix = sources_.tracks.mix;
        report.references = sources_.tracks.references;
        report.comparison = comparison_ ? &*comparison_ : nullptr;
        report.mastered = &*mastered_;
        report.master = &measured_;
        const MasterOutcome result = outcome();
        report.gapAfter = result.gapAfter;
        report.cost = result.cost;
        report.costText = result.costText;
        report.out = job_.out;
        report.byLibebur128 = byLibebur128_;
        report.services = &services_.services;
        return report;
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
    bool json_;
    std::optional<ProgressBar> bar_;
    Stopwatch watch_;
    LoadedSources sources_;
    std::optional<Comparison> comparison_;
    std::optional<Mastered> mastered_;
    Analysis measured_;
    std::optional<Warning> large_;
    std::filesystem::path written_;
    std::uint64_t bytes_ = 0;
    DitherKind dither_{};
    std::optional<Lufs> byLibebur128_;
    bool missed_ = false;
    const ServicesInUse services_ = servicesInUse(ownServicesFile());
};

} // namespace

ExitCode makeMaster(const MasterJob& job, bool json, const std::stop_token& stop) {
    return MasterRun(job, json, stop).run();
}

} // namespace kilter
