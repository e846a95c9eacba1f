// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/playback/listening.h"

namespace kilter {

LevelMatch levelMatch(const SourceLoudness& loudness) {
    LevelMatch match;
    const auto quieter = [&](const std::optional<Lufs>& l) {
        if (l && (!match.heardAt || *l < *match.heardAt))
            match.heardAt = l;
    };
    quieter(loudness.mix);
    quieter(loudness.master);
    quieter(loudness.decoded);
    quieter(loudness.served);
    for (const auto& reference : loudness.references)
        quieter(reference);

    const auto offset = [&](const std::optional<Lufs>& l) {
        return l ? *match.heardAt - *l : Decibels{};
    };
    match.mix = offset(loudness.mix);
    match.master = offset(loudness.master);
    match.decoded = offset(loudness.decoded);
    match.served = offset(loudness.served);
    for (std::size_t i = 0; i < match.references.size(); ++i)
        match.references[i] = offset(loudness.references[i]);
    return match;
}

} // namespace kilter
