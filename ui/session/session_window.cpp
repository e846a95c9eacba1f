// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_window.h"

#include "ui/meters/correlation_meter.h"
#include "ui/meters/gain_reduction_meter.h"
#include "ui/meters/meters_panel.h"
#include "ui/meters/peak_meter.h"
#include "ui/session/session_contents.h"
#include "ui/transport/output_text.h"
#include "ui/transport/sound_notice.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/figures.h"

#include <QBoxLayout>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QStatusBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace kilter {

namespace {

constexpr int kMix = SessionController::kMix;

Seconds clockNow() {
    static const QElapsedTimer clock = [] {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }();
    return {static_cast<double>(clock.elapsed()) / 1000.0};
}

} // namespace

SessionWindow::SessionWindow(QWidget* parent)
    : QMainWindow(parent)
    , playback_(controller_)
    , transport_(new TransportBar(this))
    , waveforms_(new WaveformView(this))
    , tracks_(new TracksView(this))
    , spectrum_(new SpectrumView(this))
    , gap_(new GapView(this))
    , meters_(new MetersPanel(this))
    , moves_(new MovesView(this))
    , soundNotice_(new SoundNotice(this))
    , outputLabel_(new QLabel(this))
    , workLabel_(new QLabel(this))
    , workBar_(new QProgressBar(this))
    , workCancel_(new QToolButton(this)) {
    setAcceptDrops(true);
    layOut();
    buildMenus();
    bindViews();
    bindMoves();
    bindTransport();
    bindController();
    playback_.setSource(HeardSource::Master);
    refreshAll();
}

SessionWindow::~SessionWindow() {
    disconnect(&controller_, nullptr, this, nullptr);
    disconnect(&playback_, nullptr, this, nullptr);
}

void SessionWindow::layOut() {
    auto* middle = new QVBoxLayout;
    middle->setSpacing(6);
    middle->addWidget(spectrum_, 1);
    middle->addWidget(gap_);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(tracks_, 250);
    row->addLayout(middle, 880);
    row->addWidget(meters_, 282);

    auto* central = new QWidget(this);
    auto* all = new QVBoxLayout(central);
    all->setContentsMargins(8, 4, 8, 4);
    all->setSpacing(6);
    all->addWidget(transport_);
    all->addWidget(soundNotice_);
    all->addWidget(waveforms_, 2);
    all->addLayout(row, 9);
    all->addWidget(moves_, 4);
    setCentralWidget(central);
    gap_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    for (QWidget* view : {static_cast<QWidget*>(waveforms_), static_cast<QWidget*>(moves_)})
        view->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    tracks_->setMaximumWidth(300);
    meters_->setMaximumWidth(330);
    waveforms_->setMaximumHeight(190);

    workBar_->setRange(0, 1000);
    workBar_->setTextVisible(false);
    workBar_->setFixedSize(120, 6);
    workBar_->setAccessibleName(tr("Progress"));
    workCancel_->setText(tr("Cancel"));
    workCancel_->setAccessibleName(tr("Cancel the export"));
    connect(workCancel_, &QToolButton::clicked, &controller_, &SessionController::cancelExport);
    statusBar()->addPermanentWidget(workLabel_);
    statusBar()->addPermanentWidget(workBar_);
    statusBar()->addPermanentWidget(workCancel_);
    statusBar()->addPermanentWidget(outputLabel_);
    statusBar()->setSizeGripEnabled(false);
    setMinimumSize(1040, 660);
}

void SessionWindow::bindViews() {
    connect(waveforms_, &WaveformView::seekRequested, &playback_, &SessionPlayback::seek);
    connect(waveforms_, &WaveformView::loopChanged, this, [this](const Section& loop) {
        markedLoop_ = loop;
        toggleLoop(true);
    });
    connect(waveforms_, &WaveformView::loopCleared, this, [this] {
        markedLoop_.reset();
        toggleLoop(false);
    });
    connect(waveforms_, &WaveformView::sectionChanged, this,
            [this](TrackRole role, const Section& section) {
                controller_.setSection(role == TrackRole::Mix ? kMix : chosenReference_, section);
            });

    connect(tracks_, &TracksView::addMixRequested, this, &SessionWindow::openFiles);
    connect(tracks_, &TracksView::addReferenceRequested, this, &SessionWindow::addReferences);
    connect(tracks_, &TracksView::trackChosen, this, [this](int id) {
        if (id != kMix)
            choose(id);
    });
    connect(tracks_, &TracksView::trackToggled, &controller_, &SessionController::setReferenceUsed);
    connect(tracks_, &TracksView::trackRemoved, this, [this](int id) {
        if (id == kMix)
            controller_.setMix({});
        else
            controller_.removeReference(id);
    });
    connect(tracks_, &TracksView::relinkRequested, this, &SessionWindow::relink);
    connect(tracks_, &TracksView::cancelRequested, &controller_, &SessionController::cancelLoad);
    connect(tracks_, &TracksView::genreProfileRequested, this, &SessionWindow::openTargetMenu);
    connect(tracks_, &TracksView::saveProfileRequested, this, &SessionWindow::saveProfile);

    connect(gap_, &GapView::bandPointedAt, spectrum_, &SpectrumView::setHighlightedBand);
    connect(gap_, &GapView::showSharesChanged, this,
            [this](bool shares) { gap_->setContent(gapContent(controller_, shares)); });
    connect(meters_, &MetersPanel::resetRequested, &playback_, &SessionPlayback::resetMeters);
}

