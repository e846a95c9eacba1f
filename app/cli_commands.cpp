// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_commands.h"

#include "app/cli_failure.h"
#include "app/cli_json.h"
#include "app/cli_sources.h"
#include "app/cli_text.h"
#include "app/master_job.h"
#include "app/terminal.h"
#include "core/base/utf8.h"
#include "core/demo/demo_files.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/pipeline.h"
#include "core/session/session_json.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
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
    Result<LoadedSources> sources = Error{};
    {
        ProgressBar bar(stop);
        sources = loadSources(command.session, MissingPolicy::Fail, bar.progress());
    }
    if (!sources)
        return reportFailure(inputFailure(sources.error()), json);
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
    const MasterJob job{command.session, command.out,         command.overwrite,  command.allowMiss,
                        command.report,  command.sessionFile, MissingPolicy::Fail};
    return makeMaster(job, json, stop);
}

ExitCode carryOut(const RenderCommand& command, bool json, const std::stop_token& stop) {
    auto session = readSession(command.sessionFile);
    if (!session)
        return reportFailure(inputFailure(session.error()), json);
    session->delivery.format = *formatOfSuffix(command.out);
    if (!canHold(session->delivery.format, session->delivery.samples))
        return reportFailure({ExitCode::Usage, "usage",
                              utf8(command.out) + ": this format can't hold the session's " +
                                  std::string(nameOf(session->delivery.samples)) + " bit samples",
                              utf8(command.out)},
                             json);
    const MasterJob job{*session,       command.out, command.overwrite,  command.allowMiss,
                        command.report, {},          MissingPolicy::Warn};
    return makeMaster(job, json, stop);
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
        return reportFailure(outputFailure(writable.error()), json);

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
        return reportFailure({ExitCode::Input,
                              std::string(nameOf(ErrorCode::NoAudio)),
                              "none of these can be a reference",
                              {}},
                             json);
    if (const auto written = writeProfile(profile, command.out); !written)
        return reportFailure(outputFailure(written.error()), json);
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
        return reportFailure(outputFailure(files.error()), json);
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
    return reportFailure(
        {ExitCode::Usage, "usage", error.text + " (kilter-cli --help explains)", {}}, json);
}

} // namespace

ExitCode run(const CommandLine& line, const std::stop_token& stop) {
    return std::visit([&](const auto& command) { return carryOut(command, line.json, stop); },
                      line.command);
}

} // namespace kilter
