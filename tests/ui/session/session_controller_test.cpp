// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/session/session_fixture.h"

#include "core/playback/listening.h"
#include "core/session/session_json.h"

#include <QSignalSpy>
#include <QUndoStack>

using namespace kilter;
using namespace kilter::testing;

/// The controller with three songs of 8 s: what it finds, what edits do to it, by value.
class SessionControllerTest : public QObject {
    Q_OBJECT

    static constexpr int kMix = SessionController::kMix;
    const MixAndReferences songs_{};

    void start(SessionController& controller) const {
        controller.startSession(songs_.mix, {songs_.a, songs_.b});
    }

  public:
    static void initMain() { moveHome(); }

  private slots:
    void loadsComparesAndSolves() {
        SessionController controller;
        QVERIFY(!controller.busy());
        start(controller);
        QCOMPARE(controller.source(kMix).state, SourceState::Loading);
        QCOMPARE(controller.source(0).state, SourceState::Loading);
        QCOMPARE(controller.source(1).state, SourceState::Waiting); // two at a time
        QCOMPARE(controller.work().kind, Work::Kind::Loading);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);

        QCOMPARE(controller.source(kMix).state, SourceState::Loaded);
        QCOMPARE(controller.source(1).state, SourceState::Loaded);
        QVERIFY(controller.session().mix.fingerprint.bytes > 0);
        QVERIFY(controller.comparison());
        QCOMPARE(controller.comparison()->profile.references, 2);
        QVERIFY(!controller.moves().empty());
        const auto master = controller.master();
        QVERIFY(std::abs(master->mastered.solved.reached->value - -14.0) <= 0.05);
        QVERIFY(std::abs(master->analysis.loudness.integrated->value - -14.0) <= 0.05);
        QVERIFY(controller.gapAfter());
        QVERIFY(!controller.driveIsPredicted());
        QVERIFY(!controller.modified());
        const SourceLoudness loudness = controller.loudness();
        QVERIFY(loudness.mix && loudness.master && loudness.references[1]);
        QVERIFY(!loudness.references[2]);
    }

    /// Every kind of edit: another session, undone the same as before, redone the same as after.
    void everyEditIsUndone() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        Move band;
        band.shape = {FilterKind::Bell, Hertz{500.0}, Decibels{2.0}, 1.0, 12};
        Delivery cd;
        cd.samples = SampleFormat::Pcm16;
        const std::vector<std::pair<const char*, std::function<void()>>> edits{
            {"used", [&] { controller.setReferenceUsed(1, false); }},
            {"weight", [&] { controller.setReferenceWeight(0, 2.0); }},
            {"section",
             [&] {
                 controller.setSection(kMix, Section{{1.0}, {4.0}});
             }},
            {"section of reference", [&] { controller.setSection(0, WholeTrack{}); }},
            {"remove reference", [&] { controller.removeReference(0); }},
            {"add reference", [&] { controller.addReference(songs_.b); }},
            {"profile", [&] { controller.addProfile({}); }},
            {"profile off", [&] { controller.setProfileUsed(0, false); }},
            {"no profile", [&] { controller.removeProfile(0); }},
            {"band", [&] { controller.addBand(band); }},
            {"move off", [&] { controller.setMoveEnabled(0, false); }},
            {"amount", [&] { controller.setMoveAmount(0, 0.5); }},
            {"overall", [&] { controller.setOverallAmount(0.7); }},
            {"remove move", [&] { controller.removeMove(0); }},
            {"propose again", [&] { controller.proposeAgain(); }},
            {"options", [&] { controller.setMoveOptions({.most = 3}); }},
            {"match", [&] { controller.setMatch(MatchOptions{}); }},
            {"match off", [&] { controller.setMatch(std::nullopt); }},
            {"phase", [&] { controller.setPhase(KernelPhase::Linear); }},
            {"target",
             [&] {
                 controller.setTarget({Lufs{-9.0}, {}});
             }},
            {"ceiling", [&] { controller.setCeiling(Decibels{-0.5}); }},
            {"limiter", [&] { controller.setLimiterMode(LimiterMode::Loud); }},
            {"link", [&] { controller.setLimiterLink(0.5); }},
            {"release", [&] { controller.setLimiterRelease(80.0); }},
            {"delivery", [&] { controller.setDelivery(cd); }},
            {"tags", [&] { controller.setTags("Title", "Artist", std::nullopt); }},
            {"relink", [&] { controller.relink(0, songs_.a); }},
            {"mix", [&] { controller.setMix(songs_.a); }},
        };
        std::vector<Session> states{controller.session()};
        for (const auto& [name, edit] : edits) {
            edit();
            // What is read on the way is no edit: the fingerprint of a file that is new.
            QTRY_VERIFY_WITH_TIMEOUT(controller.work().kind != Work::Kind::Loading &&
                                         controller.comparisonIsCurrent(),
                                     kPatience);
            QVERIFY2(controller.session() != states.back(), name);
            QCOMPARE(controller.undoStack()->count(), static_cast<int>(states.size()));
            states.push_back(controller.session());
        }
        for (std::size_t i = edits.size(); i-- > 0;) {
            controller.undoStack()->undo();
            QTRY_VERIFY_WITH_TIMEOUT(controller.work().kind != Work::Kind::Loading, kPatience);
            QVERIFY2(controller.session() == states[i], edits[i].first);
        }
        QVERIFY(!controller.modified());
        for (std::size_t i = 0; i < edits.size(); ++i) {
            controller.undoStack()->redo();
            QTRY_VERIFY_WITH_TIMEOUT(controller.work().kind != Work::Kind::Loading, kPatience);
            QVERIFY2(controller.session() == states[i + 1], edits[i].first);
        }
        QVERIFY(controller.modified());
    }

    void gestureIsOneStep() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        const Session before = controller.session();
        const Moves proposed = controller.moves();
        for (int i = 1; i <= 20; ++i) {
            controller.beginGesture(); // as a view does that knows no beginning
            Move move = controller.movesWithoutOverall().front();
            move.shape.gain = Decibels{0.1 * i};
            controller.setMove(0, move);
        }
        controller.endGesture();
        QCOMPARE(controller.undoStack()->count(), 1);
        QCOMPARE(controller.moves().front().shape.gain.value, 2.0);
        QVERIFY(controller.driveIsPredicted());
        controller.setMoveAmount(0, 0.3);
        QCOMPARE(controller.undoStack()->count(), 2);
        controller.undoStack()->undo();
        controller.undoStack()->undo();
        QVERIFY(controller.session() == before);
        QTRY_VERIFY_WITH_TIMEOUT(controller.comparisonIsCurrent(), kPatience);
        QVERIFY(controller.moves() == proposed);

        controller.beginGesture();
        controller.setOverallAmount(0.0);
        controller.setOverallAmount(1.0);
        controller.endGesture();
        QCOMPARE(controller.undoStack()->count(), 0); // a gesture that leads back is no step
    }

    void overallAmountScalesAndGivesBack() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        controller.setMoveAmount(0, 0.5);
        controller.setOverallAmount(0.5);
        QCOMPARE(controller.moves().front().amount, 0.25);
        QCOMPARE(controller.movesWithoutOverall().front().amount, 0.5);
        controller.beginGesture();
        controller.setOverallAmount(0.0);
        QCOMPARE(controller.moves().front().amount, 0.0);
        controller.setOverallAmount(1.0);
        controller.endGesture();
        QCOMPARE(controller.moves().front().amount, 0.5);
    }

    void editIsPredictedThenSolved() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        const auto first = controller.master();
        const Gap gap = controller.comparison()->gap;

        QSignalSpy heard(&controller, &SessionController::chainChanged);
        Move band;
        band.shape = {FilterKind::Bell, Hertz{1000.0}, Decibels{6.0}, 0.5, 12};
        controller.addBand(band);
        QVERIFY(controller.driveIsPredicted());
        QVERIFY(!controller.masterIsCurrent());
        QVERIFY(controller.comparison()->predicted.gap != gap.gap);
        // A chain designed before the edit may still come in first.
        ChainSettings predicted = first->mastered.solved.settings;
        const auto predictionIsHeard = [&] {
            while (!heard.isEmpty() && predicted.drive == first->mastered.solved.settings.drive)
                predicted = heard.takeFirst().front().value<ChainSettings>();
            return predicted.drive.level() <
                   first->mastered.solved.settings.drive.level() - Decibels{1.0};
        };
        QTRY_VERIFY_WITH_TIMEOUT(predictionIsHeard(), kPatience);

        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(!controller.driveIsPredicted());
        const auto& solved = controller.master()->mastered.solved;
        QVERIFY(*solved.hit);
        QVERIFY2(std::abs((solved.settings.drive.level() - predicted.drive.level()).value) < 1.0,
                 "the prediction is near enough to listen to");
        QTRY_VERIFY_WITH_TIMEOUT(controller.chain().drive == solved.settings.drive, kPatience);

        controller.undoStack()->undo(); // what was solved before is solved again, the same
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(controller.master()->mastered.solved.settings == first->mastered.solved.settings);
    }

    /// The first hand on the proposals, taken back: they are there again at once, not after they
    /// were found anew, and redone it is the hand's again.
    void theFirstEditIsUndoneAtOnce() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        const Moves proposed = controller.moves();
        const Gap predicted = controller.comparison()->predicted;
        controller.setMoveAmount(0, 0.25);
        const Moves edited = controller.moves();
        QVERIFY(edited != proposed);
        controller.undoStack()->undo();
        QVERIFY(controller.moves() == proposed);
        QCOMPARE(controller.comparison()->predicted.rms, predicted.rms);
        QVERIFY(controller.comparisonIsCurrent());
        controller.undoStack()->redo();
        QTRY_VERIFY_WITH_TIMEOUT(controller.moves() == edited, kPatience);
        controller.undoStack()->undo();
        // With other references the old proposals are worth nothing.
        controller.removeReference(1);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        const Moves ofOne = controller.moves();
        QVERIFY(ofOne != proposed);
        controller.setMoveAmount(0, 0.25);
        controller.undoStack()->undo();
        QVERIFY(controller.moves() == ofOne);
    }

    void auditionsAreOtherChains() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        Move band;
        band.shape = {FilterKind::Bell, Hertz{500.0}, Decibels{2.0}, 1.0, 12};
        controller.addBand(band);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        const auto bandsOf = [&] {
            int on = 0;
            for (const BandSettings& band : controller.chain().equaliser.bands)
                on += band.stageCount > 0 ? 1 : 0;
            return on;
        };
        const int all = static_cast<int>(controller.moves().size());
        QTRY_COMPARE_WITH_TIMEOUT(bandsOf(), all, kPatience);
        controller.setAudition(Audition::Solo, 0);
        QTRY_COMPARE_WITH_TIMEOUT(bandsOf(), 1, kPatience);
        QVERIFY(controller.driveIsPredicted());
        controller.setAudition(Audition::Bypass, 1);
        QTRY_COMPARE_WITH_TIMEOUT(bandsOf(), all - 1, kPatience);
        controller.setAudition(Audition::Delta, 1);
        QTRY_COMPARE_WITH_TIMEOUT(bandsOf(), all, kPatience);
        QVERIFY(!controller.driveIsPredicted());
        controller.removeMove(0);
        QCOMPARE(controller.audition(), Audition::None);
        QCOMPARE(controller.auditionedMove(), -1);
        controller.setAudition(Audition::Solo, 99);
        QCOMPARE(controller.audition(), Audition::None);
    }

    void withoutReferences() {
        SessionController controller;
        controller.setMix(songs_.mix);
        QVERIFY(controller.modified());
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(!controller.comparison());
        QVERIFY(controller.moves().empty());
        QVERIFY(*controller.master()->mastered.solved.hit);
        Move band;
        band.shape.gain = Decibels{1.0};
        controller.addBand(band); // stands beside proposals that come later
        QVERIFY(!controller.session().moves);
        QCOMPARE(controller.moves().size(), std::size_t{1});
        controller.addReferences({songs_.a, songs_.b});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(controller.moves().size() > 1);
        QVERIFY(!controller.moves().back().proposed);
    }

    void matchCurveInsteadOfMoves() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        controller.setMatch(MatchOptions{});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(controller.curve() && controller.moves().empty());
        const MatchCurve half = *controller.curve();
        controller.setMatch(MatchOptions{.percent = 100.0, .detailOctaves = {}});
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(*controller.curve() != half);
        controller.setMatch(std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QVERIFY(!controller.curve() && !controller.moves().empty());
    }

    void cancelsWithinASecond() {
        SessionController controller;
        start(controller);
        controller.cancelLoad(0);
        QCOMPARE(controller.source(0).state, SourceState::Failed);
        QCOMPARE(controller.source(0).error->code, ErrorCode::Cancelled);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QCOMPARE(controller.comparison()->profile.references, 1); // it went on without it
        controller.reload(0);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QCOMPARE(controller.comparison()->profile.references, 2);
    }

    void referencesComeAndGo() {
        SessionController controller;
        start(controller);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        const auto track = controller.source(1).loaded.track;
        controller.removeReference(0);
        QVERIFY2(controller.source(0).loaded.track == track, "what only moved is not read again");
        QVERIFY(!controller.source(1).ready());
        controller.undoStack()->undo();
        QVERIFY(controller.source(1).loaded.track == track);
        QTRY_VERIFY_WITH_TIMEOUT(settledDown(controller), kPatience);
        QCOMPARE(controller.comparison()->profile.references, 2);
    }
};

QTEST_GUILESS_MAIN(SessionControllerTest)
#include "session_controller_test.moc"
