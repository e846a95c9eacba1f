// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_window.h"

#include "ui/meters/gain_reduction_meter.h"
#include "ui/meters/meters_panel.h"
#include "ui/session/compressor_panel.h"
#include "ui/session/delivery_panel.h"
#include "ui/session/findings_dialog.h"
#include "ui/session/session_contents.h"
#include "ui/session/status_line.h"
#include "ui/session/version_text.h"
#include "ui/transport/sound_notice.h"
#include "ui/transport/transport_bar.h"

#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QStatusTipEvent>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace kilter {

namespace {

constexpr int kMix = SessionController::kMix;

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
    , lower_(new QTabWidget(this))
    , moves_(new MovesView(this))
    , compressor_(new CompressorPanel(this))
    , delivery_(new DeliveryPanel(this))
    , soundNotice_(new SoundNotice(this))
    , outputLabel_(new QLabel(this))
    , statusLine_(new StatusLine(this))
    , workLabel_(new QLabel(this))
    , workBar_(new QProgressBar(this))
    , workCancel_(new QToolButton(this)) {
    setAcceptDrops(true);
    layOut();
    buildMenus();
    bindViews();
    bindMoves();
    bindDelivery();
    bindTransport();
    bindController();
    playback_.setSource(HeardSource::Master);
    refreshAll();
}

bool SessionWindow::event(QEvent* event) {
    if (event->type() == QEvent::StatusTip) {
        statusLine_->pointAt(static_cast<QStatusTipEvent*>(event)->tip());
        return true;
    }
    return QMainWindow::event(event);
}

SessionWindow::~SessionWindow() {
    storeLayout();
    disconnect(&controller_, nullptr, this, nullptr);
    disconnect(&playback_, nullptr, this, nullptr);
}

void SessionWindow::bindViews() {
    connect(waveforms_, &WaveformView::seekRequested, &playback_, &SessionPlayback::seek);
    connect(waveforms_, &WaveformView::placeRequested, this, &SessionWindow::hearPlace);
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
            lookAt(id);
        hear(id == kMix ? HeardSource::Mix : HeardSource::Reference);
    });
    connect(tracks_, &TracksView::trackLookedAt, this, [this](int id) {
        if (id != kMix)
            lookAt(id);
    });
    connect(tracks_, &TracksView::weightChanged, &controller_,
            &SessionController::setReferenceWeight);
    connect(tracks_, &TracksView::trackToggled, &controller_, &SessionController::setReferenceUsed);
    connect(tracks_, &TracksView::trackRemoved, this, [this](int id) {
        if (id == kMix)
            controller_.setMix({});
        else
            controller_.removeReference(id);
    });
    connect(tracks_, &TracksView::relinkRequested, this, &SessionWindow::relink);
    connect(tracks_, &TracksView::keepRequested, &controller_, &SessionController::keep);
    connect(tracks_, &TracksView::cancelRequested, &controller_, &SessionController::cancelLoad);
    connect(tracks_, &TracksView::genreProfileRequested, this, &SessionWindow::openTargetMenu);
    connect(tracks_, &TracksView::saveProfileRequested, this, &SessionWindow::saveProfile);

    connect(gap_, &GapView::bandPointedAt, spectrum_, &SpectrumView::setHighlightedBand);
    connect(gap_, &GapView::findingsRequested, this, &SessionWindow::showFindings);
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
    connect(compressor_, &CompressorPanel::specChanged, &controller_,
            &SessionController::setCompressor);
    connect(moves_, &MovesView::proposalsRequested, &controller_, &SessionController::proposeAgain);
    connect(moves_, &MovesView::optionsRequested, this, &SessionWindow::chooseProposals);
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

