// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/pipeline.h"
#include "ui/session/session_edits.h"

#include "core/session/limits.h"

#include <QTest>

using namespace kilter;

/// From value to value.
class SessionEditsTest : public QObject {
    Q_OBJECT

    static Session session() {
        Session session;
        session.mix = {"mix.wav", {1, 2}, WholeTrack{}};
        session.references = {{{"a.wav", {3, 4}, GoodSections{}}, true, 1.0},
                              {{"b.wav", {5, 6}, GoodSections{}}, true, 2.0}};
        return session;
    }
    static Moves proposedAndOwn() {
        Moves moves(2);
        moves[1].proposed = false;
        moves[1].amount = 0.5;
        return moves;
    }

  private slots:
    void aNewMixTakesTheOldOnesDecisionsAlong() {
        Session before = session();
        before.moves = proposedAndOwn();
        before.ownBands = proposedAndOwn();
        before.curve = MatchCurve{};
        before.match = MatchOptions{.percent = 80.0, .detailOctaves = {}};
        before.delivery.title = "Old";
        before.delivery.artist = "Somebody";
        before.delivery.isrc = "GBAYE6800011";
        before.delivery.samples = SampleFormat::Pcm16;
        before.target.loudness = Lufs{-9.0};
        Session right = session(); // how it is mastered stays, what it is goes
        right.mix = {"new.wav", {}, GoodSections{}};
        right.match = before.match;
        right.delivery.samples = before.delivery.samples;
        right.target = before.target;
        QVERIFY(edits::withMix(before, "new.wav") == right);
    }

    void numbersThatAreNotThereChangeNothing() {
        for (const int i : {-1, 2, 99}) {
            QVERIFY(edits::withoutReference(session(), i) == session());
            QVERIFY(edits::withReference(session(), i, {}) == session());
        }
        QCOMPARE(edits::withoutReference(session(), 0).references.size(), std::size_t{1});
    }

    void movesStandBesideProposalsUntilThereAreSome() {
        QVERIFY(edits::withMoves(session(), proposedAndOwn(), false).ownBands == proposedAndOwn());
        QVERIFY(*edits::withMoves(session(), proposedAndOwn(), true).moves == proposedAndOwn());
    }

    void proposalsComeBackAndOwnBandsStay() {
        Session edited = session();
        edited.moves = proposedAndOwn();
        const Session after = edits::withProposals(edited, proposedAndOwn());
        QVERIFY(!after.moves);
        QCOMPARE(after.ownBands.size(), std::size_t{1});
        QVERIFY(!after.ownBands.front().proposed);
    }

    void overallAmountScales() {
        Session edited = session();
        edited.moves = proposedAndOwn();
        edited = edits::withOverallAmount(edited, 1.5);
        QCOMPARE((*edited.moves)[0].amount, 1.5);
        QCOMPARE((*edited.moves)[1].amount, 0.75);
        QCOMPARE(edits::withOverallAmount(edited, 9.0).moveOptions.amount, limits::kAmount.most);
        QVERIFY(edits::withOverallAmount(edited, 2.0).moves->front().amount <=
                limits::kAmount.most);
        const Session none = edits::withOverallAmount(edited, 0.0);
        QCOMPARE((*none.moves)[1].amount, 0.0);
        QCOMPARE((*edits::withOverallAmount(none, 0.4).moves)[1].amount, 0.4);
        for (const double amount : {0.0, 0.5, 2.0})
            QCOMPARE(edits::withOverallAmount(edited, amount).moveOptions.amount, amount);
        Move most;
        most.amount = limits::kAmount.most;
        QCOMPARE(edits::withOverall(most, 2.0).amount, limits::kAmount.most);
        QCOMPARE(edits::withoutOverall(most, 0.5).amount, limits::kAmount.most);
        Session own = session(); // bands of one's own scale as well
        own.ownBands = proposedAndOwn();
        QCOMPARE(edits::withOverallAmount(own, 1.5).ownBands[1].amount, 0.75);
    }

    void aCurveFollowsWhatItIsMadeFrom() {
        Session before = session();
        before.match = MatchOptions{};
        before.curve = MatchCurve{};
        Session louder = before;
        louder.target.loudness = Lufs{-9.0};
        QVERIFY(edits::withCurveInStep(before, louder).curve);
        Session without = before;
        without.references[0].used = false;
        QVERIFY(!edits::withCurveInStep(before, without).curve);
        Session moved = before;
        moved.moves = proposedAndOwn();
        QVERIFY(!edits::withCurveInStep(before, moved).curve);
        Session turned = moved; // beside moves that were there already, too
        (*turned.moves)[0].amount = 0.25;
        turned.curve = moved.curve = MatchCurve{};
        QVERIFY(!edits::withCurveInStep(moved, turned).curve);
        Session given = moved; // a curve that the edit brought stays
        given.curve->gain[5] = {1.0};
        given.references[0].used = false;
        QVERIFY(edits::withCurveInStep(moved, given) == given);
        QVERIFY(
            !edits::withMatch(before, MatchOptions{.percent = 80.0, .detailOctaves = {}}).curve);
        QVERIFY(edits::withMatch(before, before.match) == before);
    }

    /// On and off again: the moves are what they were, whatever was done to one's own bands.
    void aCurveKeepsTheMoves() {
        Session before = session();
        before.moves = proposedAndOwn();
        const Session on = edits::withMatch(before, MatchOptions{});
        QVERIFY(on.moves == before.moves);
        QVERIFY(edits::withMatch(on, std::nullopt) == before);
        Moves own{proposedAndOwn()[1], proposedAndOwn()[1]};
        own[1].shape.gain = {3.0};
        const Session more = edits::withMoves(on, own, false);
        QCOMPARE(more.moves->size(), std::size_t{3});
        QVERIFY(more.moves->front() == before.moves->front());
        QVERIFY(more.moves->back() == own[1]);
        QVERIFY(standingMoves(more) == own);
        QVERIFY(standingMoves(edits::withMatch(more, std::nullopt)) == *more.moves);
    }

    void fingerprintsAreNoEdit() {
        Session older = session();
        older.mix.fingerprint = {};
        older.references[1].source = {"gone.wav", {9, 9}, GoodSections{}};
        const Session now = edits::withFingerprintsOf(older, session());
        QVERIFY(now.mix.fingerprint == session().mix.fingerprint);
        QVERIFY(now.references[1].source.fingerprint == (Fingerprint{9, 9}));
    }
};

QTEST_APPLESS_MAIN(SessionEditsTest)
#include "session_edits_test.moc"
