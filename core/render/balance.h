// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/moves/match_curve.h"
#include "core/moves/move.h"
#include "core/render/design.h"
#include "core/render/solve.h"

#include <cstddef>
#include <optional>
#include <span>

namespace kilter {

/// The equalising that a user asked for, by moves or by the match curve and moves.
struct Equalising {
    Moves moves;
    std::optional<MatchCurve> curve;
    KernelPhase phase = KernelPhase::Minimum;
};

/// A named band, and how far it lies from where it was promised, at equal loudness.
struct BandDifference {
    int band = 0; ///< index into kBands
    Decibels amount{};

    friend bool operator==(const BandDifference&, const BandDifference&) = default;
};

/// What the limiter did to the balance over the compared frames, and what was done about it.
struct Balance {
    Moves moves;         ///< as they sound: the asked ones, then bands that correct for the limiter
    std::size_t asked{}; ///< how many of them were asked for
    std::optional<MatchCurve> curve; ///< as it sounds
    bool corrected = false;
    bool compressed = false; ///< the compressor had its part in it
    std::optional<BandDifference>
        moved;                          ///< the largest, uncorrected; empty: nothing was to be kept
    std::optional<BandDifference> left; ///< the largest that is left

    [[nodiscard]] std::span<const Move> correction() const {
        return std::span(moves).subspan(asked);
    }
};

/// From here on a difference between promise and master is worth a correction.
inline constexpr Decibels kBalanceTolerance{0.1};

/// The named band in which two gaps of one mix differ most, `b` minus `a`. Empty: none is known.
[[nodiscard]] std::optional<BandDifference> largestDifference(const Gap& a, const Gap& b);

/// Listens to the limiter for the solver: renders the compared section, and where a named band of
/// it lies more than kBalanceTolerance from what the equalising alone would make of the mix,
/// corrects the equalising (correctionFor, correctedCurve), up to four times. Nothing but the mix
/// and the equalising matters, so that a session without its references gives the same master.
/// Without any equalising there is no promise to keep.
///
/// Lives as long as the settings that it answers with are in use. Thread: worker. Cost: a render of
/// the section each time. Accuracy: tests/core/render/balance_test.
class BalanceReview {
  public:
    /// `mix` at `rate` (of delivery), `analysis` of the mix at its own rate. Both outlive it.
    BalanceReview(const AudioBuffer& mix, SampleRate rate, const Analysis& analysis,
                  const Equalising& asked);

    [[nodiscard]] std::optional<EqualiserSettings> operator()(const ChainSettings& settings,
                                                              const Progress& progress);

    [[nodiscard]] const Balance& balance() const { return balance_; }
    /// Of the corrected equalising; empty: the asked one is right.
    [[nodiscard]] const std::optional<DesignedChain>& chain() const { return chain_; }

  private:
    struct Promise;
    struct Trial;
    [[nodiscard]] std::optional<Trial>
    rendered(const Promise& promise, const ChainSettings& settings, const Progress& progress) const;

    const AudioBuffer& mix_;
    SampleRate rate_;
    const Analysis& analysis_;
    Balance balance_;
    KernelPhase phase_;
    std::optional<DesignedChain> chain_;
};

} // namespace kilter
