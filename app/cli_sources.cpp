// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_sources.h"

#include "app/terminal.h"
#include "core/base/utf8.h"
#include "core/session/figures.h"
#include "core/session/messages.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <variant>

namespace kilter {

namespace {

/// The equaliser is in the session itself: its moves, or the match curve, as they were found.
bool isSettled(const Session& session) {
    return session.match ? session.curve.has_value() : session.moves.has_value();
}

bool anyUsed(const Session& session, const Targets& targets) {
    for (std::size_t i = 0; i < session.references.size(); ++i)
        if (session.references[i].used && targets.references[i])
            return true;
    for (std::size_t i = 0; i < session.profiles.size(); ++i)
        if (session.profiles[i].used && targets.profiles[i])
            return true;
    return false;
}

std::optional<Failure> beyondEnd(const Source& source, const Analysis& analysis) {
    const auto* section = std::get_if<Section>(&source.section);
    const Seconds end = analysis.frames / analysis.rate;
    if (!section || section->begin < end)
        return std::nullopt;
    return Failure{ExitCode::Usage, "usage",
                   shownPath(source.path) + ": the section begins at " + timeText(section->begin) +
                       ", and the file ends at " + timeText(end),
                   utf8(source.path)};
}

} // namespace

Result<LoadedSources> loadSources(const Session& session, MissingPolicy missing,
                                  const Progress& progress) {
    const auto loaded = loadTracks(sourcesOf(session), progress);
    LoadedSources sources;
    if (!loaded.front())
        return loaded.front().error();
    sources.tracks.mix = *loaded.front();
    std::optional<Error> lost; ///< the first target that counts and is missing
    const auto miss = [&](const Error& error, bool used) {
        say(sentenceFor(error));
        if (used && !lost)
            lost = error;
    };
    for (std::size_t i = 0; i < session.references.size(); ++i) {
        const auto& reference = loaded[i + 1];
        if (!reference) {
            if (missing == MissingPolicy::Fail || reference.error().code == ErrorCode::Cancelled)
                return reference.error();
            miss(reference.error(), session.references[i].used);
            sources.targets.references.emplace_back();
            continue;
        }
        sources.targets.references.push_back(reference->analysis);
        sources.tracks.references.push_back(*reference);
        sources.tracks.weights.push_back(session.references[i].weight);
    }
    for (const SessionProfile& profile : session.profiles) {
        auto target = loadProfile(profile);
        if (!target && missing == MissingPolicy::Fail)
            return target.error();
        if (!target)
            miss(target.error(), profile.used);
        sources.targets.profiles.push_back(target ? std::optional(*target) : std::nullopt);
    }
    if (lost && !isSettled(session) && !anyUsed(session, sources.targets))
        return *lost;
    return sources;
}

std::optional<Failure> sectionBeyondEnd(const Session& session, const LoadedSources& sources) {
    if (auto beyond = beyondEnd(session.mix, *sources.tracks.mix.analysis))
        return beyond;
    for (std::size_t i = 0; i < session.references.size(); ++i)
        if (const auto& analysis = sources.targets.references[i])
            if (auto beyond = beyondEnd(session.references[i].source, *analysis))
                return beyond;
    return std::nullopt;
}

} // namespace kilter
