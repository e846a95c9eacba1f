// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/move.h"
#include "core/moves/propose.h"
#include "core/reference/gap.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kilter {

/// Why nothing brings a stretch of the spectrum nearer to the target.
enum class Unmoved {
    Moved,           ///< something does
    Unknown,         ///< it can't be compared
    Inside,          ///< it lies inside the corridor
    Notes,           ///< it can't be told from what the notes and the section happened to be
    Disagreement,    ///< the references differ there by more than the mix is off
    OneReference,    ///< only one of them reaches there, and that is too little to go by
    Doubtful,        ///< the target says little about balance
    NoEqualiser,     ///< no equaliser's work: dynamics, or what one song beside itself differs by
    BeyondMastering, ///< more than mastering should mend
    Limited,         ///< by the largest number of moves or their limit
    Offset,          ///< a move works there, and what the others do takes as much back
    Neighbours,      ///< a broad filter there would push a neighbour out of its corridor
    Small,           ///< what is sure of it is too little for a move of its own
    SetAside, ///< a proposal would, and is changed, off or gone; or own bands work against it
};

/// Stable names for JSON: "inside", "notes", "disagreement", "one_reference" ...; empty: Moved.
[[nodiscard]] std::string_view nameOf(Unmoved reason);

/// What one reference says of a stretch: mix minus it, over the thirds that it knows there.
struct Opinion {
    std::string name;
    Decibels gap{};
};
/// Of those that reach into at least half of it. Edges: lower one included.
[[nodiscard]] std::vector<Opinion> opinionsOn(const Gap& gap, Hertz low, Hertz high);

/// What becomes of a named band or a finding.
struct Remedy {
    Unmoved reason = Unmoved::Unknown;
    /// The move that does most for it (Moved, Offset), as an index; -1: none alone.
    int move = -1;
    Decibels before{}, after{}; ///< the gap there: mix minus target, at equal loudness

    friend bool operator==(const Remedy&, const Remedy&) = default;
};

/// Why each named band and each finding is moved, or not.
struct Explanation {
    std::array<Remedy, kNamedBands> bands{};
    std::vector<Remedy> findings; ///< of gap.findings, in their order
    bool ofCurve = false;         ///< a match curve stands in the moves' place

    [[nodiscard]] Unmoved operator[](std::size_t band) const { return bands[band].reason; }
    friend bool operator==(const Explanation&, const Explanation&) = default;
};

/// `after` is `gap` behind `moves`, proposed by `options`, perhaps beside bands of the user's own.
/// Cost: some 10 ms.
[[nodiscard]] Explanation explanationOf(const Gap& gap, const Gap& after, const Moves& moves,
                                        const MoveOptions& options);

/// Of moves as the user left them; `proposed` explains what would be proposed instead. Cost: 1 ms.
[[nodiscard]] Explanation explanationOfEdited(const Gap& gap, const Gap& after, const Moves& moves,
                                              const Explanation& proposed);

/// `after` is `gap` behind a match curve.
[[nodiscard]] Explanation explanationOfCurve(const Gap& gap, const Gap& after);

} // namespace kilter
