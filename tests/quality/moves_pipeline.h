// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/match_curve.h"
#include "core/moves/propose.h"
#include "tests/quality/moves_material.h"

#include <optional>
#include <random>
#include <vector>

/// The pipeline from two pieces of music to a master, as the programs run it, and what came of it.
namespace kilter::quality {

/// Seeded, and the same everywhere.
class Dice {
  public:
    explicit Dice(unsigned seed)
        : engine_(seed) {}
    [[nodiscard]] double between(double from, double to) {
        return from + (to - from) * (static_cast<double>(engine_()) + 0.5) / 4294967296.0;
    }
    [[nodiscard]] double sign() { return engine_() % 2 == 0 ? 1.0 : -1.0; }

  private:
    std::mt19937 engine_;
};

/// Bells of 2-6 dB either way, Q 0.5-1.2, 50 Hz-12 kHz.
[[nodiscard]] std::vector<FilterShape> randomBells(Dice& dice, int count);

/// The gap of `mix` to one reference.
[[nodiscard]] Gap gapTo(const Analysis& mix, const Analysis& reference);

struct Wish {
    MoveOptions moves;
    std::optional<MatchOptions> match; ///< instead of moves
    bool limiter = true;               ///< to the reference's loudness; otherwise no drive
};

struct Outcome {
    Moves moves;
    Gap before, predicted;
    Gap measured;     ///< of the master, over the same frames
    double rms = 0.0; ///< of the 27 thirds of the whole master beside the whole reference
    double raw = 0.0; ///< the same before anything was done
    int renders = 0;
    double composite = 0.0; ///< dB
};

[[nodiscard]] Outcome mastered(const Piece& mix, const Piece& reference, const Wish& wish);

/// `piece` behind filters and at a loudness, all of it measured again.
[[nodiscard]] Piece processed(const Piece& piece, const std::vector<FilterShape>& filters,
                              Lufs loudness);

} // namespace kilter::quality
