// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/path_text.h"
#include "ui/session/session_window.h"

#include "ui/meters/correlation_meter.h"
#include "ui/meters/gain_reduction_meter.h"
#include "ui/meters/meters_panel.h"
#include "ui/meters/peak_meter.h"
#include "ui/session/compressor_panel.h"
#include "ui/session/delivery_panel.h"
#include "ui/session/findings_dialog.h"
#include "ui/session/session_contents.h"
#include "ui/session/status_line.h"
#include "ui/session/version_text.h"
#include "ui/transport/output_text.h"
#include "ui/transport/sound_notice.h"
#include "ui/transport/transport_bar.h"
#include "ui/views/figures.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QProgressBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>
#include <cmath>

/// What the views show of the controller's and the playback's values.
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

void SessionWindow::refreshTracks() {
    TracksContent content = tracksContent(controller_, chosenReference_);
    content.dropping = dropping_;
    tracks_->setContent(content);
}

void SessionWindow::refreshWaveforms() {
    WaveformContent content = waveformContent(
        controller_, chosenReference_,
        [this](const std::shared_ptr<const Track>& track) { return outlines_.of(track); });
    content.loop = markedLoop_;
    content.looping = playback_.loop().has_value();
    waveforms_->setContent(content);
}

void SessionWindow::refreshSpectrum() {
    spectrum_->setContent(spectrumContent(controller_, selectedMove_, heard()));
}

void SessionWindow::refreshMoves() {
    moves_->setContent(movesContent(controller_, selectedMove_));
}

void SessionWindow::refreshCompressor() {
    CompressorContent content{controller_.session().compressor, std::nullopt};
    if (controller_.masterIsCurrent())
        content.effect = controller_.master()->mastered.solved.compressor;
    compressor_->setContent(content);
    lower_->setTabText(lower_->indexOf(moves_),
                       tr("Moves %1").arg(static_cast<int>(controller_.moves().size())));
    lower_->setTabText(lower_->indexOf(compressor_),
                       content.spec.enabled ? tr("Strip 1") : tr("Strip"));
}

void SessionWindow::refreshDelivery() {
    DeliveryContent content = deliveryContent(controller_, services_, isAvailable);
    const HeardSource source = playback_.listening().source;
    if (const auto made = versionOf(source) ? controller_.versions().made(source) : nullptr) {
        if (const auto* codec = std::get_if<Codec>(&made->wish))
            content.heard = {*codec, source == HeardSource::Taken, {}};
        else
            content.heard.service = std::get<ServiceRule>(made->wish).name;
    }
    delivery_->setContent(content);
}

void SessionWindow::refreshHeard() {
    refreshDelivery();
    refreshTransport();
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
    if (findings_)
        findings_->setGroups(findingsGroups(controller_));
    refreshMoves();
    refreshCompressor();
    refreshDelivery();
    refreshFigures();
    refreshTransport();
}

int SessionWindow::referenceCount() const {
    return static_cast<int>(controller_.session().references.size());
}

void SessionWindow::refreshTransport() {
    const SourceLoudness loudness = controller_.loudness();
    const Session& session = controller_.session();
    const Listening& listening = playback_.listening();
    // While another one is only looked at, the button stays with what is heard.
    const int reference = listening.source == HeardSource::Reference
                              ? std::min(listening.reference, referenceCount() - 1)
                              : chosenReference_;
    const auto chosen = static_cast<std::size_t>(std::max(reference, 0));
    TransportContent c;
    c.playing = playback_.playing();
    c.looping = playback_.loop().has_value();
    c.position = playback_.position();
    c.length = playback_.length();
    c.mix = loudness.mix;
    c.hasMix = controller_.source(kMix).ready();
    if (c.hasMix)
        c.master = loudness.master;
    c.hasReference = chosen < session.references.size() && controller_.source(reference).ready();
    if (chosen < loudness.references.size())
        c.reference = loudness.references[chosen];
    if (chosen < session.references.size())
        c.referenceLetter = letterOf(reference);
    c.driveIsPredicted = controller_.driveIsPredicted();
    c.source = listening.source;
    c.image = listening.image;
    c.swapped = listening.swapped;
    c.dimmed = listening.dimmed;
    c.levelMatched = playback_.levelMatched();
    c.heardAt = playback_.match().heardAt;
    c.target = session.target.loudness;
    c.asReferences = controller_.loudnessOfReferences();
    c.loudestClean = controller_.loudestClean();
    c.findsClean = controller_.findsLoudestClean();
    c.ceiling = session.limiter.ceiling;
    c.cost = costContent(controller_);
    QString rest = c.cost.price ? c.cost.sentence
                                : tr("Drag a node: frequency and gain · wheel: Q · double-click:"
                                     " new band · middle click: bypass · hold B: hear the mix");
    if (const auto made = versionOf(c.source) ? controller_.versions().made(c.source) : nullptr) {
        const bool current = controller_.versions().isCurrent(c.source);
        const bool coming = controller_.versions().isAwaited(c.source);
        c.version = nameOf(made->wish);
        c.aboutVersion = versionAbout(*made, c.source, current, coming);
        rest = versionSentence(*made, c.source, current, coming);
    }
    statusLine_->setRest(rest);
    c.canExport = c.hasMix;
    transport_->setContent(c);
    refreshActions();
}

