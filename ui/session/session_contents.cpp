// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/session_contents.h"

#include "core/base/utf8.h"
#include "core/reference/builtin_profile.h"
#include "core/session/codec_text.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/places_text.h"
#include "core/session/wording.h"
#include "ui/path_text.h"
#include "ui/views/figures.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr int kMix = SessionController::kMix;

QString tr(const char* text) {
    return QCoreApplication::translate("session", text);
}

QString nameOf(const Source& source, const SourceFile& file) {
    if (file.loaded.track && !file.loaded.track->tags.title.empty())
        return QString::fromStdString(file.loaded.track->tags.title);
    return QFileInfo(shownTextOf(source.path)).completeBaseName();
}

TrackState stateOf(SourceState state) {
    switch (state) {
    case SourceState::Loaded:
        return TrackState::Ready;
    case SourceState::Failed:
        return TrackState::Failed;
    case SourceState::Missing:
        return TrackState::Missing;
    case SourceState::Changed:
        return TrackState::Changed;
    case SourceState::Empty:
    case SourceState::Waiting:
    case SourceState::Loading:
        return TrackState::Loading;
    }
    return TrackState::Loading;
}

QString stageText(const SourceFile& file) {
    if (file.state == SourceState::Waiting)
        return tr("waiting");
    return file.stage == "reading" ? tr("reading") : tr("measuring");
}

TrackCard cardOf(const Source& source, const SourceFile& file, int index) {
    TrackCard card;
    card.id = index;
    card.role = index == kMix ? TrackRole::Mix : TrackRole::Reference;
    card.letter = index == kMix ? QString() : letterOf(index);
    card.name = nameOf(source, file);
    card.state = stateOf(file.state);
    card.progress = file.progress;
    card.stage = stageText(file);
    card.canKeep = file.ready();
    card.problem = sourceProblem(source, file);
    if (const auto& track = file.loaded.track; track && file.ready()) {
        card.format = formatText(track->format, track->rate, track->duration());
        fillCard(card, *file.loaded.analysis, track->warnings);
        if (file.kept)
            card.findings.prepend(tr("kept as it was read before"));
    }
    return card;
}

QString targetOf(const SessionController& controller) {
    const Comparison* comparison = controller.comparison();
    if (!comparison || comparison->profile.references == 0)
        return comparison ? tr("Target: built in") : QString();
    static const std::string builtIn = builtinProfile().name;
    QStringList names; // of those that count: not of one that can't be read
    for (const ProfileMember& member : comparison->profile.members)
        if (member.used)
            names.push_back(member.name == builtIn ? tr("built-in")
                                                   : QString::fromStdString(member.name));
    double spread = 0.0;
    int known = 0;
    for (const ProfileBand& band : comparison->profile.bands)
        if (band.known) {
            spread += band.spread.value;
            ++known;
        }
    return targetText(names, known > 0 ? std::optional(Decibels{spread / known}) : std::nullopt,
                      isOneSong(comparison->profile));
}

WaveformLane laneOf(const QString& name, const SectionChoice& choice, const SourceFile& file,
                    const PeaksOf& peaksOf) {
    WaveformLane lane;
    lane.name = name;
    if (!file.ready())
        return lane;
    lane.peaks = file.loaded.track ? peaksOf(file.loaded.track) : nullptr;
    lane.shortTerm = file.loaded.analysis->loudness.shortTerm;
    lane.hop = file.loaded.analysis->loudness.hop;
    lane.section = file.loaded.analysis->section();
    lane.sectionChosen = !std::holds_alternative<GoodSections>(choice);
    return lane;
}

// What the comparison found about a reference as such.
void addReservations(TrackCard& card, const std::vector<Warning>& warnings) {
    if (card.role != TrackRole::Reference || card.state != TrackState::Ready)
        return;
    const std::string letter = card.letter.toStdString();
    for (const Warning& warning : warnings) {
        const bool ofReference =
            warning.code == WarningCode::SameSong || warning.code == WarningCode::Outlier ||
            warning.code == WarningCode::Duplicate || warning.code == WarningCode::PoorMatch ||
            warning.code == WarningCode::SectionSilent ||
            warning.code == WarningCode::SectionTooShort;
        const bool ofThis = warning.detail == letter || warning.detail.starts_with(letter + ": ");
        if (ofReference && ofThis)
            card.findings.prepend(findingText(warning));
    }
}

