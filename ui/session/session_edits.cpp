// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_edits.h"

#include "core/session/limits.h"
#include "core/session/pipeline.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kilter::edits {

namespace {

bool has(const Session& session, int reference) {
    return reference >= 0 && static_cast<std::size_t>(reference) < session.references.size();
}

Moves ownBandsOf(const Moves& moves) {
    Moves own;
    std::copy_if(moves.begin(), moves.end(), std::back_inserter(own),
                 [](const Move& move) { return !move.proposed; });
    return own;
}

} // namespace

Session withMix(Session session, const std::filesystem::path& path) {
    session.mix = {path, {}, GoodSections{}};
    session.moves.reset();
    session.ownBands.clear();
    session.curve.reset();
    session.compressor = {};
    session.delivery.title.reset();
    session.delivery.artist.reset();
    session.delivery.isrc.reset();
    return session;
}

Session withReferences(Session session, const std::vector<std::filesystem::path>& paths) {
    for (const auto& path : paths)
        session.references.push_back({{path, {}, GoodSections{}}, true, 1.0});
    return session;
}

Session withoutReference(Session session, int reference) {
    if (has(session, reference))
        session.references.erase(session.references.begin() + reference);
    return session;
}

Session withReference(Session session, int reference, const SessionReference& value) {
    if (has(session, reference))
        session.references[static_cast<std::size_t>(reference)] = value;
    return session;
}

Session withMoves(Session session, Moves moves, bool compared) {
    if (session.moves && session.match) {
        std::erase_if(*session.moves, [](const Move& move) { return !move.proposed; });
        session.moves->insert(session.moves->end(), moves.begin(), moves.end());
    } else if (session.moves || compared) {
        session.moves = std::move(moves);
    } else {
        session.ownBands = std::move(moves);
    }
    return session;
}

Session withOverallAmount(Session session, double amount) {
    const double before = session.moveOptions.amount;
    const double after = std::clamp(amount, 0.0, limits::kAmount.most);
    const auto scale = [&](Moves& moves) {
        for (Move& move : moves)
            move = withOverall(withoutOverall(move, before), after);
    };
    scale(session.ownBands);
    if (session.moves)
        scale(*session.moves);
    session.moveOptions.amount = after;
    return session;
}

Session withProposals(Session session, const Moves& heard) {
    session.ownBands = ownBandsOf(heard);
    session.moves.reset();
    session.curve.reset();
    return session;
}

Session withMatch(Session session, const std::optional<MatchOptions>& match) {
    if (match != session.match)
        session.curve.reset();
    session.match = match;
    return session;
}

Move withOverall(Move move, double overall) {
    move.amount = std::min(move.amount * overall, limits::kAmount.most);
    return move;
}

Move withoutOverall(Move move, double overall) {
    move.amount = overall > 0.0 ? std::min(move.amount / overall, limits::kAmount.most) : 1.0;
    return move;
}

Session withCurveInStep(const Session& before, Session after) {
    // The same curve in both: it was not this edit that set it.
    if (after.curve == before.curve &&
        (firstStale(before, after) < Stage::Solve || before.moves != after.moves))
        after.curve.reset();
    return after;
}

Session withFingerprintsOf(Session session, const Session& known) {
    const auto adopt = [&](Source& source) {
        if (source.path == known.mix.path)
            source.fingerprint = known.mix.fingerprint;
        for (const SessionReference& reference : known.references)
            if (source.path == reference.source.path)
                source.fingerprint = reference.source.fingerprint;
    };
    adopt(session.mix);
    for (SessionReference& reference : session.references)
        adopt(reference.source);
    return session;
}

} // namespace kilter::edits
