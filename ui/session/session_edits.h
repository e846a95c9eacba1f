// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/session/session.h"

#include <filesystem>
#include <vector>

/// What the user's edits make of a session: from value to value. An index that is not there
/// changes nothing.
namespace kilter::edits {

/// A new song: what was decided for the old one's sound goes, the user's own bands and the
/// compressor too.
[[nodiscard]] Session withMix(Session session, const std::filesystem::path& path);
[[nodiscard]] Session withReferences(Session session,
                                     const std::vector<std::filesystem::path>& paths);
[[nodiscard]] Session withoutReference(Session session, int reference);
[[nodiscard]] Session withReference(Session session, int reference, const SessionReference& value);

/// The moves as the user leaves them. `heard` are those that there are now; while nothing was
/// compared (`compared` false) they are bands beside the proposals to come. With a match curve they
/// are the user's own bands alone, and the moves that it stands for stay behind them.
[[nodiscard]] Session withMoves(Session session, Moves moves, bool compared);

/// Every move scaled from the session's overall amount to `amount`, 0..2.
[[nodiscard]] Session withOverallAmount(Session session, double amount);

/// Proposals instead of what the user made of them; bands of the user's own stay.
[[nodiscard]] Session withProposals(Session session, const Moves& heard);
/// A match curve instead of the moves, which stay in the session as they are; empty: they sound
/// again.
[[nodiscard]] Session withMatch(Session session, const std::optional<MatchOptions>& match);

/// `move` with its own amount times `overall`, and back; where `overall` is 0, its own is taken
/// for 1.
[[nodiscard]] Move withOverall(Move move, double overall);
[[nodiscard]] Move withoutOverall(Move move, double overall);

/// The match curve follows what it is made from: forgotten when `after` compares something else.
[[nodiscard]] Session withCurveInStep(const Session& before, Session after);

/// `session` with the fingerprints of `known` for sources at the same place: what a file is, is
/// not the user's edit, and no undo brings an older file back.
[[nodiscard]] Session withFingerprintsOf(Session session, const Session& known);

} // namespace kilter::edits