std::optional<CellLevels> curveOf(const SessionController& controller) {
    const auto& curve = controller.curve();
    if (!curve)
        return std::nullopt;
    CellLevels levels{};
    std::transform(curve->gain.begin(), curve->gain.end(), levels.begin(),
                   [](Decibels gain) { return static_cast<float>(gain.value); });
    return levels;
}

bool hasTarget(const Session& session) {
    return std::any_of(session.references.begin(), session.references.end(),
                       [](const SessionReference& r) { return r.used; }) ||
           std::any_of(session.profiles.begin(), session.profiles.end(),
                       [](const SessionProfile& p) { return p.used; });
}

std::optional<double> closed(const Gap& before, const Gap& after) {
    if (before.rms.value <= 0.0)
        return std::nullopt;
    return std::clamp(1.0 - after.rms / before.rms, 0.0, 1.0);
}

} // namespace

TrackRole roleOf(HeardSource source) {
    switch (source) {
    case HeardSource::Mix:
        return TrackRole::Mix;
    case HeardSource::Reference:
        return TrackRole::Reference;
    case HeardSource::Master:
    case HeardSource::Difference:
    case HeardSource::Decoded:
    case HeardSource::Served:
    case HeardSource::Taken:
        break;
    }
    return TrackRole::Master;
}

QString letterOf(int reference) {
    return QString::fromStdString(letterOf(static_cast<std::size_t>(reference)));
}

QString sourceProblem(const Source& source, const SourceFile& file) {
    if (file.error)
        return problemText(*file.error);
    if (file.state != SourceState::Changed)
        return {};
    return isChanged(source, *file.loaded.track) ? tr("Not the file of this session.")
                                                 : tr("Changed since it was read.");
}

TracksContent tracksContent(const SessionController& controller, int chosen) {
    const Session& session = controller.session();
    TracksContent content;
    if (!session.mix.path.empty())
        content.cards.push_back(cardOf(session.mix, controller.source(kMix), kMix));
    for (std::size_t i = 0; i < session.references.size(); ++i) {
        const int index = static_cast<int>(i);
        content.cards.push_back(
            cardOf(session.references[i].source, controller.source(index), index));
        content.cards.back().enabled = session.references[i].used;
        content.cards.back().weight = session.references[i].weight;
        content.cards.back().chosen = index == chosen;
    }
    if (const Comparison* comparison = controller.comparison())
        for (TrackCard& card : content.cards)
            addReservations(card, comparison->gap.warnings);
    content.target = targetOf(controller);
    content.canSaveProfile = controller.comparison() && controller.comparisonIsCurrent() &&
                             controller.comparison()->profile.references > 0;
    return content;
}

std::vector<Place> mixPlaces(const SessionController& controller) {
    const SourceFile& mix = controller.source(kMix);
    return mix.ready() ? mix.loaded.analysis->places : std::vector<Place>{};
}

std::vector<Place> masterPlaces(const SessionController& controller) {
    const auto master = controller.master();
    return master && controller.masterIsCurrent()
               ? placesOfMaster(master->analysis, master->cost.reduction)
               : std::vector<Place>{};
}

WaveformContent waveformContent(const SessionController& controller, int chosen,
                                const PeaksOf& peaksOf) {
    const Session& session = controller.session();
    WaveformContent content;
    if (!session.mix.path.empty()) {
        content.mix = laneOf(tr("Mix"), session.mix.section, controller.source(kMix), peaksOf);
        content.mix->places = mixPlaces(controller);
        content.masterPlaces = masterPlaces(controller);
    }
    if (chosen >= 0 && static_cast<std::size_t>(chosen) < session.references.size())
        content.reference =
            laneOf(tr("Reference %1").arg(letterOf(chosen)),
                   session.references[static_cast<std::size_t>(chosen)].source.section,
                   controller.source(chosen), peaksOf);
    content.measuring = controller.source(kMix).loading();
    return content;
}

SpectrumContent spectrumContent(const SessionController& controller, int selected,
                                TrackRole heard) {
    SpectrumContent content;
    const SourceFile& mix = controller.source(kMix);
    content.measuring = mix.loading();
    content.moves = controller.movesWithoutOverall();
    content.selected = selected < static_cast<int>(content.moves.size()) ? selected : -1;
    content.overallAmount = controller.overallAmount();
    content.matchCurve = curveOf(controller);
    content.heard = heard;
    if (mix.ready())
        content.mix = cellPowersOf(mix.loaded.analysis->spectrum);
    if (controller.masterIsCurrent() && controller.master()) {
        content.master = cellPowersOf(controller.master()->analysis.spectrum);
    } else if (content.mix) {
        content.master =
            powersBehind(*content.mix, content.moves, content.overallAmount, content.matchCurve);
        content.masterPredicted = true;
    }
    if (const Comparison* comparison = controller.comparison();
        comparison && hasTarget(controller.session()))
        content.references = corridorOf(comparison->profile);
    return content;
}

