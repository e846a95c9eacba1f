// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/profile_job.h"

#include "app/cli_failure.h"
#include "app/cli_json.h"
#include "app/terminal.h"
#include "core/base/ascii.h"
#include "core/base/destination.h"
#include "core/base/utf8.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/pipeline.h"
#include "core/session/session_json.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace kilter {

namespace {

namespace fs = std::filesystem;

struct Record {
    fs::path path;
    bool named = false; ///< on the command line; else it was found in a folder
};

std::string suffixOf(const fs::path& path) {
    std::string suffix = utf8(path.extension());
    std::ranges::transform(suffix, suffix.begin(), asciiLower);
    return suffix;
}

bool looksLikeAudio(const fs::path& path) {
    static constexpr std::array<std::string_view, 17> kSuffixes{
        ".wav", ".wave", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".flac", ".ogg",
        ".oga", ".opus", ".mp3",  ".m4a", ".aac", ".wma",  ".wv",   ".caf"};
    const std::string suffix = suffixOf(path);
    return std::find(kSuffixes.begin(), kSuffixes.end(), suffix) != kSuffixes.end();
}

/// macOS keeps what a file system can't hold of "x" in a "._x".
bool isResourceFork(const fs::path& path) {
    return utf8(path.filename()).starts_with("._");
}

/// The files themselves, and every file below the folders, in a stable order. A folder that can't
/// be looked into is one of `failures`.
std::vector<Record> recordsBelow(const std::vector<fs::path>& sources,
                                 std::vector<Error>& failures) {
    std::vector<Record> records;
    for (const fs::path& source : sources) {
        std::error_code code;
        if (!fs::is_directory(source, code)) {
            records.push_back({source, true});
            continue;
        }
        std::vector<fs::path> found;
        fs::recursive_directory_iterator it(source, code);
        const fs::recursive_directory_iterator end;
        while (!code && it != end) {
            std::error_code unknown;
            const fs::path path = it->path();
            if (it->is_regular_file(unknown) && !isResourceFork(path))
                found.push_back(path);
            it.increment(code);
        }
        if (code)
            failures.push_back({code == std::errc::permission_denied ? ErrorCode::NoPermission
                                                                     : ErrorCode::ReadFailed,
                                code.message(), utf8(source)});
        std::sort(found.begin(), found.end());
        for (fs::path& path : found)
            records.push_back({std::move(path), false});
    }
    return records;
}

/// Beside records lie covers and texts, which nobody misses; a broken record is missed, and so is
/// whatever was named.
bool isMissed(const Record& record, const Error& error) {
    return record.named || error.code != ErrorCode::UnknownFormat || looksLikeAudio(record.path);
}

std::optional<Failure> refused(const ProfileCommand& command, const std::vector<Record>& records) {
    Destination destination{command.out, command.overwrite, {}};
    for (const Record& record : records)
        if (record.named || suffixOf(record.path) != ".json") // a profile may be made anew
            destination.inputs.push_back(record.path);
    const auto writable = checkOutput(destination);
    if (!writable && writable.error().code == ErrorCode::OutputIsInput)
        return outputFailure(writable.error());
    if (suffixOf(command.out) != ".json")
        return Failure{ExitCode::Usage, "usage",
                       "--output: '" + shownPath(command.out) +
                           "' is not a name that ends in .json",
                       utf8(command.out)};
    if (!writable)
        return outputFailure(writable.error());
    return std::nullopt;
}

} // namespace

ExitCode makeProfile(const ProfileCommand& command, bool json, const std::stop_token& stop) {
    std::vector<Error> leftOut;
    const std::vector<Record> records = recordsBelow(command.sources, leftOut);
    if (const auto failure = refused(command, records))
        return reportFailure(*failure, json);

    std::vector<LoadedTrack> tracks;
    ExitCode status = ExitCode::Done;
    {
        ProgressBar bar(stop);
        for (std::size_t i = 0; i < records.size(); ++i) {
            const double share = 1.0 / static_cast<double>(records.size());
            const double from = share * static_cast<double>(i);
            auto track = loadTrack({records[i].path, {}, GoodSections{}}, Keep::FiguresOnly,
                                   bar.progress().part(from, from + share, "measuring"));
            if (stop.stop_requested())
                return ExitCode::Interrupted;
            if (track) {
                tracks.push_back(std::move(*track));
                continue;
            }
            if (!isMissed(records[i], track.error()))
                continue;
            leftOut.push_back(track.error());
            if (records[i].named)
                status = exitCodeOf(track.error().code);
        }
    }
    for (const Error& error : leftOut)
        say(sentenceFor(error));
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
    if (const auto written = writeProfile(profile, {command.out, command.overwrite, {}}); !written)
        return reportFailure(outputFailure(written.error()), json);
    // Whatever makes a record count for nothing, or two of them for one.
    for (const ProfileMember& member : profile.members)
        for (const Warning& why : member.warnings)
            if (!member.used || why.code == WarningCode::Duplicate)
                say(sentenceFor(why));
    if (json)
        print(filesJson(std::vector{command.out}, leftOut));
    else
        print(shownPath(command.out) + ": a profile of " + figure(profile.references, 0) +
              (profile.references == 1 ? " record\n" : " records\n"));
    return status;
}

} // namespace kilter