void SessionWindow::refreshAll() {
    if (playback_.listening().source == HeardSource::Reference && referenceCount() == 0)
        playback_.setSource(HeardSource::Master);
    const int last = std::max(0, referenceCount() - 1);
    chosenReference_ = std::clamp(chosenReference_, 0, last);
    if (playback_.listening().reference > last)
        playback_.setReference(chosenReference_);
    refreshTracks();
    refreshWaveforms();
    refreshResults();
    refreshTitle();
    refreshWork();
    refreshOutput();
}

void SessionWindow::refreshTitle() {
    const QString file = shownTextOf(controller_.path().filename());
    const QString mix = shownTextOf(controller_.session().mix.path.filename());
    QString title = !file.isEmpty() ? file
                    : mix.isEmpty() ? tr("New session")
                                    : tr("%1 (never saved)").arg(mix);
    if (const QString holder = controller_.openedElsewhere(); !holder.isEmpty())
        title = tr("%1 (also open in %2)").arg(title, holder);
    if (controller_.readOnly())
        title = tr("%1 (read-only)").arg(title);
    setWindowTitle(QStringLiteral("%1[*] — Kilter").arg(title));
    setWindowModified(controller_.modified());
}

void SessionWindow::refreshWork() {
    const Work work = controller_.work();
    const bool busy = work.kind != Work::Kind::None;
    QString text = workText(work);
    const bool demo = demoJob_.running() && !busy;
    if (demo)
        text = tr("Writing the demo… %1").arg(percentText(demoFraction_));
    else if (!busy && controller_.masterError())
        text = (controller_.masterIsCurrent() ? tr("Codecs: %1") : tr("No master: %1"))
                   .arg(problemText(*controller_.masterError()));
    workLabel_->setText(text);
    workBar_->setVisible(busy || demo);
    workBar_->setValue(static_cast<int>(1000.0 * (demo ? demoFraction_ : work.fraction)));
    const bool exporting = work.kind == Work::Kind::Exporting;
    workCancel_->setVisible(exporting || work.kind == Work::Kind::Listening);
    workCancel_->setAccessibleName(exporting ? tr("Cancel the export")
                                             : tr("Cancel what is to be heard"));
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
    meters_->loudness().setHeard(roleOf(frame.source));
    meters_->peaks().setHeard(roleOf(frame.source));
    meters_->loudness().setReading(loudnessReadingOf(frame));
    meters_->peaks().setReading(peakReadingOf(frame), clockNow());
    const bool limited =
        frame.source == HeardSource::Master || frame.source == HeardSource::Difference;
    meters_->gainReduction().setReading(limited ? frame.reduction : Decibels{-INFINITY},
                                        clockNow());
    compressor_->setReading(playing && frame.source == HeardSource::Master ? frame.compression
                                                                           : Decibels{-INFINITY},
                            clockNow());
    meters_->correlation().setReading(frame.correlation);

    const SourceLoudness loudness = controller_.loudness();
    std::optional<Lufs> own = loudness.mix;
    if (frame.source == HeardSource::Master)
        own = loudness.master;
    else if (frame.source == HeardSource::Reference)
        own = loudness.references[static_cast<std::size_t>(frame.reference)];
    else if (frame.source == HeardSource::Decoded || frame.source == HeardSource::Taken)
        own = loudness.decoded;
    else if (frame.source == HeardSource::Served)
        own = loudness.served;
    spectrum_->setLive(playing && own ? std::optional(cellPowersOf(frame, *own)) : std::nullopt);
}

TrackRole SessionWindow::heard() const {
    return roleOf(playback_.listening().source);
}

} // namespace kilter