void SessionWindow::bindMoves() {
    // The spectrum's nodes and the table's rows are two faces of the same moves.
    const auto bind = [this](auto* view) {
        using View = std::remove_pointer_t<decltype(view)>;
        connect(view, &View::moveChanged, this, [this](int index, const Move& move) {
            controller_.beginGesture();
            controller_.setMove(index, move);
        });
        connect(view, &View::gestureFinished, &controller_, &SessionController::endGesture);
        connect(view, &View::moveSelected, this, &SessionWindow::selectMove);
        connect(view, &View::moveAdded, this, [this](const Move& move) {
            controller_.addBand(move);
            selectMove(static_cast<int>(controller_.moves().size()) - 1);
        });
        connect(view, &View::moveRemoved, &controller_, &SessionController::removeMove);
    };
    bind(spectrum_);
    bind(moves_);
    connect(moves_, &MovesView::auditionChanged, this, [this](int index, Audition audition) {
        controller_.setAudition(audition, index);
        if (audition != Audition::None)
            hear(audition == Audition::Delta ? HeardSource::Difference : HeardSource::Master);
    });
    connect(moves_, &MovesView::overallAmountChanged, this, [this](double amount) {
        controller_.beginGesture();
        controller_.setOverallAmount(amount);
    });
    connect(moves_, &MovesView::matchAmountChanged, this, [this](double amount) {
        if (amount <= 0.0) {
            controller_.setMatch(std::nullopt);
            return;
        }
        MatchOptions options = controller_.session().match.value_or(MatchOptions{});
        options.percent = 100.0 * amount;
        controller_.setMatch(options);
    });
}

void SessionWindow::bindTransport() {
    connect(transport_, &TransportBar::playRequested, &playback_, &SessionPlayback::play);
    connect(transport_, &TransportBar::pauseRequested, &playback_, &SessionPlayback::pause);
    connect(transport_, &TransportBar::stopRequested, &playback_, &SessionPlayback::stop);
    connect(transport_, &TransportBar::loopRequested, this, &SessionWindow::toggleLoop);
    connect(transport_, &TransportBar::sourceRequested, this, &SessionWindow::hear);
    connect(transport_, &TransportBar::levelMatchRequested, &playback_,
            &SessionPlayback::setLevelMatched);
    connect(transport_, &TransportBar::imageRequested, &playback_, &SessionPlayback::setImage);
    connect(transport_, &TransportBar::swapRequested, &playback_, &SessionPlayback::setSwapped);
    connect(transport_, &TransportBar::dimRequested, &playback_, &SessionPlayback::setDimmed);
    connect(transport_, &TransportBar::blindTestRequested, this, &SessionWindow::testBlind);
    connect(transport_, &TransportBar::targetRequested, this, [this](Lufs loudness) {
        controller_.setTarget({loudness, {}});
    });
    connect(transport_, &TransportBar::customTargetRequested, this, &SessionWindow::chooseTarget);
    connect(transport_, &TransportBar::exportRequested, this, &SessionWindow::exportMaster);

    connect(&playback_, &SessionPlayback::moved, this, [this] {
        refreshTransport();
        const bool something = playback_.length().value > 0.0;
        waveforms_->setPlayhead(something ? std::optional(playback_.position()) : std::nullopt);
        if (!playback_.playing())
            spectrum_->setLive(std::nullopt);
    });
    connect(&playback_, &SessionPlayback::listeningChanged, this, [this] {
        refreshTransport();
        refreshSpectrum();
    });
    connect(&playback_, &SessionPlayback::outputChanged, this, &SessionWindow::refreshOutput);
    connect(soundNotice_, &SoundNotice::lookAgainRequested, &playback_,
            &SessionPlayback::openOutput);
    connect(soundNotice_, &SoundNotice::preferencesRequested, this,
            &SessionWindow::openPreferences);
    connect(&playback_, &SessionPlayback::metersRead, this, &SessionWindow::showMeters);
}

