// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/check_job.h"

#include "app/cli_text.h"
#include "app/json_parts.h"
#include "app/terminal.h"
#include "core/session/messages.h"
#include "core/session/services_json.h"

#include <utility>
#include <vector>

namespace kilter {

namespace {

/// As master's, of one codec that the file was only tried with.
Json codecsJson(const std::optional<CodedClipping>& clipping) {
    Json list = Json::array();
    if (!clipping)
        return list;
    std::optional<Seconds> worst;
    Decibels highest{};
    for (const Over& over : clipping->overs)
        if (!worst || over.peak > highest) {
            worst = over.at;
            highest = over.peak;
        }
    Json channels = Json::array();
    for (const ClippedCount& count : clipping->channels)
        channels.push_back({{"on_sample", count.onSample},
                            {"inter_sample", count.interSample},
                            {"first_s", number(count.first)}});
    list.push_back({{"name", nameOf(clipping->codec)},
                    {"encoder", factsOf(clipping->codec.kind).label},
                    {"before",
                     {{"overs", clipping->overs.size()},
                      {"true_peak_dbtp", number(clipping->truePeak.value)},
                      {"worst_s", number(worst)}}},
                    {"after", nullptr},
                    {"file", nullptr},
                    {"channels", std::move(channels)},
                    {"text", clippingText(*clipping)}});
    return list;
}

Json verdictsJson(std::span<const Check> checks) {
    Json list = Json::array();
    for (const Check& check : checks)
        list.push_back({{"destination", nameOf(check.outlet)},
                        {"what", nameOf(check.what)},
                        {"verdict", nameOf(check.judgement)},
                        {"amount", check.amount ? number(*check.amount) : Json(nullptr)},
                        {"at_s", number(check.at)},
                        {"text", checkText(check)}});
    return list;
}

} // namespace

std::string checkJson(std::span<const std::filesystem::path> paths,
                      std::span<const Result<CheckedFile>> files, const Services& services,
                      const std::optional<Warning>& warning) {
    Json list = Json::array();
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!files[i]) {
            list.push_back(failedJson(paths[i], files[i].error()));
            continue;
        }
        const CheckedFile& file = *files[i];
        Json json = trackJson(file.loaded);
        json["services"] = servicesJson(services, *file.loaded.analysis);
        json["codecs"] = codecsJson(file.clipping);
        json["places"] = placesJson(file.loaded.analysis->places);
        json["verdicts"] = verdictsJson(file.checks);
        list.push_back(std::move(json));
    }
    return documentText(
        {{"version", kJsonVersion},
         {"files", std::move(list)},
         {"warnings", warningsJson(warning ? std::vector{*warning} : std::vector<Warning>{})}});
}

ExitCode checkFiles(const CheckCommand& command, bool json, const std::stop_token& stop) {
    const ServicesInUse services = servicesInUse(ownServicesFile());
    std::vector<Result<CheckedFile>> files;
    ExitCode status = ExitCode::Done;
    {
        ProgressBar bar(stop);
        for (std::size_t i = 0; i < command.files.size(); ++i) {
            const double share = 1.0 / static_cast<double>(command.files.size());
            const double from = share * static_cast<double>(i);
            files.push_back(
                checkFile(command.files[i], bar.progress().part(from, from + share, "checking")));
            if (!files.back() && status == ExitCode::Done)
                status = exitCodeOf(files.back().error().code);
            if (stop.stop_requested())
                return ExitCode::Interrupted;
        }
    }
    if (json)
        print(checkJson(command.files, files, services.services, services.warning));
    if (services.warning)
        say(sentenceFor(*services.warning));
    for (const auto& file : files) {
        if (!file)
            say(sentenceFor(file.error()));
        else if (!json)
            print(checkedText(*file, services.services));
    }
    return status;
}

} // namespace kilter
