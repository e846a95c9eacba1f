// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_results.h"

#include "core/base/utf8.h"
#include "core/moves/predict.h"
#include "core/session/loudness_aim.h"
#include "ui/session/drive_prediction.h"

#include <chrono>
#include <utility>

namespace kilter {

namespace {
constexpr std::chrono::milliseconds kPause{250}; // after an edit, before it is solved
} // namespace

SessionResults::SessionResults() {
    pause_.setSingleShot(true);
    pause_.setInterval(kPause);
    connect(&pause_, &QTimer::timeout, this, &SessionResults::solveNow);
}

void SessionResults::forget() {
    pause_.stop();
    comparing_.cancel();
    solving_.cancel();
    guarding_.cancel();
    measuring_.cancel();
    exporting_.cancel();
    cancelAim();
    pendingExport_.reset();
    state_ = {};
    moves_.clear();
    comparison_.reset();
    proposed_.reset();
    profileErrors_.clear();
    solved_.reset();
    guarded_.reset();
    master_.reset();
    masterError_.reset();
    gapAfter_.reset();
    solvedFor_ = {};
    guardedFor_ = {};
}

void SessionResults::follow(SessionState state, Stage stale) {
    const bool otherMix = state.mix.track != state_.mix.track;
    const bool otherTarget = state.session.target != state_.session.target;
    state_ = std::move(state);
    if (otherTarget || !state_.mix.analysis)
        cancelAim();
    if (otherMix || !state_.mix.analysis) {
        comparing_.cancel();
        measuring_.cancel();
        comparison_.reset();
        proposed_.reset();
        solved_.reset();
        guarded_.reset();
        master_.reset();
        gapAfter_.reset();
    }
    if (stale < Stage::Propose)
        proposed_.reset(); // it was about other tracks
    const bool movesMatter = state_.session.match || comparing_.running();
    if (!state_.mix.analysis) {
        solving_.cancel();
        guarding_.cancel();
        pause_.stop();
    } else if (movesAlone(stale)) {
        followMoves();
    } else if (stale == Stage::Propose && proposedBefore()) {
        comparing_.cancel();
        comparison_ = proposed_;
    } else if (stale <= Stage::Propose || (stale == Stage::Solve && movesMatter)) {
        compareNow();
    }
    findMoves();
    showMaster();
    if (guardIsCurrent())
        masterError_.reset(); // it was about codecs that are not asked any more
    emit comparisonChanged();
    emit masterChanged();
    if (aiming_.running() && inputs() != aimingFor_)
        cancelAim();
    startPendingAim();
    solveSoon();
    startPendingExport();
    emit workChanged();
}

void SessionResults::findMoves() {
    const Session& session = state_.session;
    moves_ = session.match || session.moves || !comparison_ ? standingMoves(session)
                                                            : comparison_->moves;
}

const std::optional<MatchCurve>& SessionResults::curve() const {
    static const std::optional<MatchCurve> kNone;
    if (!state_.session.match)
        return kNone; // at once, before it is compared again
    return comparison_ ? comparison_->curve : state_.session.curve;
}

/// The edit reaches no further back than moves that are the user's: then the gap stays, and
/// what compare() would say is quickly said here, while a hand moves.
bool SessionResults::movesAlone(Stage stale) const {
    return stale >= Stage::Propose && comparison_ && !comparing_.running() &&
           state_.session.moves && !state_.session.match && !comparison_->curve;
}

/// The moves are again what was proposed, for the same tracks and with the same options.
bool SessionResults::proposedBefore() const {
    return proposed_ && !state_.session.moves && !state_.session.match &&
           firstStale(proposedFor_, state_.session) > Stage::Propose;
}

bool SessionResults::ownBandsMoved() const {
    if (!comparison_ || state_.session.match)
        return false;
    const auto own = [](Moves moves) {
        std::erase_if(moves, [](const Move& move) { return move.proposed; });
        return moves;
    };
    return own(moves_) != own(comparison_->proposal);
}

bool SessionResults::canProposeAgain() const {
    return state_.session.moves && !state_.session.match && comparison_ && comparisonIsCurrent() &&
           moves_ != comparison_->proposal;
}

void SessionResults::followMoves() {
    if (comparison_->moves != *state_.session.moves)
        comparison_ =
            std::make_shared<const Comparison>(withMoves(*comparison_, *state_.session.moves));
}

void SessionResults::compareNow() {
    comparing_.startNext(
        [state = state_](const Progress&) -> Result<Compared> {
            Compared result;
            result.session = state.session;
            Targets targets;
            for (const LoadedTrack& reference : state.references)
                targets.references.push_back(reference.analysis);
            for (const SessionProfile& profile : state.session.profiles) {
                auto loaded = loadProfile(profile);
                result.profileErrors.push_back(loaded ? std::nullopt
                                                      : std::optional(loaded.error()));
                targets.profiles.push_back(loaded ? std::optional(std::move(*loaded))
                                                  : std::nullopt);
            }
            if (auto comparison = compare(state.session, *state.mix.analysis, targets))
                result.comparison = std::make_shared<const Comparison>(std::move(*comparison));
            return result;
        },
        [this](Result<Compared> result) {
            if (result)
                compared(std::move(*result));
            startPendingAim();
            startPendingExport();
        });
}

void SessionResults::compared(Compared compared) {
    comparison_ = std::move(compared.comparison);
    if (!compared.session.moves && !compared.session.match) {
        proposed_ = comparison_;
        proposedFor_ = std::move(compared.session);
    }
    profileErrors_ = std::move(compared.profileErrors);
    findMoves();
    measureNow();
    emit comparisonChanged();
    emit masterChanged();
    solveSoon();
    emit workChanged();
}

bool SessionResults::guardIsCurrent() const {
    return masterIsCurrent() &&
           (guardInputs().demands.codecs.empty() || (guarded_ && guardInputs() == guardedFor_));
}

bool SessionResults::masterIsCurrent() const {
    return master_ && !comparing_.running() && inputs() == solvedFor_;
}

const Balance* SessionResults::balance() const {
    return masterIsCurrent() ? &master_->mastered.balance : nullptr;
}

void SessionResults::solveSoon() {
    if (!state_.mix.analysis || findsLoudestClean())
        return; // the target is about to be another
    const SolveInputs now = inputs();
    if (solving_.running() && now != solvingFor_)
        solving_.cancel();
    if (guarding_.running() && (now != solvedFor_ || guardInputs() != guardingFor_))
        guarding_.cancel();
    if (guardIsCurrent())
        pause_.stop();
    else if (!solving_.running() && !guarding_.running())
        pause_.start();
}

void SessionResults::solveNow() {
    // Whoever ends last of these calls solveSoon() again.
    if (!state_.mix.analysis || !state_.complete || comparing_.running() || exporting_.running() ||
        findsLoudestClean())
        return;
    if (ownBandsMoved()) {
        compareNow(); // what would be proposed beside them
        return;
    }
    if (masterIsCurrent()) {
        guardNow();
        return;
    }
    solvingFor_ = inputs();
    solvingFraction_ = 0.0;
    solving_.start(
        [state = state_, comparison = comparison_](const Progress& progress) {
            return masterOf(state, comparison.get(), progress);
        },
        [this, inputs = solvingFor_](Result<std::shared_ptr<const MeasuredMaster>> master) {
            if (master)
                solved(inputs, std::move(*master));
            else
                masterError_ = master.error();
            emit masterChanged();
            emit workChanged();
        },
        [this](double fraction, const std::string& stage) {
            solvingFraction_ = fraction;
            solvingStage_ = stage;
            emit workChanged();
        });
    emit workChanged();
}

/// Two encodes at a time until no codec passes its ceiling: some seconds, in which the master can
/// be heard as it was solved.
void SessionResults::guardNow() {
    if (guardIsCurrent() || !solved_)
        return;
    guardingFor_ = guardInputs();
    guardingFraction_ = 0.0;
    guarding_.start(
        [state = state_, solved = solved_](const Progress& progress) {
            return guardedOf(state, solved, progress);
        },
        [this, inputs = guardingFor_](Result<std::shared_ptr<const MeasuredMaster>> master) {
            if (master) {
                guarded_ = std::move(*master);
                guardedFor_ = inputs;
                masterError_.reset();
                showMaster();
            } else {
                masterError_ = master.error();
            }
            emit masterChanged();
            emit workChanged();
        },
        [this](double fraction, const std::string&) {
            guardingFraction_ = fraction;
            emit workChanged();
        });
    emit workChanged();
}

/// The master with its dips where they are known, and otherwise without.
void SessionResults::showMaster() {
    const bool guarded = guarded_ && guardInputs() == guardedFor_;
    const auto& shown = guarded ? guarded_ : solved_;
    if (shown == master_)
        return;
    master_ = shown;
    measureNow();
}

void SessionResults::solved(const SolveInputs& inputs,
                            std::shared_ptr<const MeasuredMaster> master) {
    solved_ = std::move(master);
    guarded_.reset();
    masterError_.reset();
    solvedFor_ = inputs;
    solvedChange_ = predictedChange(inputs.moves, inputs.curve);
    showMaster();
    solveSoon(); // the codecs come next
}

/// Masters and targets come in either order: a reference may change while a master is solved that
/// does not depend on it.
void SessionResults::measureNow() {
    gapAfter_.reset();
    measuring_.cancel();
    if (!comparison_ || !master_)
        return;
    measuring_.start(
        [comparison = comparison_, master = master_](const Progress&) -> Result<Gap> {
            return measuredGap(comparison->gap, master->analysis.spectrogram);
        },
        [this](Result<Gap> gap) {
            if (gap)
                gapAfter_ = std::move(*gap);
            emit masterChanged();
            emit workChanged();
        });
}

Decibels SessionResults::predictedChange(const Moves& moves,
                                         const std::optional<MatchCurve>& curve) const {
    if (!comparison_)
        return {};
    Decibels change = predictedLoudnessChange(comparison_->gap, moves);
    if (curve)
        change += predictedLoudnessChange(predictedGap(comparison_->gap, moves), *curve);
    return change;
}

SessionResults::Drive SessionResults::driveFor(const Moves& heard,
                                               const std::optional<MatchCurve>& curve) const {
    Drive result;
    result.ceiling = state_.session.limiter.ceiling;
    if (master_) {
        const ChainSettings& settings = master_->mastered.solved.settings;
        result.trim = settings.limiter.trim;
        if (settings.compressor.findMakeUp)
            result.makeUp = settings.compressor.makeUp.level();
        if (masterIsCurrent() && heard == solvedFor_.moves && curve == solvedFor_.curve) {
            result.drive = settings.drive.level();
            result.ceiling = settings.limiter.ceiling;
            result.exact = &master_->mastered;
            return result;
        }
    }
    DriveSituation situation;
    situation.target = state_.session.target;
    if (state_.mix.analysis)
        situation.mix = state_.mix.analysis->loudness.integrated;
    situation.change = predictedChange(heard, curve);
    if (master_) {
        const Solved& solved = master_->mastered.solved;
        situation.last = {solved.settings.drive.level(), solved.reached, solved.slope,
                          solvedFor_.target, solvedChange_};
    }
    result.drive = predictedDrive(situation);
    return result;
}

std::optional<Lufs> SessionResults::masterLoudness() const {
    if (masterIsCurrent())
        return master_->mastered.solved.reached;
    if (!state_.mix.analysis)
        return std::nullopt;
    if (state_.session.target.loudness)
        return state_.session.target.loudness;
    const auto mix = state_.mix.analysis->loudness.integrated;
    return mix ? std::optional(*mix + predictedChange(moves(), curve()) +
                               state_.session.target.drive)
               : std::nullopt;
}

Work SessionResults::work() const {
    if (exporting_.running() || pendingExport_)
        return {Work::Kind::Exporting, exportFraction_, exportStage_};
    if (comparing_.running() || measuring_.running())
        return {Work::Kind::Comparing, 0.0, {}};
    if (findsLoudestClean())
        return {Work::Kind::Aiming, aimingFraction_, {}};
    if (solving_.running())
        return {Work::Kind::Solving, solvingFraction_, solvingStage_};
    if (guarding_.running())
        return {Work::Kind::Guarding, guardingFraction_, {}};
    if (pause_.isActive())
        return {masterIsCurrent() ? Work::Kind::Guarding : Work::Kind::Solving, 0.0, {}};
    return {};
}

std::optional<Lufs> SessionResults::loudnessOfReferences() const {
    Targets targets;
    for (const LoadedTrack& reference : state_.references)
        targets.references.push_back(reference.analysis);
    const auto target =
        targetOf(LoudnessAim::References, state_.session, state_.mix, targets, nullptr);
    return target ? *target : std::nullopt;
}

std::optional<Lufs> SessionResults::loudestClean() const {
    if (!masterIsCurrent() || !master_->mastered.loudestClean)
        return std::nullopt;
    return asTarget(*master_->mastered.loudestClean);
}

void SessionResults::findLoudestClean() {
    if (!state_.mix.analysis || findsLoudestClean())
        return;
    aimPending_ = true;
    aimingFraction_ = 0.0;
    startPendingAim();
    emit workChanged();
}

void SessionResults::startPendingAim() {
    if (!aimPending_ || !state_.complete || comparing_.running())
        return; // the comparison decides about the moves
    aimPending_ = false;
    solving_.cancel(); // for a target that is about to be another
    guarding_.cancel();
    pause_.stop();
    aimingFor_ = inputs();
    aiming_.start(
        [state = state_, comparison = comparison_](const Progress& progress) {
            return targetOf(LoudnessAim::Clean, state.session, state.mix, {}, comparison.get(),
                            progress);
        },
        [this](const Result<std::optional<Lufs>>& target) {
            if (target)
                emit loudestCleanFound(*target);
            else
                masterError_ = target.error();
            solveSoon(); // where that is the target already, or there is none
            emit workChanged();
        },
        [this](double fraction, const std::string&) {
            aimingFraction_ = fraction;
            emit workChanged();
        });
}

void SessionResults::cancelAim() {
    aimPending_ = false;
    aiming_.cancel();
}

void SessionResults::exportMaster(const ExportPlan& plan) {
    if (exporting_.running() || pendingExport_)
        return;
    exportFraction_ = 0.0;
    exportStage_.clear();
    pendingExport_ = plan;
    startPendingExport();
    emit workChanged();
}

void SessionResults::startPendingExport() {
    if (!pendingExport_ || comparing_.running())
        return; // the comparison decides about the moves
    const ExportPlan plan = *std::exchange(pendingExport_, std::nullopt);
    if (!state_.mix.analysis) {
        emit exportFailed({ErrorCode::FileNotFound, {}, utf8(state_.session.mix.path)});
        return;
    }
    cancelAim();
    solving_.cancel(); // exporting finds by itself what is not known yet
    guarding_.cancel();
    pause_.stop();
    const KnownMaster known{masterIsCurrent() ? solved_ : nullptr,
                            guardIsCurrent() ? master_ : nullptr};
    exporting_.start(
        [state = state_, comparison = comparison_, plan, known](const Progress& progress) {
            return exportOf(state, comparison.get(), known, plan, progress);
        },
        [this, inputs = inputs(), guardInputs = guardInputs()](Result<ExportOutcome> outcome) {
            if (outcome && inputs == this->inputs()) {
                solved(inputs, outcome->solved);
                guarded_ = outcome->mastered;
                guardedFor_ = guardInputs;
                showMaster();
            }
            emit masterChanged();
            solveSoon();
            emit workChanged();
            if (outcome)
                emit exported(*outcome);
            else
                emit exportFailed(outcome.error());
        },
        [this](double fraction, const std::string& stage) {
            exportFraction_ = fraction;
            exportStage_ = stage;
            emit workChanged();
        });
}

void SessionResults::cancelExport() {
    if (std::exchange(pendingExport_, std::nullopt)) {
        emit exportFailed({ErrorCode::Cancelled, {}, {}});
        emit workChanged();
    }
    exporting_.stop();
}

} // namespace kilter
