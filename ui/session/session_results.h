// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/job.h"
#include "ui/session/master_inputs.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace kilter {

/// The comparison and the master of a session, kept up to date by jobs: compared at once, solved
/// when there was no edit for a moment, and then guarded against codecs. On the gui thread.
class SessionResults : public QObject {
    Q_OBJECT

  public:
    SessionResults();

    /// The session is now this. `stale`: the first stage that the edit reaches.
    void follow(SessionState state, Stage stale);
    void forget(); ///< of a session that is closed

    [[nodiscard]] const std::shared_ptr<const Comparison>& comparison() const {
        return comparison_;
    }
    [[nodiscard]] const std::shared_ptr<const MeasuredMaster>& master() const { return master_; }
    [[nodiscard]] const std::optional<Gap>& gapAfter() const { return gapAfter_; }
    [[nodiscard]] bool comparisonIsCurrent() const { return !comparing_.running(); }
    [[nodiscard]] bool masterIsCurrent() const;
    /// The current master survives the codecs that it has to; else it is being seen to.
    [[nodiscard]] bool guardIsCurrent() const;
    [[nodiscard]] const std::optional<Error>& masterError() const { return masterError_; }
    [[nodiscard]] const std::vector<std::optional<Error>>& profileErrors() const {
        return profileErrors_;
    }
    [[nodiscard]] const Moves& moves() const { return moves_; }
    [[nodiscard]] const std::optional<MatchCurve>& curve() const;
    /// The moves are others than would be proposed now.
    [[nodiscard]] bool canProposeAgain() const;
    /// What the current master's equaliser is made of; null: it is not current.
    [[nodiscard]] const Balance* balance() const;
    [[nodiscard]] Work work() const;

    /// With which drive and trim the moves, or only some of them, are heard.
    struct Drive {
        Decibels drive, trim;
        Decibels makeUp;         ///< of a compressor that keeps the loudness: as last found
        Decibels ceiling;        ///< of the limiter
        const Mastered* exact{}; ///< the master that this is; null: a prediction
    };
    [[nodiscard]] Drive driveFor(const Moves& heard, const std::optional<MatchCurve>& curve) const;
    [[nodiscard]] std::optional<Lufs> masterLoudness() const; ///< solved, else predicted

    /// The references' median loudness as a target; nullopt: none of them has one.
    [[nodiscard]] std::optional<Lufs> loudnessOfReferences() const;
    /// How loud the master would stay clean, as a target, where that is known.
    [[nodiscard]] std::optional<Lufs> loudestClean() const;
    /// Looks for it, once everything is read and compared; an edit that is heard cancels it.
    void findLoudestClean();
    [[nodiscard]] bool findsLoudestClean() const { return aimPending_ || aiming_.running(); }

    /// As soon as the comparison that is under way has said what the moves are.
    void exportMaster(const ExportPlan& plan);
    void cancelExport();

  signals:
    void comparisonChanged();
    void masterChanged();
    void workChanged();
    void loudestCleanFound(std::optional<kilter::Lufs> target); ///< empty: nothing stays clean
    void exported(const kilter::ExportOutcome& outcome);
    void exportFailed(const kilter::Error& error);

  private:
    struct Compared {
        Session session; ///< for which
        std::shared_ptr<const Comparison> comparison;
        std::vector<std::optional<Error>> profileErrors;
    };

    [[nodiscard]] bool movesAlone(Stage stale) const;
    [[nodiscard]] bool proposedBefore() const;
    void compareNow();
    void compared(Compared compared);
    void followMoves();
    void solveSoon();
    void solveNow();
    void guardNow();
    void showMaster();
    void solved(const SolveInputs& inputs, std::shared_ptr<const MeasuredMaster> master);
    void measureNow();
    void findMoves();
    /// Bands of the user's own are others than those that the proposals stand beside.
    [[nodiscard]] bool ownBandsMoved() const;
    void startPendingExport();
    void startPendingAim();
    void cancelAim();
    [[nodiscard]] SolveInputs inputs() const { return solveInputsOf(state_, moves(), curve()); }
    [[nodiscard]] GuardInputs guardInputs() const { return guardInputsOf(state_.session.delivery); }
    [[nodiscard]] Decibels predictedChange(const Moves& moves,
                                           const std::optional<MatchCurve>& curve) const;

    SessionState state_;
    std::shared_ptr<const Comparison> comparison_;
    Moves moves_; ///< that are heard
    /// As it was before the user's hand was on the moves, and for which session: undoing the
    /// first edit leads back to it at once.
    std::shared_ptr<const Comparison> proposed_;
    Session proposedFor_;
    std::vector<std::optional<Error>> profileErrors_;
    std::shared_ptr<const MeasuredMaster> solved_;  ///< for solvedFor_
    std::shared_ptr<const MeasuredMaster> guarded_; ///< the same for guardedFor_; null: not yet
    std::shared_ptr<const MeasuredMaster> master_;  ///< the one of them that is shown
    std::optional<Error> masterError_;
    std::optional<Gap> gapAfter_;
    SolveInputs solvedFor_, solvingFor_;
    GuardInputs guardedFor_, guardingFor_;
    Decibels solvedChange_{}; ///< predicted for the moves of solvedFor_
    QTimer pause_;

    Job<Compared> comparing_;
    Job<std::shared_ptr<const MeasuredMaster>> solving_, guarding_;
    Job<std::optional<Lufs>> aiming_;
    bool aimPending_ = false; ///< waits for sources and comparing_
    SolveInputs aimingFor_;
    Job<Gap> measuring_; ///< the last master against the last target, whichever came later
    Job<ExportOutcome> exporting_;
    std::optional<ExportPlan> pendingExport_; ///< waits for comparing_
    double solvingFraction_ = 0.0, guardingFraction_ = 0.0, exportFraction_ = 0.0,
           aimingFraction_ = 0.0;
    std::string solvingStage_, exportStage_;
};

} // namespace kilter
