// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/move.h"
#include "core/moves/propose.h"
#include "core/reference/gap.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kilter {

/// Why no move brings a named band nearer to the target.
enum class Unmoved {
    Moved,           ///< one does
    Unknown,         ///< the band can't be compared
    Inside,          ///< it lies inside the corridor
    Notes,           ///< it can't be told from what the notes and the section happened to be
    Disagreement,    ///< the references differ there by more than the mix is off
    OneReference,    ///< only one of them reaches there, and that is too little to go by
    Doubtful,        ///< the target says little about balance
    NoEqualiser,     ///< the same song, and what differs is no equaliser's work
    BeyondMastering, ///< more than mastering should mend, and the rest of it is chance
    Limited,         ///< by the largest number of moves or their limit
    Neighbours,      ///< no broad filter closes it without pushing a neighbour out
    SetAside,        ///< the user's own moves, or none at all, stand in the proposal's place
};

/// Stable names for JSON: "inside", "notes", "disagreement", "one_reference" ...; empty: Moved.
[[nodiscard]] std::string_view nameOf(Unmoved reason);

/// What one reference says of a band: mix minus it, over the thirds that it knows there.
struct BandOpinion {
    std::string name;
    Decibels gap{};
};
/// Of those that reach into at least half of the band.
[[nodiscard]] std::vector<BandOpinion> opinionsOn(const Gap& gap, int band);

using Explanation = std::array<Unmoved, kNamedBands>;

/// Of each band: `after` is `gap` behind `moves`, proposed by `options`.
[[nodiscard]] Explanation explanationOf(const Gap& gap, const Gap& after, const Moves& moves,
                                        const MoveOptions& options);

} // namespace kilter
