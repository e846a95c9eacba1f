// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/move.h"
#include "core/reference/gap.h"

namespace kilter {

/// How far, in standard deviations of what chance makes of two songs of the same balance, a band
/// has to lie off before its difference is taken for one.
inline constexpr double kBeyondChance = 1.0;

struct MoveOptions {
    int most = 5;        ///< at most so many moves; 0: none
    Decibels limit{4.0}; ///< largest gain of a move, and of their sum at any frequency
    /// The gap counts in full, inside the corridor too, and no uncertainty holds a move back. For
    /// a user who sets a limit above the default.
    bool fullGap = false;
    double amount = 1.0;   ///< of every move, 0..2
    bool sideMoves = true; ///< allow moves on the side signal, unless the gap counts in full

    friend bool operator==(const MoveOptions&, const MoveOptions&) = default;
};

/// The fewest moves that close what should be closed of the gap, best first. Bounded in gain (the
/// composite curve too), in Q (0.3-3, by default boosts to 1.5) and in frequency (30 Hz-16 kHz);
/// rounded to 1/24 octave, 0.1 dB and 0.05 of Q. None when the gap is no larger than its
/// uncertainty. For bands of the user's own beside the moves, propose for `predictedGap(gap,
/// own)`. Cost: <= 50 ms (tests/benchmarks/moves_benchmark). Accuracy:
/// tests/core/moves/propose_test, tests/quality/moves_bench.
[[nodiscard]] Moves proposeMoves(const Gap& gap, const MoveOptions& options = {});

} // namespace kilter