void SessionWindow::bindController() {
    connect(&controller_, &SessionController::sessionChanged, this, &SessionWindow::refreshAll);
    connect(&controller_, &SessionController::sourceChanged, this, [this] {
        playback_.followLoudness();
        refreshTracks();
        refreshWaveforms();
        refreshResults();
    });
    connect(&controller_, &SessionController::comparisonChanged, this, [this] {
        refreshTracks();
        refreshResults();
    });
    connect(&controller_, &SessionController::masterChanged, this, [this] {
        playback_.followLoudness();
        refreshResults();
    });
    connect(&controller_, &SessionController::chainChanged, this,
            [this] { playback_.followLoudness(); });
    connect(&controller_, &SessionController::auditionChanged, this, [this] {
        if (controller_.audition() != Audition::Delta &&
            playback_.listening().source == HeardSource::Difference)
            playback_.setSource(HeardSource::Master);
        refreshMoves();
    });
    connect(&controller_, &SessionController::workChanged, this, &SessionWindow::refreshWork);
    connect(&controller_, &SessionController::titleChanged, this, &SessionWindow::refreshTitle);
    connect(&controller_, &SessionController::opened, this, [this] {
        chosenReference_ = 0;
        selectedMove_ = -1;
        markedLoop_.reset();
        toggleLoop(false);
        playback_.stop();
        refreshAll();
    });
    connect(&controller_, &SessionController::openFailed, this,
            [this](const QString& path, const Error& error) {
                tell(tr("%1 could not be opened.").arg(QFileInfo(path).fileName()), error);
            });
    connect(&controller_, &SessionController::saveFailed, this,
            [this](const QString& path, const Error& error) {
                closeAfterSaving_ = false;
                tell(tr("%1 could not be saved.").arg(QFileInfo(path).fileName()), error);
            });
    connect(&controller_, &SessionController::saved, this, [this](const QString& path) {
        statusBar()->showMessage(tr("Saved %1").arg(QFileInfo(path).fileName()), 4000);
        if (closeAfterSaving_)
            close();
    });
}

// What the views show

void SessionWindow::refreshTracks() {
    TracksContent content = tracksContent(controller_, chosenReference_);
    content.dropping = dropping_;
    tracks_->setContent(content);
}

void SessionWindow::refreshWaveforms() {
    WaveformContent content = waveformContent(
        controller_, chosenReference_,
        [this](const std::shared_ptr<const Track>& track) { return peaksOf(track); });
    content.loop = markedLoop_;
    content.looping = playback_.loop().has_value();
    waveforms_->setContent(content);
}

std::shared_ptr<const WaveformPeaks>
SessionWindow::peaksOf(const std::shared_ptr<const Track>& track) {
    if (const auto known = peaks_.find(track.get()); known != peaks_.end())
        return known->second;
    if (outlineJob_.running())
        return nullptr; // its turn comes when that one is drawn
    outlining_ = track;
    outlineJob_.start(
        [track](const Progress&) -> Result<std::shared_ptr<const WaveformPeaks>> {
            return std::make_shared<const WaveformPeaks>(waveformPeaksOf(*track));
        },
        [this](Result<std::shared_ptr<const WaveformPeaks>> peaks) {
            constexpr std::size_t kKept = 32;
            if (peaks_.size() >= kKept)
                peaks_.clear();
            peaks_[outlining_.get()] = peaks ? *peaks : nullptr;
            refreshWaveforms();
        });
    return nullptr;
}

void SessionWindow::refreshSpectrum() {
    spectrum_->setContent(spectrumContent(controller_, selectedMove_, heard()));
}

void SessionWindow::refreshMoves() {
    moves_->setContent(movesContent(controller_, selectedMove_));
}

void SessionWindow::refreshFigures() {
    meters_->figures().setContent(figuresContent(controller_));
    const auto& target = controller_.session().target.loudness;
    if (target)
        meters_->loudness().setTarget(*target);
    meters_->peaks().setCeiling(controller_.session().limiter.ceiling);
}

void SessionWindow::refreshResults() {
    refreshSpectrum();
    gap_->setContent(gapContent(controller_, gap_->content().showShares));
    refreshMoves();
    refreshFigures();
    refreshTransport();
}

void SessionWindow::refreshTransport() {
    const SourceLoudness loudness = controller_.loudness();
    const Session& session = controller_.session();
    const Listening& listening = playback_.listening();
    const auto chosen = static_cast<std::size_t>(std::max(chosenReference_, 0));
    TransportContent c;
    c.playing = playback_.playing();
    c.looping = playback_.loop().has_value();
    c.position = playback_.position();
    c.length = playback_.length();
    c.mix = loudness.mix;
    c.master = loudness.master;
    c.hasMix = controller_.source(kMix).ready();
    c.hasReference =
        chosen < session.references.size() && controller_.source(chosenReference_).ready();
    if (chosen < loudness.references.size())
        c.reference = loudness.references[chosen];
    if (chosen < session.references.size())
        c.referenceName = tr("Reference %1").arg(letterOf(chosenReference_));
    c.driveIsPredicted = controller_.driveIsPredicted();
    c.source = listening.source;
    c.image = listening.image;
    c.swapped = listening.swapped;
    c.dimmed = listening.dimmed;
    c.levelMatched = playback_.levelMatched();
    c.heardAt = playback_.match().heardAt;
    c.target = session.target.loudness;
    c.ceiling = session.limiter.ceiling;
    c.canExport = c.hasMix;
    transport_->setContent(c);
    refreshActions();
}

