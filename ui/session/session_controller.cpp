// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_controller.h"

#include "core/playback/listening.h"
#include "core/session/limits.h"
#include "core/session/pipeline.h"
#include "ui/session/session_controller_p.h"
#include "ui/session/session_edits.h"

#include <QUndoStack>

#include <algorithm>
#include <cstddef>
#include <utility>

/// The controller's face: every wish becomes an edit of the session, or a word to one of its
/// parts (session_controller_p.h).
namespace kilter {

SessionController::SessionController(QObject* parent)
    : QObject(parent)
    , d_(std::make_unique<Private>(this)) {}

SessionController::~SessionController() = default;

// The session and what is known about it

const Session& SessionController::session() const {
    return d_->session;
}

const SourceFile& SessionController::source(int index) const {
    return d_->sources.at(index);
}

const Comparison* SessionController::comparison() const {
    return d_->results.comparison().get();
}

std::shared_ptr<const MeasuredMaster> SessionController::master() const {
    return d_->results.master();
}

const std::optional<Gap>& SessionController::gapAfter() const {
    return d_->results.gapAfter();
}

bool SessionController::comparisonIsCurrent() const {
    return d_->results.comparisonIsCurrent();
}

bool SessionController::masterIsCurrent() const {
    return d_->results.masterIsCurrent();
}

bool SessionController::guardIsCurrent() const {
    return d_->results.guardIsCurrent();
}

std::optional<Error> SessionController::masterError() const {
    return d_->results.masterError();
}

const Moves& SessionController::moves() const {
    return d_->results.moves();
}

Moves SessionController::movesWithoutOverall() const {
    Moves own = moves();
    for (Move& move : own)
        move = edits::withoutOverall(move, overallAmount());
    return own;
}

double SessionController::overallAmount() const {
    return d_->session.moveOptions.amount;
}

const std::optional<MatchCurve>& SessionController::curve() const {
    return d_->results.curve();
}

Work SessionController::work() const {
    return d_->work();
}

// Undo

QUndoStack* SessionController::undoStack() const {
    return &d_->undo;
}

void SessionController::beginGesture() {
    d_->beginGesture();
}

void SessionController::endGesture() {
    d_->gesture = 0;
}

// Sources

void SessionController::setMix(const std::filesystem::path& path) {
    d_->change(tr("Open mix"), edits::withMix(session(), path));
}

void SessionController::addReference(const std::filesystem::path& path) {
    addReferences({path});
}

void SessionController::addReferences(const std::vector<std::filesystem::path>& paths) {
    d_->change(tr("Add reference"), edits::withReferences(session(), paths));
}

void SessionController::removeReference(int reference) {
    d_->change(tr("Remove reference"), edits::withoutReference(session(), reference));
}

void SessionController::setReferenceUsed(int reference, bool used) {
    d_->changeReference(used ? tr("Use reference") : tr("Leave out reference"), reference,
                        [&](SessionReference& r) { r.used = used; });
}

void SessionController::setReferenceWeight(int reference, double weight) {
    d_->changeReference(tr("Weight of reference"), reference,
                        [&](SessionReference& r) { r.weight = weight; });
}

void SessionController::setSection(int source, const SectionChoice& section) {
    d_->changeSource(tr("Compared section"), source, [&](Source& s) { s.section = section; });
}

void SessionController::relink(int source, const std::filesystem::path& path) {
    d_->changeSource(tr("Relink file"), source, [&](Source& s) { s.path = path; });
}

void SessionController::reload(int source) {
    d_->reload(source);
}

void SessionController::keep(int source) {
    d_->keep(source);
}

void SessionController::cancelLoad(int source) {
    d_->sources.cancel(source);
}

std::optional<Error> SessionController::profileError(int profile) const {
    const auto& errors = d_->results.profileErrors();
    const auto at = static_cast<std::size_t>(profile);
    return profile >= 0 && at < errors.size() ? errors[at] : std::nullopt;
}

void SessionController::addProfile(const SessionProfile& profile) {
    Session edited = session();
    edited.profiles.push_back(profile);
    d_->change(tr("Add profile"), std::move(edited));
}

void SessionController::removeProfile(int profile) {
    Session edited = session();
    if (profile < 0 || static_cast<std::size_t>(profile) >= edited.profiles.size())
        return;
    edited.profiles.erase(edited.profiles.begin() + profile);
    d_->change(tr("Remove profile"), std::move(edited));
}

void SessionController::setProfileUsed(int profile, bool used) {
    Session edited = session();
    if (profile < 0 || static_cast<std::size_t>(profile) >= edited.profiles.size())
        return;
    edited.profiles[static_cast<std::size_t>(profile)].used = used;
    d_->change(used ? tr("Use profile") : tr("Leave out profile"), std::move(edited));
}

// Moves

void SessionController::setMove(int index, const Move& move) {
    d_->changeMove(tr("Change move"), index, [&](Move& m) { m = move; });
}

void SessionController::setMoveEnabled(int index, bool enabled) {
    d_->changeMove(enabled ? tr("Move on") : tr("Move off"), index,
                   [&](Move& m) { m.enabled = enabled; });
}

void SessionController::setMoveAmount(int index, double amount) {
    d_->changeMove(tr("Amount of move"), index,
                   [&](Move& m) { m.amount = std::clamp(amount, 0.0, limits::kAmount.most); });
}

void SessionController::addBand(const Move& move) {
    Moves all = moves();
    all.push_back(edits::withOverall(move, overallAmount()));
    all.back().proposed = false;
    d_->changeMoves(tr("Add band"), std::move(all));
}

void SessionController::removeMove(int index) {
    Moves all = moves();
    if (index < 0 || static_cast<std::size_t>(index) >= all.size())
        return;
    all.erase(all.begin() + index);
    d_->changeMoves(tr("Remove move"), std::move(all));
}

void SessionController::setOverallAmount(double amount) {
    // From where the gesture began: a hand that passes 0 on its way loses nothing.
    Session edited = session();
    const Session& base = d_->gestureBase();
    edited.moves = base.moves;
    edited.ownBands = base.ownBands;
    edited.moveOptions.amount = base.moveOptions.amount;
    d_->change(tr("Overall amount"), edits::withOverallAmount(std::move(edited), amount));
}

void SessionController::setMoveOptions(const MoveOptions& options) {
    Session edited = edits::withOverallAmount(session(), options.amount);
    edited.moveOptions = options;
    d_->change(tr("Options of the proposals"), std::move(edited));
}

void SessionController::proposeAgain() {
    d_->change(tr("Propose again"), edits::withProposals(session(), moves()));
}

bool SessionController::canProposeAgain() const {
    return d_->results.canProposeAgain();
}

void SessionController::setMatch(const std::optional<MatchOptions>& match) {
    d_->change(tr("Match curve"), edits::withMatch(session(), match));
}

void SessionController::setPhase(KernelPhase phase) {
    d_->changeValue(tr("Phase"), &Session::phase, phase);
}

// Target and delivery

void SessionController::setTarget(const Target& target) {
    d_->changeValue(tr("Target"), &Session::target, target);
}

std::optional<Lufs> SessionController::loudnessOfReferences() const {
    return d_->results.loudnessOfReferences();
}

std::optional<Lufs> SessionController::loudestClean() const {
    return d_->results.loudestClean();
}

void SessionController::aimAtLoudestClean() {
    if (const auto known = loudestClean())
        setTarget({known, {}});
    else
        d_->results.findLoudestClean();
}

bool SessionController::findsLoudestClean() const {
    return d_->results.findsLoudestClean();
}

void SessionController::setCeiling(Decibels ceiling) {
    d_->changeLimiter(tr("Ceiling"), &LimiterSettings::ceiling, ceiling);
}

void SessionController::setLimiterMode(LimiterMode mode) {
    d_->changeLimiter(tr("Limiter"), &LimiterSettings::mode, mode);
}

void SessionController::setCompressor(const CompressorSpec& compressor) {
    d_->changeValue(tr("Compressor"), &Session::compressor, compressor);
}

void SessionController::setLimiterLink(double link) {
    d_->changeLimiter(tr("Stereo link"), &LimiterSettings::link, link);
}

void SessionController::setLimiterRelease(double milliseconds) {
    d_->changeLimiter(tr("Release"), &LimiterSettings::releaseMs, milliseconds);
}

void SessionController::setDelivery(const Delivery& delivery) {
    d_->changeValue(tr("Delivery"), &Session::delivery, delivery);
}

void SessionController::setTags(const std::optional<std::string>& title,
                                const std::optional<std::string>& artist,
                                const std::optional<std::string>& isrc) {
    Delivery delivery = session().delivery;
    delivery.title = title;
    delivery.artist = artist;
    delivery.isrc = isrc;
    d_->changeValue(tr("Tags"), &Session::delivery, delivery);
}

// What is heard

void SessionController::setPlayer(Player* player) {
    d_->preview.setPlayer(player);
}

void SessionController::playerReopened() {
    d_->preview.reopened();
}

void SessionController::setSectionsAligned(bool aligned) {
    d_->aligned = aligned;
    d_->updatePreview();
}

void SessionController::setAudition(Audition audition, int move) {
    d_->setAudition(audition, move);
}

Audition SessionController::audition() const {
    return d_->audition;
}

int SessionController::auditionedMove() const {
    return d_->auditioned;
}

const ChainSettings& SessionController::chain() const {
    return d_->preview.settings();
}

bool SessionController::driveIsPredicted() const {
    return d_->drivePredicted;
}

SessionVersions& SessionController::versions() {
    return d_->versions;
}

const SessionVersions& SessionController::versions() const {
    return d_->versions;
}

bool SessionController::canHear(HeardSource source) const {
    const auto version = versionOf(source);
    return !version || d_->preview.plays(*version);
}

bool SessionController::hearsNewest(HeardSource version) const {
    return d_->versions.isCurrent(version) && d_->preview.playsNewest(*versionOf(version));
}

SourceLoudness SessionController::loudness() const {
    const auto of = [&](int index) {
        const LoadedTrack& loaded = d_->sources.at(index).loaded;
        return loaded.analysis ? loaded.analysis->loudness.integrated : std::nullopt;
    };
    const auto ofVersion = [&](HeardSource version) {
        const auto made = d_->versions.made(version);
        return made ? made->loudness : std::nullopt;
    };
    SourceLoudness loudness{of(kMix),
                            d_->results.masterLoudness(),
                            ofVersion(HeardSource::Decoded),
                            ofVersion(HeardSource::Served),
                            {}};
    const int references = std::min(d_->sources.references(), kReferences);
    for (int i = 0; i < references; ++i)
        loudness.references[static_cast<std::size_t>(i)] = of(i);
    return loudness;
}

// Files

void SessionController::newSession() {
    startSession({}, {});
}

void SessionController::startSession(const std::filesystem::path& mix,
                                     const std::vector<std::filesystem::path>& references) {
    d_->begin(mix, references);
}

void SessionController::open(const std::filesystem::path& path) {
    d_->file.read(path);
    emit workChanged();
}

std::filesystem::path SessionController::lastGood(const std::filesystem::path& path) const {
    std::filesystem::path copy = SessionFile::lastGood(path);
    std::error_code code;
    return std::filesystem::exists(copy, code) ? copy : std::filesystem::path{};
}

void SessionController::openLastGood(const std::filesystem::path& path) {
    d_->reopen(lastGood(path), path);
}

void SessionController::save() {
    if (!path().empty() && !readOnly())
        d_->saveTo(path());
}

void SessionController::saveAs(const std::filesystem::path& path) {
    d_->saveTo(path);
}

const std::filesystem::path& SessionController::path() const {
    return d_->file.path();
}

bool SessionController::modified() const {
    return !d_->undo.isClean();
}

bool SessionController::readOnly() const {
    return d_->file.readOnly();
}

QString SessionController::openedElsewhere() const {
    return d_->file.holder();
}

QStringList SessionController::recentSessions() {
    return SessionFile::recent();
}

void SessionController::clearRecentSessions() {
    SessionFile::clearRecent();
}

std::vector<LeftBehind> SessionController::leftBehind() {
    return Autosave().leftBehind();
}

void SessionController::restore(const LeftBehind& work) {
    d_->restore(work);
}

void SessionController::discard(const LeftBehind& work) {
    Autosave::discard(work);
}

void SessionController::leaveBehind() {
    d_->leaving = true;
    d_->autosave.flushAndWait();
}

void SessionController::checkFiles() {
    d_->sources.check();
    emit titleChanged(); // the other window may be gone
}

// Export

void SessionController::exportMaster(const ExportPlan& plan) {
    d_->results.exportMaster(plan);
}

void SessionController::cancelExport() {
    d_->results.cancelExport();
}

std::uint64_t SessionController::expectedBytes() const {
    const auto& track = d_->sources.at(kMix).loaded.track;
    if (!track)
        return 0;
    return kilter::expectedBytes(session(), *track);
}

} // namespace kilter
