// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/delivery/services.h"
#include "core/session/pipeline.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kilter {

/// What a report tells. What it points to lives at least as long as it does.
struct Report {
    const Session* session = nullptr;
    LoadedTrack mix;
    std::vector<LoadedTrack> references;
    const Comparison* comparison = nullptr; ///< null: nothing was compared
    const Mastered* mastered = nullptr;
    const Analysis* master = nullptr; ///< as measured on the file
    std::optional<Gap> gapAfter;      ///< measured on the master
    Cost cost;
    std::string costText;
    std::filesystem::path out;
    std::optional<Lufs> byLibebur128;   ///< the file's integrated loudness on the second meter
    const Services* services = nullptr; ///< whose rules are told of; null: none
};

/// One self-contained HTML page (no script, nothing loaded from elsewhere): the gap, the spectra
/// and the loudness over time as inline SVG, the moves with their reasons, the figures before and
/// after, and what it cost. Deterministic.
[[nodiscard]] std::string reportHtml(const Report& report);

} // namespace kilter