void SessionWindow::bindDelivery() {
    connect(delivery_, &DeliveryPanel::codecChosen, this, [this](Codec codec, bool chosen) {
        Delivery delivery = controller_.session().delivery;
        delivery.survives = withCodec(delivery.survives, codec, chosen);
        controller_.setDelivery(delivery);
    });
    connect(delivery_, &DeliveryPanel::seekRequested, &playback_, &SessionPlayback::seek);
    connect(delivery_, &DeliveryPanel::listenToCodec, this, [this](Codec codec, bool difference) {
        hearVersion(codec, difference ? HeardSource::Taken : HeardSource::Decoded);
    });
    connect(delivery_, &DeliveryPanel::listenToService, this, [this](const QString& name) {
        for (const ServiceRule& rule : services_.services.rules)
            if (rule.name == name.toStdString())
                hearVersion(rule, HeardSource::Served);
    });
    servicesJob_.start(
        [](const Progress&) -> Result<ServicesInUse> { return servicesInUse(ownServicesFile()); },
        [this](Result<ServicesInUse> services) {
            if (services)
                services_ = std::move(*services);
            refreshDelivery();
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
    connect(transport_, &TransportBar::referencesTargetRequested, this,
            &SessionWindow::aimAtReferences);
    connect(transport_, &TransportBar::cleanTargetRequested, &controller_,
            &SessionController::aimAtLoudestClean);
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
        refreshHeard();
        refreshSpectrum();
    });
    connect(&playback_, &SessionPlayback::outputChanged, this, &SessionWindow::refreshOutput);
    connect(soundNotice_, &SoundNotice::lookAgainRequested, &playback_,
            &SessionPlayback::openOutput);
    connect(soundNotice_, &SoundNotice::preferencesRequested, this,
            &SessionWindow::openPreferences);
    connect(&playback_, &SessionPlayback::metersRead, this, [this](const MeterFrame& frame) {
        if (playback_.length() > Seconds{}) // else it is the last of the session before
            showMeters(frame);
    });
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
        refreshWaveforms(); // the master's places
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
    connect(&controller_, &SessionController::versionsChanged, this, &SessionWindow::refreshHeard);
    connect(&controller_, &SessionController::versionFailed, this,
            [this](const VersionWish& wish, const Error& error) {
                statusLine_->say(tr("%1: %2").arg(nameOf(wish), problemText(error)), 8000);
            });
    connect(&controller_, &SessionController::workChanged, this, &SessionWindow::refreshWork);
    connect(&controller_, &SessionController::titleChanged, this, &SessionWindow::refreshTitle);
    connect(&controller_, &SessionController::opened, this, &SessionWindow::beginSession);
    connect(&controller_, &SessionController::refused, this,
            [this](const QString& why) { statusLine_->say(why, 8000); });
    bindFiles();
}

void SessionWindow::bindFiles() {
    connect(&controller_, &SessionController::openFailed, this, &SessionWindow::offerLastGood);
    connect(&controller_, &SessionController::saveFailed, this,
            [this](const QString& path, const Error& error) {
                afterSaving_ = nullptr;
                showError(tr("%1 could not be saved.").arg(QFileInfo(path).fileName()), error);
            });
    connect(&controller_, &SessionController::saved, this, [this](const QString& path) {
        statusLine_->say(tr("Saved %1").arg(QFileInfo(path).fileName()), 4000);
        continueAfterSaving();
    });
}

// What the user does

/// Nothing that is heard, shown or said goes on from the session before.
void SessionWindow::beginSession() {
    chosenReference_ = 0;
    selectedMove_ = -1;
    markedLoop_.reset();
    visitedPlace_.reset();
    heldFrom_.reset();
    toggleLoop(false);
    playback_.stop();
    playback_.resetMeters();
    playback_.setSource(HeardSource::Master);
    playback_.followLoudness();
    showMeters({});
    meters_->gainReduction().forget();
    compressor_->forget();
    statusLine_->fallSilent();
    refreshAll();
    if (controller_.readOnly())
        showReadOnly();
}

void SessionWindow::lookAt(int reference) {
    chosenReference_ = reference;
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
    if (source == HeardSource::Reference && referenceCount() == 0) {
        statusLine_->say(tr("There is no reference to hear yet: add one, or drop it anywhere."),
                         8000);
        refreshActions(); // what is heard stays chosen
        return;
    }
    if (source != HeardSource::Difference && controller_.audition() == Audition::Delta)
        controller_.setAudition(Audition::None, -1);
    if (source == HeardSource::Reference)
        playback_.setReference(chosenReference_);
    playback_.setSource(source);
}

void SessionWindow::hearVersion(const VersionWish& wish, HeardSource source) {
    if (controller_.audition() == Audition::Delta)
        controller_.setAudition(Audition::None, -1);
    const auto heard =
        playback_.listening().source == source ? controller_.versions().made(source) : nullptr;
    if (heard && heard->wish == wish && controller_.versions().isCurrent(source))
        hear(HeardSource::Master); // pressed again
    else
        playback_.hearVersion(wish, source);
}

void SessionWindow::toggleLoop(bool loop) {
    if (loop && !markedLoop_ && controller_.source(kMix).ready())
        markedLoop_ = controller_.source(kMix).loaded.analysis->section();
    playback_.setLoop(loop ? markedLoop_ : std::nullopt);
    refreshWaveforms();
}

void SessionWindow::togglePlay() {
    if (playback_.playing())
        playback_.pause();
    else if (controller_.source(kMix).state == SourceState::Empty)
        statusLine_->say(tr("There is nothing to play yet: open a mix, or drop it anywhere."),
                         8000);
    else
        playback_.play();
}

} // namespace kilter
