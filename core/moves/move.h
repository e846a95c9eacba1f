// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/filter_shape.h"
#include "core/base/frequency_grid.h"

#include <optional>
#include <vector>

namespace kilter {

/// A named band that ends further out by the moves than it was.
struct PushedBand {
    int band = 0; ///< index into kBands
    Decibels before{}, after{};

    friend bool operator==(const PushedBand&, const PushedBand&) = default;
};

/// Why a move is proposed: facts, from which the programs make the sentence.
struct MoveReason {
    int band = -1;     ///< the named band it answers (index into kBands); -1: none, the user's own
    Decibels gap{};    ///< the gap over the move's footprint: mix minus target
    Decibels spread{}; ///< how far the references scatter there
    double shareGap = 0.0; ///< the same gap as a share of the energy
    Hertz low{}, high{};   ///< the footprint: where it does half its work
    Decibels sigma{};      ///< uncertainty of `gap`
    /// Between the two references that differ most there, each by its own gap over the footprint;
    /// empty with fewer than two.
    std::optional<Decibels> disagreement;
    /// Side moves: what a listener in mono loses, 10 log(M^2/(M^2 + S^2)), before and after.
    std::optional<Decibels> monoLossBefore, monoLossAfter;

    std::vector<PushedBand> pushed{}; ///< what this move is most to blame for

    friend bool operator==(const MoveReason&, const MoveReason&) = default;
};

/// One EQ move: proposed, then the user's to change.
struct Move {
    FilterShape shape;
    Placement placement = Placement::Stereo;
    bool enabled = true;
    double amount = 1.0;     ///< 0..2, scales the gain in dB
    double confidence = 0.0; ///< 0..1
    bool proposed = true;    ///< false: a band of the user's own
    MoveReason reason;
    std::optional<FilterShape> asProposed{}; ///< the shape that the reason is about; empty: unknown

    /// The filter as it will sound, amount included.
    [[nodiscard]] FilterShape effective() const {
        FilterShape s = shape;
        s.gain = shape.gain * amount;
        return s;
    }

    /// Where it was proposed: side moves alone know what a listener in mono loses.
    [[nodiscard]] Placement placementAsProposed() const {
        return reason.monoLossBefore ? Placement::Side : Placement::Stereo;
    }
    /// The user has turned it since: reason and confidence are about another filter.
    [[nodiscard]] bool isChanged() const {
        return proposed && asProposed &&
               (*asProposed != shape || placement != placementAsProposed());
    }

    /// 0..1; empty where there is none: of the user's own bands and of what they have turned.
    [[nodiscard]] std::optional<double> sureness() const {
        return proposed && !isChanged() ? std::optional(confidence) : std::nullopt;
    }

    friend bool operator==(const Move&, const Move&) = default;
};

using Moves = std::vector<Move>;

/// Power response of all enabled moves of `placement` together at f.
[[nodiscard]] inline double powerResponse(const Moves& moves, Placement placement, Hertz f) {
    double h = 1.0;
    for (const Move& m : moves)
        if (m.enabled && m.placement == placement)
            h *= powerResponse(m.effective(), f);
    return h;
}

} // namespace kilter