std::vector<FindingsGroup> findingsGroups(const SessionController& controller) {
    const Comparison* comparison = controller.comparison();
    if (!comparison || !hasTarget(controller.session()))
        return {};
    FindingsGroup mix{tr("In the mix"), {}}, balance{tr("Balance"), {}}, width{tr("Width"), {}},
        dynamics{tr("Dynamics"), {}}, loudness{tr("Loudness"), {}},
        references{tr("About the comparison"), {}};
    const auto groupOf = [&](FindingCode code) -> FindingsGroup& {
        switch (code) {
        case FindingCode::FixInMix:
            return mix;
        case FindingCode::NarrowSides:
        case FindingCode::WideSides:
        case FindingCode::WideBass:
            return width;
        case FindingCode::OverCompressed:
        case FindingCode::UnderCompressed:
            return dynamics;
        case FindingCode::Quieter:
        case FindingCode::Louder:
            return loudness;
        default:
            return balance;
        }
    };
    for (std::size_t f = 0; f < comparison->gap.findings.size(); ++f) {
        const Finding& finding = comparison->gap.findings[f];
        groupOf(finding.code).sentences << QString::fromStdString(
            joined(sentenceFor(finding, comparison->profile),
                   remedyText(comparison->explanation, f, comparison->gap)));
    }
    for (int b = 0; b < kNamedBands; ++b)
        if (const auto why = unmovedText(comparison->explanation, b, comparison->gap); !why.empty())
            balance.sentences << QString::fromStdString(
                joined(sentenceFor(b, comparison->gap.bands[static_cast<std::size_t>(b)],
                                   comparison->profile),
                       why));
    for (const Warning& warning : comparison->gap.warnings)
        references.sentences << QString::fromStdString(sentenceFor(warning));
    std::vector<FindingsGroup> groups;
    for (const FindingsGroup& group : {mix, balance, width, dynamics, loudness, references})
        if (!group.sentences.isEmpty())
            groups.push_back(group);
    return groups;
}

GapContent gapContent(const SessionController& controller, bool showShares) {
    GapContent content;
    if (const Comparison* comparison = controller.comparison()) {
        std::optional<Gap> after = comparison->predicted;
        if (controller.masterIsCurrent() && controller.gapAfter())
            after = controller.gapAfter();
        content = gapContentOf(comparison->gap, after);
        const Gap* measured = controller.masterIsCurrent() && controller.gapAfter()
                                  ? &*controller.gapAfter()
                                  : nullptr;
        for (int b = 0; b < kNamedBands; ++b) {
            const auto i = static_cast<std::size_t>(b);
            const std::string effect = effectText(comparison->predicted.bands[i],
                                                  measured ? &measured->bands[i] : nullptr);
            content.bands[i].sentence = QString::fromStdString(
                joined(joined(sentenceFor(b, comparison->gap.bands[i], comparison->profile),
                              unmovedText(comparison->explanation, b, comparison->gap)),
                       effect));
        }
    }
    for (const FindingsGroup& group : findingsGroups(controller))
        content.findings << group.sentences;
    content.references = hasTarget(controller.session());
    content.measuring = content.references && !controller.comparison() &&
                        controller.work().kind == Work::Kind::Loading;
    content.showShares = showShares;
    return content;
}

MovesContent movesContent(const SessionController& controller, int selected) {
    MovesContent content;
    content.moves = controller.movesWithoutOverall();
    content.selected = selected < static_cast<int>(content.moves.size()) ? selected : -1;
    content.audition = controller.audition();
    content.auditioned = controller.auditionedMove();
    content.overallAmount = controller.overallAmount();
    content.hasReferences = hasTarget(controller.session());
    if (const auto& match = controller.session().match)
        content.matchAmount = match->percent / 100.0;
    const Comparison* comparison = controller.comparison();
    const Profile none;
    for (const Move& move : content.moves)
        content.reasons << QString::fromStdString(
            sentenceFor(move, comparison ? comparison->profile : none));
    content.measuring = content.hasReferences && !comparison && controller.busy();
    content.canProposeAgain = controller.canProposeAgain();
    if (content.matchAmount > 0.0)
        content.curve = tr("the curve replaces the moves; they are kept");
    if (comparison && content.hasReferences) {
        // Under a heading that says so already: a sentence of its own.
        content.noMoves = QString::fromStdString(noMovesText(comparison->gap, comparison->profile,
                                                             comparison->explanation))
                              .section(QStringLiteral(": "), 1);
        content.noMoves.replace(0, 1, content.noMoves.left(1).toUpper());
        if (content.noMoves.endsWith(QLatin1String("says why.")))
            content.noMoves += tr(" Point at it in the gap, or press Ctrl+D.");
        content.closedPredicted = closed(comparison->gap, comparison->predicted);
        if (controller.masterIsCurrent() && controller.gapAfter())
            content.closedMeasured = closed(comparison->gap, *controller.gapAfter());
    }
    return content;
}

