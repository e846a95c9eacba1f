// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_commands.h"

#include "app/check_job.h"
#include "app/cli_failure.h"
#include "app/cli_json.h"
#include "app/cli_sources.h"
#include "app/cli_text.h"
#include "app/master_job.h"
#include "app/profile_job.h"
#include "app/terminal.h"
#include "core/base/utf8.h"
#include "core/demo/demo_files.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/pipeline.h"
#include "core/session/session_json.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kilter {

namespace {

ExitCode carryOut(const AnalyseCommand& command, bool json, const std::stop_token& stop) {
    std::vector<Result<LoadedTrack>> tracks;
    ExitCode status = ExitCode::Done;
    {
        ProgressBar bar(stop);
        for (std::size_t i = 0; i < command.files.size(); ++i) {
            const double share = 1.0 / static_cast<double>(command.files.size());
            const double from = share * static_cast<double>(i);
            const Source source{command.files[i], {}, GoodSections{}};
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
            say(sentenceFor(track.error()));
        else if (!json)
            print(trackText(*track));
    }
    return status;
}

ExitCode carryOut(const CheckCommand& command, bool json, const std::stop_token& stop) {
    return checkFiles(command, json, stop);
}

ExitCode carryOut(const CompareCommand& command, bool json, const std::stop_token& stop) {
    Result<LoadedSources> sources = Error{};
    {
        ProgressBar bar(stop);
        sources = loadSources(command.session, MissingPolicy::Fail, bar.progress());
    }
    if (!sources)
        return reportFailure(inputFailure(sources.error()), json);
    if (const auto beyond = sectionBeyondEnd(command.session, *sources))
        return reportFailure(*beyond, json);
    const auto comparison =
        compare(command.session, *sources->tracks.mix.analysis, sources->targets);
    if (!comparison)
        return reportFailure(internalFailure("nothing to compare with"), json);
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

ExitCode carryOut(const MasterCommand& command, bool json, const std::stop_token& stop) {
    const MasterJob job{.session = command.session,
                        .out = command.out,
                        .overwrite = command.overwrite,
                        .allowMiss = command.allowMiss,
                        .aim = command.aim,
                        .copies = command.copies,
                        .report = command.report,
                        .sessionFile = command.sessionFile,
                        .readFrom = {},
                        .missing = MissingPolicy::Fail};
    return makeMaster(job, json, stop);
}

ExitCode carryOut(const RenderCommand& command, bool json, const std::stop_token& stop) {
    auto session = readSession(command.sessionFile);
    if (!session)
        return reportFailure(inputFailure(session.error()), json);
    session->delivery.format = *formatOfSuffix(command.out);
    if (!canHold(session->delivery.format, session->delivery.samples))
        return reportFailure({ExitCode::Usage, "usage",
                              shownPath(command.out) + ": this format can't hold the session's " +
                                  std::string(nameOf(session->delivery.samples)) + " bit samples",
                              utf8(command.out)},
                             json);
    const MasterJob job{.session = *session,
                        .out = command.out,
                        .overwrite = command.overwrite,
                        .allowMiss = command.allowMiss,
                        .aim = {},
                        .copies = {},
                        .report = command.report,
                        .sessionFile = {},
                        .readFrom = command.sessionFile,
                        .missing = MissingPolicy::Warn};
    return makeMaster(job, json, stop);
}

ExitCode carryOut(const ProfileCommand& command, bool json, const std::stop_token& stop) {
    return makeProfile(command, json, stop);
}

ExitCode carryOut(const DemoCommand& command, bool json, const std::stop_token& stop) {
    constexpr std::uint64_t kSeed = 1;
    const auto files =
        writeDemo(command.folder, kSeed, command.overwrite ? Existing::Replace : Existing::Keep,
                  Progress({}, stop));
    if (!files)
        return reportFailure(outputFailure(files.error()), json);
    const std::vector<std::filesystem::path> all{files->mix, files->referenceA, files->referenceB};
    if (json) {
        print(filesJson(all, {}));
        return ExitCode::Done;
    }
    for (const auto& file : all)
        print(shownPath(file) + "\n");
    return ExitCode::Done;
}

ExitCode carryOut(const ShowText& show, bool, const std::stop_token&) {
    print(show.text);
    return ExitCode::Done;
}

ExitCode carryOut(const UsageError& error, bool json, const std::stop_token&) {
    return reportFailure(
        {ExitCode::Usage, "usage", error.text + " (kilter-cli --help explains)", {}}, json);
}

} // namespace

ExitCode run(const CommandLine& line, const std::stop_token& stop) {
    return std::visit([&](const auto& command) { return carryOut(command, line.json, stop); },
                      line.command);
}

} // namespace kilter
