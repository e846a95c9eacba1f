// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_controller_p.h"

#include "core/session/session_json.h"
#include "ui/path_text.h"
#include "ui/session/session_commands.h"
#include "ui/session/session_edits.h"

#include <QDate>

#include <cstddef>
#include <utility>

namespace kilter {

SessionController::Private::Private(SessionController* controller)
    : controller_(controller) {
    session.created = QDate::currentDate().toString(Qt::ISODate).toStdString();

    connect(&sources, &SessionSources::loaded, this, &Private::sourceLoaded);
    connect(&sources, &SessionSources::changed, this, &Private::sourceChanged);

    connect(&results, &SessionResults::comparisonChanged, this, [this] {
        updatePreview();
        emit controller_->comparisonChanged();
    });
    connect(&results, &SessionResults::masterChanged, this, [this] {
        updatePreview();
        emit controller_->masterChanged();
    });
    connect(&results, &SessionResults::workChanged, this, &Private::workMayHaveEnded);
    connect(&results, &SessionResults::exported, controller_, &SessionController::exported);
    connect(&results, &SessionResults::exportFailed, controller_, &SessionController::exportFailed);

    connect(&preview, &Preview::settingsChanged, this,
            [this] { emit controller_->chainChanged(preview.settings()); });
    connect(&preview, &Preview::sourcesChanged, controller_,
            &SessionController::previewSourcesChanged);

    connect(&undo, &QUndoStack::indexChanged, this, [this] {
        if (adopting_)
            return;
        if (undo.isClean())
            autosave.forget();
        else
            autosave.remember(session, file.path());
    });
    connect(&undo, &QUndoStack::cleanChanged, controller_, &SessionController::titleChanged);

    connect(&file, &SessionFile::wasRead, this,
            [this](const Session& read, const std::filesystem::path& path) {
                autosave.forget();
                adopt(read, path);
                SessionFile::addRecent(path);
                emit controller_->opened();
            });
    connect(&file, &SessionFile::readFailed, this,
            [this](const std::filesystem::path& path, const Error& error) {
                emit controller_->openFailed(textOf(path), error);
                emit controller_->workChanged();
            });
    connect(&file, &SessionFile::wasWritten, this, [this](const std::filesystem::path& path) {
        file.setPath(path);
        SessionFile::addRecent(path);
        // What a file turned out to be meanwhile is not the user's edit.
        if (edits::withFingerprintsOf(saving_, session) == session) {
            undo.setClean();
            autosave.forget();
        }
        emit controller_->titleChanged();
        emit controller_->workChanged();
        emit controller_->saved(textOf(path));
    });
    connect(&file, &SessionFile::writeFailed, this,
            [this](const std::filesystem::path& path, const Error& error) {
                emit controller_->workChanged();
                emit controller_->saveFailed(textOf(path), error);
            });
}

SessionController::Private::~Private() {
    undo.disconnect(); // it tells of its end as if the edits were undone
    if (!leaving)
        autosave.forget();
}

// Edits

void SessionController::Private::change(const QString& text, Session after) {
    after = edits::withCurveInStep(session, std::move(after));
    if (after == session)
        return;
    undo.push(new SessionEdit(text, gesture, session, std::move(after),
                              [this](const Session& next) { apply(next); }));
}

void SessionController::Private::changeSource(const QString& text, int index,
                                              const EditSource& edit) {
    Session edited = session;
    if (index == kMix)
        edit(edited.mix);
    else if (index >= 0 && static_cast<std::size_t>(index) < edited.references.size())
        edit(edited.references[static_cast<std::size_t>(index)].source);
    change(text, std::move(edited));
}

void SessionController::Private::changeReference(const QString& text, int reference,
                                                 const EditReference& edit) {
    Session edited = session;
    if (reference >= 0 && static_cast<std::size_t>(reference) < edited.references.size())
        edit(edited.references[static_cast<std::size_t>(reference)]);
    change(text, std::move(edited));
}

void SessionController::Private::changeMove(const QString& text, int index, const EditMove& edit) {
    Moves all = results.moves();
    if (index < 0 || static_cast<std::size_t>(index) >= all.size())
        return;
    Move& move = all[static_cast<std::size_t>(index)];
    const double overall = session.moveOptions.amount;
    const Move before = edits::withoutOverall(move, overall);
    Move after = before;
    edit(after);
    if (after == before)
        return;
    move = edits::withOverall(after, overall);
    changeMoves(text, std::move(all));
}

void SessionController::Private::changeMoves(const QString& text, Moves moves) {
    const bool compared = results.comparison() != nullptr && !session.match;
    change(text, edits::withMoves(session, std::move(moves), compared));
}

void SessionController::Private::beginGesture() {
    if (gesture != 0)
        return;
    gesture = ++gestures_;
    gestureBase_ = session;
}

const Session& SessionController::Private::gestureBase() const {
    return gesture == 0 ? session : gestureBase_;
}

void SessionController::Private::apply(const Session& next) {
    const Session before = std::exchange(session, edits::withFingerprintsOf(next, session));
    sources.follow(session);
    complete_ = !sources.busy();
    const std::size_t moves = results.moves().size();
    results.follow(state(), firstStale(before, session));
    if (results.moves().size() != moves)
        setAudition(Audition::None, -1);
    updatePreview();
    emit controller_->sessionChanged();
    emit controller_->workChanged();
}

void SessionController::Private::reload(int source) {
    const bool mix = source == kMix;
    if (!mix && (source < 0 || static_cast<std::size_t>(source) >= session.references.size()))
        return;
    const Source& wanted =
        mix ? session.mix : session.references[static_cast<std::size_t>(source)].source;
    reloaded_.insert(wanted.path);
    sources.reload(source);
}

// What the parts find

void SessionController::Private::sourceLoaded(int index) {
    Source& source =
        index == kMix ? session.mix : session.references[static_cast<std::size_t>(index)].source;
    if (source.fingerprint.bytes == 0 || reloaded_.erase(source.path) > 0) {
        const bool beingSaved = session == saving_;
        source.fingerprint = sources.at(index).loaded.track->fingerprint;
        if (beingSaved)
            saving_ = session; // what was noticed meanwhile is no edit of the user's
        sources.follow(session);
        if (!undo.isClean())
            autosave.remember(session, file.path());
        emit controller_->sessionChanged();
    }
    complete_ = !sources.busy();
    results.follow(state(), Stage::Load);
    updatePreview();
}

void SessionController::Private::sourceChanged(int index) {
    emit controller_->sourceChanged(index);
    if (const bool complete = !sources.busy(); complete != complete_) {
        complete_ = complete;
        results.follow(state(), Stage::Nothing);
    }
    workMayHaveEnded();
}

void SessionController::Private::workMayHaveEnded() {
    emit controller_->workChanged();
    if (restoring_ && work().kind == Work::Kind::None) {
        restoring_ = false;
        autosave.restored();
    }
}

SessionState SessionController::Private::state() const {
    SessionState state{session, sources.at(kMix).loaded, {}, !sources.busy()};
    for (int i = 0; i < sources.references(); ++i)
        state.references.push_back(sources.at(i).loaded);
    return state;
}

Work SessionController::Private::work() const {
    const Work results = this->results.work();
    if (results.kind == Work::Kind::Exporting)
        return results;
    if (file.reading() || restoreJob_.running())
        return {Work::Kind::Opening, 0.0, {}};
    if (file.writing())
        return {Work::Kind::Saving, 0.0, {}};
    return sources.busy() ? sources.work() : results;
}

// What is heard

void SessionController::Private::setAudition(Audition wanted, int move) {
    const bool there = move >= 0 && static_cast<std::size_t>(move) < results.moves().size();
    if (!there)
        wanted = Audition::None;
    const int of = wanted == Audition::None ? -1 : move;
    if (wanted == audition && of == auditioned)
        return;
    audition = wanted;
    auditioned = of;
    updatePreview();
    emit controller_->auditionChanged();
}

PreviewPlan SessionController::Private::previewPlan() {
    // The master as it was solved is heard as it will be written: corrected for the limiter.
    const Balance* solved = results.balance();
    const Moves& all = solved ? solved->moves : results.moves();
    const auto& curve = solved ? solved->curve : results.curve();
    const bool solo = audition == Audition::Solo;
    ChainPlan heard{audible(all, audition, auditioned),
                    solo ? std::nullopt : curve,
                    session.phase,
                    session.limiter,
                    {}};
    const SessionResults::Drive drive = results.driveFor(
        audible(results.moves(), audition, auditioned), solo ? std::nullopt : results.curve());
    heard.drive = drive.drive;
    heard.limiter.trim = drive.trim;
    drivePredicted = drive.predicted;

    PreviewPlan plan{heard, std::nullopt};
    if (audition == Audition::Delta) {
        plan.subtracted = heard;
        plan.subtracted->moves = audible(all, Audition::Bypass, auditioned);
    }
    return plan;
}

void SessionController::Private::updatePreview() {
    const auto begin = [&](int index) {
        const LoadedTrack& loaded = sources.at(index).loaded;
        return aligned && loaded.analysis ? loaded.analysis->section.begin : Seconds{};
    };
    std::vector<PreviewSource> references;
    for (int i = 0; i < sources.references(); ++i)
        references.push_back({sources.at(i).loaded.track, begin(i) - begin(kMix)});
    preview.setSources({sources.at(kMix).loaded.track, {}}, std::move(references));

    const bool wasPredicted = drivePredicted;
    const bool redesigned = preview.setPlan(previewPlan());
    if (!redesigned && drivePredicted != wasPredicted)
        emit controller_->chainChanged(preview.settings());
}

// Files

void SessionController::Private::adopt(const Session& other, const std::filesystem::path& path) {
    gesture = 0;
    reloaded_.clear();
    results.forget();
    adopting_ = true;
    undo.clear();
    undo.setClean();
    adopting_ = false;
    session = other;
    file.setPath(path);
    sources.follow(session);
    complete_ = !sources.busy();
    results.follow(state(), Stage::Load);
    setAudition(Audition::None, -1);
    updatePreview();
    emit controller_->sessionChanged();
    emit controller_->titleChanged();
    emit controller_->workChanged();
}

void SessionController::Private::begin(const std::filesystem::path& mix,
                                       const std::vector<std::filesystem::path>& references) {
    Session fresh;
    fresh.created = QDate::currentDate().toString(Qt::ISODate).toStdString();
    fresh.mix.path = mix;
    autosave.forget();
    adopt(edits::withReferences(std::move(fresh), references), {});
    emit controller_->opened();
}

void SessionController::Private::restore(const LeftBehind& work) {
    const auto kept = autosave.adopt(work);
    const QString origin = textOf(work.session);
    if (!kept) {
        const Error error{ErrorCode::NoPermission, {}, utf8(work.folder)};
        emit controller_->openFailed(origin, error);
        return;
    }
    restoring_ = true;
    reopen(*kept, work.session);
}

void SessionController::Private::reopen(const std::filesystem::path& copy,
                                        const std::filesystem::path& path) {
    restoreJob_.start([copy](const Progress&) { return readSession(copy); },
                      [this, path](Result<Session> read) {
                          if (!read) {
                              restoring_ = false; // the mark stays: it will not be offered again
                              emit controller_->openFailed(textOf(path), read.error());
                              emit controller_->workChanged();
                              return;
                          }
                          adopt(*read, path);
                          undo.resetClean(); // it is not what the file says
                          emit controller_->titleChanged();
                          emit controller_->opened();
                      });
    emit controller_->workChanged();
}

void SessionController::Private::saveTo(const std::filesystem::path& path) {
    const SourceFile& mix = sources.at(kMix);
    Session kept = session;
    if (mix.ready() && results.comparison() && results.comparisonIsCurrent()) {
        kept = selfContained(session, mix.loaded, results.comparison().get());
        // A changed file that was not accepted yet is still not the one of these choices.
        kept.mix.fingerprint = session.mix.fingerprint;
    }
    saving_ = session;
    file.write(kept, path);
    emit controller_->workChanged();
}

} // namespace kilter
