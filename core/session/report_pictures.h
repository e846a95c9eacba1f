// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/reference/gap.h"

#include <string>
#include <vector>

/// The report's pictures: inline SVG, made of plain values. Inside core/session only.
namespace kilter {

/// A line of a picture, with the class that gives it its colour and dash.
struct SpectrumLine {
    std::string cssClass, label;
    std::vector<Decibels> thirds; ///< [kThirds] at equal loudness; not finite where unknown
};

/// The mix's, the master's and the target's spectra at equal loudness, the corridor behind them.
[[nodiscard]] std::string spectrumSvg(const std::vector<SpectrumLine>& lines,
                                      const Profile& corridor);

/// The seven bands: the gap as a bar against the corridor, and a mark where it is afterwards.
[[nodiscard]] std::string gapSvg(const Gap& before, const Gap& after);

struct LoudnessLine {
    std::string cssClass, label;
    const Loudness* loudness = nullptr;
};
/// Short-term loudness over time.
[[nodiscard]] std::string loudnessSvg(const std::vector<LoudnessLine>& lines);

} // namespace kilter
