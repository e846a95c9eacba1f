// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/frequency_grid.h"
#include "core/base/units.h"
#include "core/reference/gap.h"

#include <array>
#include <optional>

namespace kilter {

struct MatchOptions {
    double percent = 50.0; ///< of the gap to close, 0..150
    /// FWHM in octaves, 0.33..1, of the gap's own detail; empty: the balance, as far as it can be
    /// known, unless `limit` is above the default, where the gap counts in full.
    std::optional<double> detailOctaves{};
    Decibels limit{6.0}; ///< largest gain, both ways

    friend bool operator==(const MatchOptions&, const MatchOptions&) = default;
};

/// A whole equaliser curve instead of moves.
struct MatchCurve {
    std::array<Decibels, kCells> gain{}; ///< at the cells' centres
    MatchOptions options;

    friend bool operator==(const MatchCurve&, const MatchCurve&) = default;
};

inline constexpr double kDefaultDetail = 0.67; ///< octaves
/// Of `options`: empty where the curve follows the balance.
[[nodiscard]] std::optional<double> detailOf(const MatchOptions& options);

/// What can be known of the gap, or the gap itself smoothed by a Gaussian over log frequency, held
/// flat beyond 38 Hz and 17 kHz, boosts tapered towards the extremes (0 dB at 20 Hz, 2 at 28, all
/// from 45 Hz to 14 kHz, 6 at 20 kHz), scaled and limited. Flat where nothing is
/// known. Its mean level is chosen so that the loudness stays.
[[nodiscard]] MatchCurve matchCurve(const Gap& gap, const MatchOptions& options = {});

/// `curve` corrected for what the limiter did, as correctedMoves does for moves.
[[nodiscard]] MatchCurve correctedCurve(const MatchCurve& curve, const Gap& predicted,
                                        const Gap& measured);

} // namespace kilter