void SessionWindow::refreshAll() {
    const int references = static_cast<int>(controller_.session().references.size());
    chosenReference_ = std::clamp(chosenReference_, 0, std::max(0, references - 1));
    if (playback_.listening().reference != chosenReference_)
        playback_.setReference(chosenReference_);
    refreshTracks();
    refreshWaveforms();
    refreshResults();
    refreshTitle();
    refreshWork();
    refreshOutput();
}

void SessionWindow::refreshTitle() {
    const QString file = QString::fromStdU16String(controller_.path().filename().u16string());
    QString title = file.isEmpty() ? tr("New session") : file;
    if (const QString holder = controller_.openedElsewhere(); !holder.isEmpty())
        title = tr("%1 (also open in %2)").arg(title, holder);
    setWindowTitle(QStringLiteral("%1[*] — Kilter").arg(title));
    setWindowModified(controller_.modified());
}

void SessionWindow::refreshWork() {
    const Work work = controller_.work();
    const bool busy = work.kind != Work::Kind::None;
    QString text = workText(work);
    if (demoJob_.running() && !busy)
        text = tr("Writing the demo…");
    else if (!busy && controller_.masterError())
        text = tr("No master: %1").arg(problemText(*controller_.masterError()));
    workLabel_->setText(text);
    workBar_->setVisible(busy);
    workBar_->setValue(static_cast<int>(1000.0 * work.fraction));
    workCancel_->setVisible(work.kind == Work::Kind::Exporting);
    refreshResults();
}

void SessionWindow::refreshOutput() {
    const auto& mix = controller_.source(kMix).loaded.track;
    outputLabel_->setText(
        outputText(playback_.output(), mix ? std::optional(mix->rate) : std::nullopt));
    soundNotice_->setText(troubleText(playback_.output(), playback_.lostAt()));
}

void SessionWindow::showMeters(const MeterFrame& frame) {
    const bool playing = playback_.playing();
    meters_->loudness().setReading(loudnessReadingOf(frame));
    meters_->peaks().setReading(peakReadingOf(frame), clockNow());
    const bool limited =
        frame.source == HeardSource::Master || frame.source == HeardSource::Difference;
    meters_->gainReduction().setReading(limited ? frame.reduction : Decibels{-INFINITY},
                                        clockNow());
    meters_->correlation().setReading(frame.correlation);

    const SourceLoudness loudness = controller_.loudness();
    std::optional<Lufs> own = loudness.mix;
    if (frame.source == HeardSource::Master)
        own = loudness.master;
    else if (frame.source == HeardSource::Reference)
        own = loudness.references[static_cast<std::size_t>(frame.reference)];
    spectrum_->setLive(playing && own ? std::optional(cellPowersOf(frame, *own)) : std::nullopt);
}

// What the person does

TrackRole SessionWindow::heard() const {
    switch (playback_.listening().source) {
    case HeardSource::Mix:
        return TrackRole::Mix;
    case HeardSource::Reference:
        return TrackRole::Reference;
    case HeardSource::Master:
    case HeardSource::Difference:
        return TrackRole::Master;
    }
    return TrackRole::Mix;
}

void SessionWindow::choose(int reference) {
    chosenReference_ = reference;
    playback_.setReference(reference);
    refreshTracks();
    refreshWaveforms();
    refreshTransport();
}

void SessionWindow::selectMove(int move) {
    selectedMove_ = move;
    refreshSpectrum();
    refreshMoves();
}

void SessionWindow::hear(HeardSource source) {
    if (source != HeardSource::Difference && controller_.audition() == Audition::Delta)
        controller_.setAudition(Audition::None, -1);
    playback_.setSource(source);
}

void SessionWindow::toggleLoop(bool loop) {
    if (loop && !markedLoop_ && controller_.source(kMix).ready())
        markedLoop_ = controller_.source(kMix).loaded.analysis->section;
    playback_.setLoop(loop ? markedLoop_ : std::nullopt);
    refreshWaveforms();
}

void SessionWindow::togglePlay() {
    if (playback_.playing())
        playback_.pause();
    else
        playback_.play();
}

} // namespace kilter
