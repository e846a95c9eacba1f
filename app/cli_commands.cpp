// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_commands.h"

#include "app/cli_json.h"
#include "app/cli_text.h"
#include "app/terminal.h"
#include "core/chain/chain.h"
#include "core/demo/demo_files.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/pipeline.h"
#include "core/session/report.h"
#include "core/session/session_json.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kilter {

namespace {

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string utf8(const std::filesystem::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

/// How a command ends badly.
struct Failure {
    ExitCode status;
    std::string code, text, path;
};

Failure inputFailure(const Error& error) {
    return {exitCodeOf(error.code), std::string(nameOf(error.code)), sentenceFor(error),
            error.path};
}

/// The same codes on the way out: a folder without permission is an output's fault then.
Failure outputFailure(const Error& error) {
    const ExitCode status =
        error.code == ErrorCode::Cancelled ? ExitCode::Interrupted : ExitCode::Output;
    std::string text = sentenceFor(error);
    if (error.code == ErrorCode::OutputExists)
        text += "; --overwrite replaces it";
    return {status, std::string(nameOf(error.code)), std::move(text), error.path};
}

Failure internalFailure(std::string text) {
    return {ExitCode::Internal, "internal", std::move(text), {}};
}

ExitCode tell(const Failure& failure, bool json) {
    if (json)
        print(errorJson(failure.code, failure.text, failure.path));
    std::fprintf(stderr, "kilter-cli: %s\n", failure.text.c_str());
    return failure.status;
}

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

/// A session's sources and profiles, read and measured. The mix has to be there; a reference that
/// can't be read is fatal where the person named it just now, and only said where a session did.
struct Sources {
    ComparedTracks tracks;
    Targets targets;
};
enum class Missing { Fatal, Said };

std::vector<Source> sourcesOf(const Session& session) {
    std::vector<Source> sources{session.mix};
    for (const SessionReference& reference : session.references)
        sources.push_back(reference.source);
    return sources;
}

Result<Sources> loadSources(const Session& session, Missing missing, const Progress& progress) {
    const auto loaded = loadTracks(sourcesOf(session), progress);
    Sources sources;
    if (!loaded.front())
        return loaded.front().error();
    sources.tracks.mix = *loaded.front();
    for (std::size_t i = 0; i < session.references.size(); ++i) {
        const auto& reference = loaded[i + 1];
        if (!reference) {
            if (missing == Missing::Fatal || reference.error().code == ErrorCode::Cancelled)
                return reference.error();
            std::fprintf(stderr, "kilter-cli: %s\n", sentenceFor(reference.error()).c_str());
            sources.targets.references.emplace_back();
            continue;
        }
        sources.targets.references.push_back(reference->analysis);
        sources.tracks.references.push_back(*reference);
        sources.tracks.weights.push_back(session.references[i].weight);
    }
    for (const SessionProfile& profile : session.profiles) {
        auto target = loadProfile(profile);
        if (!target && missing == Missing::Fatal)
            return target.error();
        sources.targets.profiles.push_back(target ? std::optional(*target) : std::nullopt);
    }
    return sources;
}

ExitCode carryOut(const AnalyseCommand& command, bool json, const std::stop_token& stop) {
    std::vector<Result<LoadedTrack>> tracks;
    ExitCode status = ExitCode::Done;
    {
        ProgressBar bar(stop);
        for (std::size_t i = 0; i < command.files.size(); ++i) {
            const double share = 1.0 / static_cast<double>(command.files.size());
            const double from = share * static_cast<double>(i);
            const Source source{command.files[i], {}, LoudestSection{}};
            tracks.push_back(loadTrack(source, Keep::FiguresOnly,
                                       bar.progress().part(from, from + share, "measuring")));
            if (!tracks.back() && status == ExitCode::Done)
                status = exitCodeOf(tracks.back().error().code);
            if (stop.stop_requested())
                return ExitCode::Interrupted;
        }
    }
    if (json)
        print(analyseJson(command.files, tracks));
    for (const auto& track : tracks) {
        if (!track)
            std::fprintf(stderr, "kilter-cli: %s\n", sentenceFor(track.error()).c_str());
        else if (!json)
            print(trackText(*track));
    }
    return status;
}

ExitCode carryOut(const CompareCommand& command, bool json, const std::stop_token& stop) {
    Result<Sources> sources = Error{};
    {
        ProgressBar bar(stop);
        sources = loadSources(command.session, Missing::Fatal, bar.progress());
    }
    if (!sources)
        return tell(inputFailure(sources.error()), json);
    const auto comparison =
        compare(command.session, *sources->tracks.mix.analysis, sources->targets);
    if (!comparison)
        return tell(internalFailure("nothing to compare with"), json);
    if (json) {
        print(compareJson(sources->tracks, *comparison, command.session));
        return ExitCode::Done;
    }
    print(trackText(sources->tracks.mix));
    for (const LoadedTrack& reference : sources->tracks.references)
        print(trackText(reference));
    print("\n" + comparisonText(sources->tracks, *comparison));
    return ExitCode::Done;
}

/// `master` and `render` differ only in where their session comes from.
struct MasterJob {
    Session session;
    std::filesystem::path out;
    bool overwrite = false;
    bool allowMiss = false;
    std::filesystem::path report;
    std::filesystem::path sessionFile;
    Missing missing = Missing::Fatal;
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
        , json_(json)
        , bar_(std::in_place, stop) {}

    ExitCode run() {
        const auto failure = work();
        bar_.reset();
        if (failure)
            return tell(*failure, json_);
        return finish();
    }

  private:
    /// Everything that can fail. nullopt: it went well, and nothing but telling is left.
    std::optional<Failure> work() {
        const Progress progress = bar_->progress();
        // Refused before the work, not after it.
        const Destination destination{job_.out, job_.overwrite};
        if (const auto writable = checkDestination(job_.session, destination); !writable)
            return outputFailure(writable.error());
        for (const auto& extra : {job_.report, job_.sessionFile})
            if (auto clash = checkExtra(extra))
                return clash;

        auto sources =
            loadSources(job_.session, job_.missing, progress.part(0.0, 0.4, "measuring"));
        watch_.lap("read_and_measure");
        if (!sources)
            return inputFailure(sources.error());
        sources_ = std::move(*sources);
        const LoadedTrack& mix = sources_.tracks.mix;
        if (isChanged(job_.session.mix, *mix.track))
            return inputFailure({ErrorCode::SourceChanged, {}, utf8(job_.session.mix.path)});

        const auto size = checkSize(job_.session, *mix.track, destination);
        if (!size)
            return outputFailure(size.error());
        large_ = *size;
        if (large_)
            bar_->say("kilter-cli: " + sentenceFor(*large_));

        comparison_ = compare(job_.session, *mix.analysis, sources_.targets);
        watch_.lap("compare");
        const Comparison* comparison = comparison_ ? &*comparison_ : nullptr;

        auto mastered = master(job_.session, mix, comparison, progress.part(0.4, 0.8, "mastering"));
        watch_.lap("master");
        if (!mastered)
            return inputFailure(mastered.error());
        mastered_ = std::move(*mastered);

        missed_ = mastered_->solved.hit == false;
        if (missed_ && !job_.allowMiss)
            return measureOnly(progress);
        return write(destination, comparison, progress);
    }

    std::optional<Failure> measureOnly(const Progress& progress) {
        auto analysis = measured(*mastered_, sources_.tracks.mix.analysis->section,
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
        auto staged = stageMaster(job_.session, mix, std::move(mastered_->solved.master.audio),
                                  mastered_->rate, destination,
                                  progress.part(0.8, 1.0, "writing and measuring"));
        if (!staged)
            return outputFailure(staged.error());
        measured_ = std::move(staged->analysis);
        bytes_ = staged->bytes;
        dither_ = staged->dither;
        if (const auto done = staged->commit(); !done)
            return outputFailure(done.error());
        written_ = job_.out;
        watch_.lap("write_and_measure");

        if (!job_.sessionFile.empty())
            if (const auto saved =
                    writeSession(settled(job_.session, mix, comparison), job_.sessionFile);
                !saved)
                return outputFailure(saved.error());
        if (!job_.report.empty())
            if (const auto saved = writeFileAtomically(job_.report, reportHtml(reportOf())); !saved)
                return outputFailure(saved.error());
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Failure> checkExtra(const std::filesystem::path& extra) const {
        if (extra.empty())
            return std::nullopt;
        ExportRequest request;
        request.out = extra;
        request.overwrite = job_.overwrite;
        for (const Source& source : sourcesOf(job_.session))
            request.inputs.push_back(source.path);
        request.inputs.push_back(job_.out);
        if (const auto fine = checkOutput(request); !fine)
            return outputFailure(fine.error());
        return std::nullopt;
    }

    [[nodiscard]] MasterOutcome outcome() const {
        const LoadedTrack& mix = sources_.tracks.mix;
        MasterOutcome outcome(job_.session, *mastered_, measured_);
        outcome.cost = costOf(mastered_->solved, *mix.analysis, measured_, mastered_->loudestClean);
        outcome.costText = sentenceFor(outcome.cost, mastered_->solved, job_.session.target);
        if (comparison_)
            outcome.gapAfter = measuredGap(comparison_->gap, measured_.spectrogram);
        outcome.out = written_;
        outcome.bytes = bytes_;
        outcome.dither = dither_;
        const Decibels peak = measured_.peaks.maxTruePeak();
        if (job_.session.limiter.mode == LimiterMode::Off && peak > job_.session.limiter.ceiling)
            outcome.warnings.push_back({WarningCode::OverCeiling, peak.value, {}});
        if (large_)
            outcome.warnings.push_back(*large_);
        if (missed_ && mastered_->solved.reached)
            outcome.warnings.push_back(
                {WarningCode::TargetMissed, mastered_->solved.reached->value, {}});
        return outcome;
    }

    [[nodiscard]] Report reportOf() const {
        Report report;
        report.session = &job_.session;
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
        return report;
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
        std::fprintf(stderr, "kilter-cli: the target can't be reached%s\n",
                     mastered_->solved.reached
                         ? (": the best is " + figure(mastered_->solved.reached, 2) + " LUFS" +
                            (job_.allowMiss ? "" : " (--allow-miss writes it)"))
                               .c_str()
                         : ": the mix has no loudness");
        return ExitCode::Unreachable;
    }

    const MasterJob& job_;
    bool json_;
    std::optional<ProgressBar> bar_;
    Stopwatch watch_;
    Sources sources_;
    std::optional<Comparison> comparison_;
    std::optional<Mastered> mastered_;
    Analysis measured_;
    std::optional<Warning> large_;
    std::filesystem::path written_;
    std::uint64_t bytes_ = 0;
    DitherKind dither_{};
    bool missed_ = false;
};

ExitCode carryOut(const MasterCommand& command, bool json, const std::stop_token& stop) {
    const MasterJob job{command.session, command.out,         command.overwrite, command.allowMiss,
                        command.report,  command.sessionFile, Missing::Fatal};
    return MasterRun(job, json, stop).run();
}

ExitCode carryOut(const RenderCommand& command, bool json, const std::stop_token& stop) {
    auto session = readSession(command.sessionFile);
    if (!session)
        return tell(inputFailure(session.error()), json);
    session->delivery.format = *formatOfSuffix(command.out);
    if (!canHold(session->delivery.format, session->delivery.samples))
        return tell({ExitCode::Usage, "usage",
                     utf8(command.out) + ": this format can't hold the session's " +
                         std::string(nameOf(session->delivery.samples)) + " bit samples",
                     utf8(command.out)},
                    json);
    const MasterJob job{*session,       command.out, command.overwrite, command.allowMiss,
                        command.report, {},          Missing::Said};
    return MasterRun(job, json, stop).run();
}

/// The files themselves, and every file below the folders, in a stable order.
std::vector<std::filesystem::path> filesBelow(const std::vector<std::filesystem::path>& sources) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    for (const fs::path& source : sources) {
        std::error_code code;
        if (!fs::is_directory(source, code)) {
            files.push_back(source);
            continue;
        }
        std::vector<fs::path> found;
        for (fs::recursive_directory_iterator it(source, code), end; !code && it != end;
             it.increment(code))
            if (it->is_regular_file(code))
                found.push_back(it->path());
        std::sort(found.begin(), found.end());
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

ExitCode carryOut(const ProfileCommand& command, bool json, const std::stop_token& stop) {
    ExportRequest request;
    request.out = command.out;
    request.overwrite = command.overwrite;
    if (const auto writable = checkOutput(request); !writable)
        return tell(outputFailure(writable.error()), json);

    std::vector<LoadedTrack> tracks;
    std::vector<Error> said;
    ExitCode status = ExitCode::Done;
    {
        ProgressBar bar(stop);
        const auto files = filesBelow(command.sources);
        for (std::size_t i = 0; i < files.size(); ++i) {
            const double share = 1.0 / static_cast<double>(files.size());
            const double from = share * static_cast<double>(i);
            auto track = loadTrack({files[i], {}, LoudestSection{}}, Keep::FiguresOnly,
                                   bar.progress().part(from, from + share, "measuring"));
            if (stop.stop_requested())
                return ExitCode::Interrupted;
            if (track) {
                tracks.push_back(std::move(*track));
                continue;
            }
            // In a folder of records lie covers and texts too; a file that was named has to be one.
            const bool named = std::find(command.sources.begin(), command.sources.end(),
                                         files[i]) != command.sources.end();
            if (named) {
                said.push_back(track.error());
                status = exitCodeOf(track.error().code);
            }
        }
    }
    for (const Error& error : said)
        std::fprintf(stderr, "kilter-cli: %s\n", sentenceFor(error).c_str());
    std::vector<Reference> references;
    for (const LoadedTrack& track : tracks)
        references.push_back(
            {track.analysis.get(), nullptr, 1.0, utf8(track.track->path.filename())});
    const Profile profile = profileOf(references, utf8(command.out.stem()));
    if (profile.references == 0)
        return tell({ExitCode::Input,
                     std::string(nameOf(ErrorCode::NoAudio)),
                     "none of these can be a reference",
                     {}},
                    json);
    if (const auto written = writeProfile(profile, command.out); !written)
        return tell(outputFailure(written.error()), json);
    for (const ProfileMember& member : profile.members)
        if (!member.used)
            for (const Warning& why : member.warnings)
                if (why.code == WarningCode::Outlier || why.code == WarningCode::Silent ||
                    why.code == WarningCode::BelowGate)
                    std::fprintf(stderr, "kilter-cli: %s\n", sentenceFor(why).c_str());
    if (json)
        print(filesJson(std::vector{command.out}));
    else
        print(utf8(command.out) + ": a profile of " + figure(profile.references, 0) +
              (profile.references == 1 ? " record\n" : " records\n"));
    return status;
}

ExitCode carryOut(const DemoCommand& command, bool json, const std::stop_token&) {
    constexpr std::uint64_t kSeed = 1;
    const auto files = writeDemo(command.folder, kSeed);
    if (!files)
        return tell(outputFailure(files.error()), json);
    const std::vector<std::filesystem::path> all{files->mix, files->referenceA, files->referenceB};
    if (json) {
        print(filesJson(all));
        return ExitCode::Done;
    }
    for (const auto& file : all)
        print(utf8(file) + "\n");
    return ExitCode::Done;
}

ExitCode carryOut(const ShowText& show, bool, const std::stop_token&) {
    print(show.text);
    return ExitCode::Done;
}

ExitCode carryOut(const UsageError& error, bool json, const std::stop_token&) {
    return tell({ExitCode::Usage, "usage", error.text + " (kilter-cli --help explains)", {}}, json);
}

} // namespace

ExitCode run(const CommandLine& line, const std::stop_token& stop) {
    return std::visit([&](const auto& command) { return carryOut(command, line.json, stop); },
                      line.command);
}

} // namespace kilter