TargetCost costContent(const SessionController& controller) {
    TargetCost cost;
    const Work work = controller.work();
    const auto error = controller.masterError();
    if (const auto master = controller.master(); master && controller.masterIsCurrent()) {
        cost.price = master->cost.price;
        cost.missed = master->mastered.solved.hit == false;
        cost.loudestClean = master->cost.loudestClean;
        const Comparison* comparison = controller.comparison();
        const std::string balance =
            balanceText(master->mastered.balance, comparison ? &comparison->predicted : nullptr,
                        controller.gapAfter() ? &*controller.gapAfter() : nullptr);
        cost.sentence =
            QString::fromStdString(master->costText + (balance.empty() ? "" : " " + balance));
    } else if (work.kind == Work::Kind::Solving || work.kind == Work::Kind::Comparing) {
        cost.solving = true;
        cost.solved = work.kind == Work::Kind::Solving ? work.fraction : 0.0;
        cost.sentence = tr("The drive is being solved; until then it is a prediction.");
    } else if (error) {
        cost.sentence = tr("No master: %1").arg(problemText(*error));
    }
    return cost;
}

QString guardSentence(const SessionController& controller) {
    const CodecDemands& demands = controller.session().delivery.survives;
    if (demands.codecs.empty())
        return {};
    const auto master = controller.master();
    if (master && controller.guardIsCurrent() && master->mastered.guard)
        return QString::fromStdString(guardText(*master->mastered.guard, demands.ceiling));
    const Work work = controller.work();
    if (work.kind == Work::Kind::Guarding || work.kind == Work::Kind::Exporting)
        return tr("Codecs: what they make of the master is being found; until then it is heard"
                  " without dips.");
    if (const auto error = controller.masterError())
        return tr("Codecs: %1").arg(problemText(*error));
    return tr("Codecs: they are asked once the master is solved.");
}

FiguresContent figuresContent(const SessionController& controller) {
    FiguresContent content;
    const SourceFile& mix = controller.source(kMix);
    if (mix.ready())
        content.mix = figuresOf(*mix.loaded.analysis);
    content.mix.present = !controller.session().mix.path.empty();
    content.mix.measuring = mix.loading();
    if (controller.master() && controller.masterIsCurrent())
        content.master = figuresOf(controller.master()->analysis);
    content.master.present = mix.ready();
    content.master.measuring = mix.ready() && controller.busy() && !controller.masterIsCurrent();

    std::vector<const Analysis*> references;
    bool reading = false;
    const auto& wanted = controller.session().references;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const SourceFile& file = controller.source(static_cast<int>(i));
        reading = reading || file.loading();
        if (wanted[i].used && file.ready())
            references.push_back(file.loaded.analysis.get());
    }
    if (!references.empty())
        content.references = mediansOf(references);
    content.references.present = !references.empty() || reading;
    content.references.measuring = reading;
    return content;
}

QString workText(const Work& work) {
    const auto with = [&](const QString& text) {
        return work.fraction > 0.0 ? tr("%1 %2").arg(text, percentText(work.fraction)) : text;
    };
    switch (work.kind) {
    case Work::Kind::None:
        return {};
    case Work::Kind::Loading:
        return with(tr("Reading and measuring…"));
    case Work::Kind::Comparing:
        return with(tr("Comparing…"));
    case Work::Kind::Aiming:
        return with(tr("Finding what stays clean…"));
    case Work::Kind::Solving:
        return with(tr("Solving the master…"));
    case Work::Kind::Guarding:
        return with(tr("Guarding against codecs…"));
    case Work::Kind::Exporting:
        return with(tr("Exporting…"));
    case Work::Kind::Listening:
        return with(tr("Making what is to be heard…"));
    case Work::Kind::Opening:
        return tr("Opening…");
    case Work::Kind::Saving:
        return tr("Saving…");
    }
    return {};
}

} // namespace kilter
