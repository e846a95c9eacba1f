// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/loudness_aim.h"

#include "core/session/limits.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace kilter {

namespace {

std::optional<double> median(std::vector<double> values) {
    if (values.empty())
        return std::nullopt;
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

std::vector<double> loudnessOfReferences(const Session& session, const Targets& targets) {
    std::vector<double> values;
    for (std::size_t i = 0; i < std::min(session.references.size(), targets.references.size()); ++i)
        if (const auto& analysis = targets.references[i];
            session.references[i].used && analysis && analysis->loudness.integrated)
            values.push_back(analysis->loudness.integrated->value);
    return values;
}

std::optional<Lufs> rounded(std::optional<double> loudness) {
    return loudness ? std::optional(asTarget({*loudness})) : std::nullopt;
}

} // namespace

Lufs asTarget(Lufs found) {
    return {std::clamp(std::floor(100.0 * found.value) / 100.0, limits::kLoudness.least,
                       limits::kLoudness.most)};
}

Result<std::optional<Lufs>> targetOf(LoudnessAim aim, const Session& session,
                                     const LoadedTrack& mix, const Targets& targets,
                                     const Comparison* comparison, const Progress& progress) {
    if (aim == LoudnessAim::References)
        return rounded(median(loudnessOfReferences(session, targets)));
    const auto clean = loudestCleanOf(session, mix, comparison, progress);
    if (!clean)
        return clean.error();
    return rounded(*clean ? std::optional((*clean)->value) : std::nullopt);
}

} // namespace kilter
