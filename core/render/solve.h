// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/base/progress.h"
#include "core/render/drive_search.h"
#include "core/render/prefix.h"
#include "core/render/render.h"

#include <functional>
#include <optional>

namespace kilter {

/// What the master is to be. Everything else is in the chain's settings.
struct Target {
    /// Integrated loudness to reach; empty: exactly `drive` dB into the limiter, however loud.
    std::optional<Lufs> loudness{Lufs{-14.0}};
    Decibels drive{};

    friend bool operator==(const Target&, const Target&) = default;
};

struct Solved {
    ChainSettings settings; ///< with the make-up, the drive and the trim that were found
    Rendered master;
    std::optional<Lufs> reached; ///< integrated loudness of `master`
    std::optional<bool> hit;     ///< within 0.05 LU of the target; empty without a target
    bool limiterWorked = false;  ///< false: the master is the equalised mix times a gain
    /// Where the target was missed: the nearest that was found under it and over it.
    std::optional<Lufs> nearestBelow, nearestAbove;
    int renders = 0;                            ///< trials of the whole file, the master's included
    double slope = 1.0;                         ///< marginal loudness dI/dDrive at the master
    std::optional<Lufs> undriven;               ///< loudness before the drive
    std::optional<CompressorEffect> compressor; ///< empty: it is off
};

/// What the equaliser should be instead, now that it is known how hard the limiter will work:
/// `settings` with about the drive that reaches the target. nullopt: it is right as it is.
using EqualiserReview = std::function<std::optional<EqualiserSettings>(
    const ChainSettings& settings, const Progress& progress)>;

/// The drive and the trim with which `settings` masters `mix` (two channels, at `rate`) to
/// `target`: |I - target| <= 0.05 LU, and the true peak under the ceiling on the strictest of
/// several meters (strictest_peak.h). The master is what render() makes of the settings, bit by
/// bit. Where the mix has no loudness (silence, under 0.4 s), or no drive reaches the target, the
/// nearest that was reached, and `hit` is false.
///
/// The equaliser runs once, and trials only where the limiter works (driven.h): usually three, at
/// most kMostRenders where loudness rises steadily with the drive, more where the gate of BS.1770
/// makes it jump (drive_search.h). Where the limiter has work, `review` is asked once, and what it
/// answers is what is solved for.
/// nullopt: cancelled. Thread: worker; uses two. Accuracy: tests/core/render/solve_test,
/// reach_test.
[[nodiscard]] std::optional<Solved> solve(const AudioBuffer& mix, SampleRate rate,
                                          const ChainSettings& settings, const Target& target,
                                          const Progress& progress = {},
                                          const EqualiserReview& review = {});

/// The same from what `settings` make of `mix` before the drive.
[[nodiscard]] std::optional<Solved> solve(const AudioBuffer& mix, Prefix prefix,
                                          const Target& target, const Progress& progress = {},
                                          const EqualiserReview& review = {});

} // namespace kilter
