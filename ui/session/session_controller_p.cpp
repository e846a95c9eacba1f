// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_controller_p.h"

#include "core/audio/isrc.h"
#include "core/base/utf8.h"
#include "core/session/limits.h"
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
        versions.follow(state(), results.guardIsCurrent() ? results.master() : nullptr);
        updatePreview();
        emit controller_->masterChanged();
    });
    connect(
        &results, &SessionResults::loudestCleanFound, this,
        [this](const std::optional<Lufs>& target) {
            if (target)
                changeValue(SessionController::tr("Target"), &Session::target, Target{target, {}});
            else
                emit controller_->refused(
                    session.limiter.mode == LimiterMode::Off
                        ? SessionController::tr("Nothing says what stays clean: the limiter is"
                                                " off.")
                        : SessionController::tr("Nothing of this mix stays clean."));
        });
    connect(&results, &SessionResults::workChanged, this, &Private::workMayHaveEnded);
    connect(&results, &SessionResults::exported, controller_, &SessionController::exported);
    connect(&results, &SessionResults::exportFailed, controller_, &SessionController::exportFailed);

    connect(&versions, &SessionVersions::changed, this, [this] {
        updatePreview();
        emit controller_->versionsChanged();
    });
    connect(&versions, &SessionVersions::workChanged, this, &Private::workMayHaveEnded);
    connect(&versions, &SessionVersions::failed, controller_, &SessionController::versionFailed);

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
            [this](const OpenedSession& read, const std::filesystem::path& path) {
                autosave.forget();
                adopt(read.session, path, read.newer);
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

// What a session may hold is told before it is in it, and not when it can't be saved.
QString SessionController::Private::beyondLimits(const Session& wanted) const {
    const auto many = [](std::size_t count, std::size_t most, std::size_t before) {
        return count > most && count > before;
    };
    if (many(wanted.references.size(), limits::kReferences, session.references.size()))
        return tr("A session holds at most %1 references.").arg(limits::kReferences);
    if (many(wanted.profiles.size(), limits::kProfiles, session.profiles.size()))
        return tr("A session holds at most %1 saved targets.").arg(limits::kProfiles);
    const std::size_t bands = session.moves.value_or(session.ownBands).size();
    if (many(wanted.moves.value_or(wanted.ownBands).size(), limits::kBands, bands))
        return tr("The equaliser has %1 bands, and all are taken.").arg(limits::kBands);
    const Delivery& delivery = wanted.delivery;
    if (delivery.title.value_or("").size() > limits::kTextBytes ||
        delivery.artist.value_or("").size() > limits::kTextBytes)
        return tr("Title and artist hold at most %1 bytes each.").arg(limits::kTextBytes);
    if (const std::string isrc = delivery.isrc.value_or(""); !isrc.empty() && !isrcFrom(isrc))
        return tr("“%1” is no ISRC: CC-XXX-YY-NNNNN.").arg(QString::fromStdString(shown(isrc)));
    return {};
}

void SessionController::Private::change(const QString& text, Session after) {
    after = edits::withCurveInStep(session, std::move(after));
    if (after == session)
        return;
    if (const QString why = beyondLimits(after); !why.isEmpty()) {
        emit controller_->refused(why);
        return;
    }
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

void SessionController::Private::keep(int source) {
    if (!sources.at(source).ready())
        return;
    accept(source);
    sources.keep(source);
}

// What the parts find

Source& SessionController::Private::sourceAt(int index) {
    return index == kMix ? session.mix : session.references[static_cast<std::size_t>(index)].source;
}

void SessionController::Private::accept(int index) {
    Source& source = sourceAt(index);
    const Fingerprint before = source.fingerprint;
    const bool beingSaved = session == saving_;
    source.fingerprint = sources.at(index).loaded.track->fingerprint;
    const bool another = before.bytes != 0 && before != source.fingerprint;
    if (another)
        undo.resetClean(); // the user's decision, which is lost unless it is saved
    else if (beingSaved)
        saving_ = session; // what was noticed meanwhile is no edit of the user's
    sources.follow(session);
    if (!undo.isClean())
        autosave.remember(session, file.path());
    emit controller_->sessionChanged();
}

void SessionController::Private::sourceLoaded(int index) {
    const Source& source = sourceAt(index);
    if (source.fingerprint.bytes == 0 || reloaded_.erase(source.path) > 0)
        accept(index);
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
    if (sources.busy())
        return sources.work();
    return results.kind == Work::Kind::None ? versions.work() : results;
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
                    session.compressor,
                    session.limiter,
                    {}};
    const SessionResults::Drive drive = results.driveFor(
        audible(results.moves(), audition, auditioned), solo ? std::nullopt : results.curve());
    heard.drive = drive.drive;
    heard.limiter.trim = drive.trim;
    heard.limiter.ceiling = drive.ceiling;
    if (!heard.compressor.makeUpDb)
        heard.compressor.makeUpDb = drive.makeUp.value;
    drivePredicted = !drive.exact || !results.guardIsCurrent();

    PreviewPlan plan{heard, std::nullopt, drive.exact ? drive.exact->guard : std::nullopt};
    if (audition == Audition::Delta) {
        plan.subtracted = heard;
        plan.subtracted->moves = audible(all, Audition::Bypass, auditioned);
    }
    return plan;
}

void SessionController::Private::updatePreview() {
    const auto begin = [&](int index) {
        const LoadedTrack& loaded = sources.at(index).loaded;
        return aligned && loaded.analysis ? loaded.analysis->section().begin : Seconds{};
    };
    std::vector<PreviewSource> references;
    for (int i = 0; i < sources.references(); ++i)
        references.push_back({sources.at(i).loaded.track, begin(i) - begin(kMix)});
    preview.setSources({sources.at(kMix).loaded.track, {}}, std::move(references));
    preview.setVersions(versions.tracks());

    const bool wasPredicted = drivePredicted;
    const bool redesigned = preview.setPlan(previewPlan());
    if (!redesigned && drivePredicted != wasPredicted)
        emit controller_->chainChanged(preview.settings());
}

// Files

void SessionController::Private::adopt(const Session& other, const std::filesystem::path& path,
                                       bool readOnly) {
    gesture = 0;
    reloaded_.clear();
    results.forget();
    versions.forget();
    adopting_ = true;
    undo.clear();
    undo.setClean();
    adopting_ = false;
    session = other;
    file.setPath(path, readOnly);
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
