// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_sources.h"

#include "core/session/messages.h"

#include <cstdio>
#include <optional>

namespace kilter {

Result<LoadedSources> loadSources(const Session& session, MissingPolicy missing,
                                  const Progress& progress) {
    const auto loaded = loadTracks(sourcesOf(session), progress);
    LoadedSources sources;
    if (!loaded.front())
        return loaded.front().error();
    sources.tracks.mix = *loaded.front();
    for (std::size_t i = 0; i < session.references.size(); ++i) {
        const auto& reference = loaded[i + 1];
        if (!reference) {
            if (missing == MissingPolicy::Fail || reference.error().code == ErrorCode::Cancelled)
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
        if (!target && missing == MissingPolicy::Fail)
            return target.error();
        sources.targets.profiles.push_back(target ? std::optional(*target) : std::nullopt);
    }
    return sources;
}

} // namespace kilter
