// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/character.h"
#include "core/moves/explanation.h"
#include "core/moves/match_curve.h"
#include "core/moves/move.h"
#include "core/reference/gap.h"
#include "core/reference/profile.h"

#include <cstddef>
#include <string>

/// What is said about a comparison, in an engineer's words. core hands round facts; these are the
/// only sentences made of them, so that the command line, the report and the window agree.
namespace kilter {

/// "A", "A and B", "A, B and D": the references that count; "the target" where it has no members.
[[nodiscard]] std::string namesOf(const Profile& profile);

/// Why: "The low end (62-240 Hz) is 2.4 dB (5 % of the energy) sparser than A and B; both agree
/// within 0.6 dB."
[[nodiscard]] std::string sentenceFor(const Move& move, const Profile& profile);

/// A named band's verdict.
[[nodiscard]] std::string sentenceFor(int band, const GapBand& gap, const Profile& profile);

/// Why nothing brings a band nearer: "No move: A and B differ here by 5.1 dB (A +3.1, B -2.0)."
/// Empty where something does, and where there is nothing to bring nearer.
[[nodiscard]] std::string unmovedText(const Explanation& explanation, int band, const Gap& gap);

[[nodiscard]] std::string sentenceFor(const Finding& finding, const Profile& profile);

/// Which move mends gap.findings[finding], or why none does: "Move 2 answers it." Moves are
/// numbered as they stand, disabled ones too. Empty where the finding itself says what would mend
/// it.
[[nodiscard]] std::string remedyText(const Explanation& explanation, std::size_t finding,
                                     const Gap& gap);

/// What the moves make of a band's gap: "After the moves +0.4 dB as predicted, +0.38 dB as measured
/// on the master." Empty where nothing is known; `measured` null: no master yet.
[[nodiscard]] std::string effectText(const GapBand& predicted, const GapBand* measured);

/// "140 beats a minute, C major": what is sure of it; empty where nothing is.
[[nodiscard]] std::string characterText(const Character& character);

/// Two sentences, or the one that is not empty.
[[nodiscard]] std::string joined(std::string first, const std::string& second);

/// Why there is no move.
[[nodiscard]] std::string noMovesText(const Gap& gap, const Profile& profile,
                                      const Explanation& explanation);

/// "The curve, 50 % of the gap, replaces the moves; they are kept." `kept`: the session has some.
[[nodiscard]] std::string curveText(const MatchCurve& curve, bool kept);

/// The target is one song: how wide the corridor is says how well that tells its balance, and
/// nothing of others.
[[nodiscard]] bool isOneSong(const Profile& profile);

} // namespace kilter
