// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/pipeline.h"

#include "core/audio/audio_file.h"
#include "core/audio/isrc.h"
#include "core/audio/resample.h"
#include "core/audio/tag_reader.h"
#include "core/base/parallel.h"
#include "core/base/utf8.h"
#include "core/chain/chain.h"
#include "core/chain/compressor/design.h"
#include "core/moves/predict.h"
#include "core/moves/propose.h"
#include "core/reference/builtin_profile.h"
#include "core/session/guarded_master.h"
#include "core/session/names.h"
#include "core/session/session_json.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <future>
#include <string>
#include <system_error>
#include <utility>

namespace kilter {

namespace {

std::vector<Reference> usedReferences(const Session& session, const Targets& targets) {
    std::vector<Reference> used;
    for (std::size_t i = 0; i < session.references.size(); ++i)
        if (session.references[i].used && i < targets.references.size() && targets.references[i])
            used.push_back(
                {targets.references[i].get(), nullptr, session.references[i].weight, letterOf(i)});
    for (std::size_t i = 0; i < session.profiles.size(); ++i)
        if (session.profiles[i].used && i < targets.profiles.size() && targets.profiles[i])
            used.push_back({nullptr, &*targets.profiles[i], session.profiles[i].weight,
                            targets.profiles[i]->name});
    return used;
}

/// Why a track's section can't be compared: SectionSilent, SectionTooShort. `name`: whose, empty
/// for the mix's.
std::optional<Warning> incomparable(const Analysis& analysis, const std::string& name) {
    Seconds length{};
    for (const Section& section : analysis.sections)
        length += std::max(std::min(section.end, analysis.frames / analysis.rate) -
                               std::max(section.begin, Seconds{}),
                           Seconds{});
    if (length < kShortestSection)
        return Warning{WarningCode::SectionTooShort, length.value, name};
    if (analysis.spectrum.frames == 0)
        return Warning{WarningCode::SectionSilent, 0.0, name};
    return std::nullopt;
}

/// What is written beside the master: the mix's own texts, or those of the session in their stead,
/// as files can hold them; and the place in time that it has.
Tags tagsOf(const Delivery& delivery, const Track& mix, SampleRate rate) {
    Tags tags = mix.tags;
    tags.title = delivery.title.value_or(tags.title);
    tags.artist = delivery.artist.value_or(tags.artist);
    tags.isrc = delivery.isrc.value_or(tags.isrc);
    for (std::string* text : {&tags.title, &tags.artist})
        if (!tidyTag(*text))
            text->clear();
    tags.isrc = isrcFrom(tags.isrc).value_or("");
    tags.timeReference = static_cast<std::uint64_t>(
        std::llround(static_cast<double>(tags.timeReference) * rate.hz / mix.rate.hz));
    return tags;
}

/// What depends on the place alone.
ExportRequest requestFor(const Session& session, const Destination& destination) {
    ExportRequest request;
    static_cast<Destination&>(request) = destination;
    const auto own = filesOf(session);
    request.inputs.insert(request.inputs.end(), own.begin(), own.end());
    return request;
}

} // namespace

std::vector<Source> sourcesOf(const Session& session) {
    std::vector<Source> sources{session.mix};
    for (const SessionReference& reference : session.references)
        sources.push_back(reference.source);
    return sources;
}

Result<LoadedTrack> loadTrack(const Source& source, Keep keep, const Progress& progress) {
    auto track = readTrack(source.path, progress.part(0.0, 0.4, "reading"));
    if (!track)
        return track.error();
    auto analysis =
        analyse(*track, {.section = source.section}, progress.part(0.4, 1.0, "measuring"));
    if (!analysis)
        return analysis.error();
    if (keep == Keep::FiguresOnly)
        track->audio = {};
    return LoadedTrack{std::make_shared<const Track>(std::move(*track)),
                       std::make_shared<const Analysis>(std::move(*analysis))};
}

std::vector<Result<LoadedTrack>> loadTracks(std::span<const Source> sources,
                                            const Progress& progress) {
    constexpr std::size_t kAtOnce =
        2; // decoding is one thread, measuring three: two keep two cores busy
    std::vector<Result<LoadedTrack>> loaded(sources.size(), Error{ErrorCode::Cancelled, {}, {}});
    forEachParallel(sources.size(), kAtOnce, [&](std::size_t i, bool onCaller) {
        const double share = 1.0 / static_cast<double>(sources.size());
        const double from = share * static_cast<double>(i);
        const Progress told = onCaller ? progress : progress.silent();
        loaded[i] = loadTrack(sources[i], i == 0 ? Keep::Audio : Keep::FiguresOnly,
                              told.part(from, from + share, "reading and measuring"));
    });
    return loaded;
}

Result<Profile> loadProfile(const SessionProfile& profile) {
    if (profile.path.empty())
        return builtinProfile();
    return readProfile(profile.path);
}

bool isChanged(const Source& source, const Track& track) {
    return source.fingerprint.bytes != 0 && source.fingerprint != track.fingerprint;
}

Moves standingMoves(const Session& session) {
    Moves moves = session.moves.value_or(session.ownBands);
    if (session.match)
        std::erase_if(moves, [](const Move& move) { return move.proposed; });
    return moves;
}

std::optional<Comparison> compare(const Session& session, const Analysis& mix,
                                  const Targets& targets) {
    std::vector<Reference> used = usedReferences(session, targets);
    if (used.empty())
        return std::nullopt;
    std::vector<Warning> reservations;
    const auto leftOut = [&](const Reference& reference) {
        const auto why = reference.analysis ? incomparable(*reference.analysis, reference.name)
                                            : std::optional<Warning>();
        if (why)
            reservations.push_back(*why);
        return why.has_value();
    };
    used.erase(std::remove_if(used.begin(), used.end(), leftOut), used.end());
    Comparison comparison;
    comparison.profile = profileOf(used);
    if (auto why = incomparable(mix, {}))
        reservations.push_back(std::move(*why));
    else
        comparison.gap = gapBetween(mix, comparison.profile, used);
    comparison.gap.warnings.insert(comparison.gap.warnings.begin(), reservations.begin(),
                                   reservations.end());
    comparison.moves = standingMoves(session);
    Moves own = comparison.moves;
    std::erase_if(own, [](const Move& move) { return move.proposed; });
    const Gap left = predictedGap(comparison.gap, own);
    if (session.match) {
        comparison.movesKept =
            session.moves && std::any_of(session.moves->begin(), session.moves->end(),
                                         [](const Move& move) { return move.proposed; });
        comparison.curve = session.curve ? session.curve : matchCurve(left, *session.match);
        comparison.predicted = predictedGap(left, *comparison.curve);
        comparison.explanation = explanationOfCurve(comparison.gap, comparison.predicted);
        return comparison;
    }
    MoveOptions options = session.moveOptions; // beside one's own, as many as there is room for
    options.most = std::min(options.most, kEqualiserBands - static_cast<int>(own.size()));
    comparison.proposal = proposeMoves(left, options);
    comparison.proposal.insert(comparison.proposal.end(), own.begin(), own.end());
    comparison.predicted = predictedGap(comparison.gap, comparison.proposal);
    comparison.ofProposal =
        explanationOf(comparison.gap, comparison.predicted, comparison.proposal, options);
    if (session.moves)
        return withMoves(comparison, *session.moves);
    comparison.moves = comparison.proposal;
    comparison.explanation = comparison.ofProposal;
    return comparison;
}

Comparison withMoves(const Comparison& comparison, const Moves& moves) {
    Comparison result = comparison;
    result.moves = moves;
    result.curve.reset();
    result.predicted = predictedGap(result.gap, moves);
    result.explanation =
        explanationOfEdited(result.gap, result.predicted, moves, result.ofProposal);
    return result;
}

namespace {

/// The most that the equaliser gives to any frequency.
Decibels raisedBy(const Equalising& asked) {
    double most = 1.0;
    for (int i = 0; i < kCells; ++i) {
        const Hertz f = cellCentre(i);
        const double all =
            powerResponse(asked.moves, Placement::Stereo, f) *
            (asked.curve ? power(asked.curve->gain[static_cast<std::size_t>(i)]) : 1.0);
        for (const Placement placement : {Placement::Mid, Placement::Side})
            most = std::max(most, all * powerResponse(asked.moves, placement, f));
    }
    return powerToDecibels(most);
}

/// What a master begins with: the mix at the rate of delivery, and the chain that was asked for.
struct Prepared {
    SampleRate rate;
    std::optional<AudioBuffer> resampled; ///< empty: the mix has that rate
    Equalising asked;
    DesignedChain chain;

    [[nodiscard]] const AudioBuffer& audio(const LoadedTrack& mix) const {
        return resampled ? *resampled : mix.track->audio;
    }
};

Result<Prepared> prepareAudio(const Session& session, const LoadedTrack& mix,
                              const Progress& progress) {
    const Track& track = *mix.track;
    Prepared prepared;
    prepared.rate = session.delivery.rate.value_or(track.rate);
    if (prepared.rate != track.rate) {
        auto converted = resample(track.audio, track.rate, prepared.rate,
                                  progress.part(0.0, 1.0, "converting the rate"));
        if (!converted)
            return converted.error();
        prepared.resampled = std::move(*converted);
    }
    return prepared;
}

Result<Prepared> prepare(const Session& session, const LoadedTrack& mix,
                         const Comparison* comparison, const Progress& progress) {
    auto result = prepareAudio(session, mix, progress);
    if (!result)
        return result;
    Prepared& prepared = *result;
    const Session resolved = selfContained(session, mix, comparison);
    prepared.asked = {standingMoves(resolved), resolved.curve, session.phase};
    prepared.chain = designChain(prepared.asked.moves, prepared.asked.curve, prepared.asked.phase,
                                 session.limiter, prepared.rate);
    prepared.chain.settings.compressor = designCompressor(session.compressor, prepared.rate);
    return result;
}

CleanSearch cleanSearch(const LoadedTrack& mix, const AudioBuffer& audio, const Prefix& prefix) {
    return {audio, prefix, loudestSection(mix.analysis->spectrogram, LoudestSection{}.length)};
}

Result<Done> guard(const Session& session, const LoadedTrack& mix, const AudioBuffer& audio,
                   Mastered& mastered, const Progress& progress) {
    if (session.delivery.survives.codecs.empty())
        return Done{};
    auto done = guardMaster(session, mix, audio, mastered, progress);
    mastered.chain.settings = mastered.solved.settings;
    return done;
}

} // namespace

std::optional<Decibels> rmsOf(const Gap& gap) {
    if (std::none_of(gap.known.begin(), gap.known.end(), [](bool known) { return known; }))
        return std::nullopt;
    return gap.rms;
}

Result<Mastered> unguardedMaster(const Session& session, const LoadedTrack& mix,
                                 const Comparison* comparison, const Progress& progress) {
    Session unguarded = session;
    unguarded.delivery.survives.codecs.clear();
    return master(unguarded, mix, comparison, progress);
}

Result<Mastered> guarded(const Session& session, const LoadedTrack& mix, Mastered mastered,
                         const Progress& progress) {
    const auto prepared = prepareAudio(session, mix, progress.part(0.0, 0.1, {}));
    if (!prepared)
        return prepared.error();
    if (auto done =
            guard(session, mix, prepared->audio(mix), mastered, progress.part(0.1, 1.0, {}));
        !done)
        return done.error();
    return mastered;
}

Result<Mastered> master(const Session& session, const LoadedTrack& mix,
                        const Comparison* comparison, const Progress& progress) {
    const Error cancelled{ErrorCode::Cancelled, {}, {}};
    const auto prepared = prepare(session, mix, comparison, progress.part(0.0, 0.15, {}));
    if (!prepared)
        return prepared.error();
    const AudioBuffer& audio = prepared->audio(mix);
    const Equalising& asked = prepared->asked;
    Mastered mastered;
    mastered.rate = prepared->rate;
    mastered.chain = prepared->chain;
    BalanceReview review(audio, mastered.rate, *mix.analysis, asked);
    auto prefix = Prefix::of(audio, mastered.rate, mastered.chain.settings,
                             progress.part(0.15, 0.2, "equalising"));
    if (!prefix)
        return cancelled;
    auto clean = std::async(std::launch::async,
                            [search = cleanSearch(mix, audio, *prefix),
                             told = progress.silent()]() mutable { return search.run(told); });
    auto solved = solve(audio, std::move(*prefix), session.target,
                        progress.part(0.2, 0.9, "finding the drive"), std::ref(review));
    mastered.loudestClean = clean.get();
    if (!solved)
        return cancelled;
    mastered.balance = review.balance();
    mastered.balance.compressed = session.compressor.enabled;
    if (review.chain())
        mastered.chain = *review.chain();
    mastered.solved = std::move(*solved);
    mastered.chain.settings = mastered.solved.settings;
    if (auto done = guard(session, mix, audio, mastered, progress.part(0.9, 1.0, {})); !done)
        return done.error();
    mastered.latency = Chain(mastered.rate, mastered.chain.settings).latency();
    mastered.raised = raisedBy(asked);
    if (progress.cancelled())
        return cancelled;
    return mastered;
}

Result<std::optional<Lufs>> loudestCleanOf(const Session& session, const LoadedTrack& mix,
                                           const Comparison* comparison, const Progress& progress) {
    const Error cancelled{ErrorCode::Cancelled, {}, {}};
    const auto prepared = prepare(session, mix, comparison, progress.part(0.0, 0.4, {}));
    if (!prepared)
        return prepared.error();
    const AudioBuffer& audio = prepared->audio(mix);
    const auto prefix = Prefix::of(audio, prepared->rate, prepared->chain.settings,
                                   progress.part(0.4, 0.7, "equalising"));
    if (!prefix)
        return cancelled;
    const auto clean =
        cleanSearch(mix, audio, *prefix).run(progress.part(0.7, 1.0, "what stays clean"));
    if (progress.cancelled())
        return cancelled;
    return clean;
}

Result<Done> checkDestination(const Session& session, const Destination& destination) {
    return checkOutput(requestFor(session, destination));
}

Result<Done> checkBeside(const Session& session, const Destination& extra,
                         std::span<const std::filesystem::path> others) {
    const auto place = [](const std::filesystem::path& path) {
        std::error_code code;
        return std::filesystem::absolute(path, code).lexically_normal();
    };
    for (const std::filesystem::path& other : others)
        if (place(extra.out) == place(other))
            return Error{ErrorCode::OutputIsInput, utf8(other), utf8(extra.out)};
    ExportRequest request = requestFor(session, extra);
    request.inputs.insert(request.inputs.end(), others.begin(), others.end()); // by other names too
    return checkOutput(request);
}

std::uint64_t expectedBytes(const Session& session, const Track& mix) {
    const Delivery& delivery = session.delivery;
    return expectedBytes(mix.duration() * delivery.rate.value_or(mix.rate), 2,
                         {delivery.format, delivery.samples});
}

Result<std::optional<Warning>> checkSize(const Session& session, const Track& mix,
                                         const Destination& destination) {
    const std::uint64_t bytes = expectedBytes(session, mix);
    if (session.delivery.format == FileFormat::Flac || !passesFourGigabytes(bytes))
        return std::optional<Warning>{};
    if (session.delivery.format == FileFormat::Aiff)
        return Error{ErrorCode::WriteFailed, "AIFF holds no more than 4 GB", utf8(destination.out)};
    return std::optional(Warning{WarningCode::LargeFile, static_cast<double>(bytes), {}});
}

Result<StagedExport> stageMaster(const Session& session, const LoadedTrack& mix, AudioBuffer master,
                                 SampleRate rate, const Destination& destination,
                                 const Progress& progress) {
    const Delivery& delivery = session.delivery;
    ExportRequest request = requestFor(session, destination);
    request.format = delivery.format;
    request.samples = delivery.samples;
    request.dither = delivery.dither;
    request.ditherSeed = mix.track->fingerprint.hash;
    request.tags = tagsOf(delivery, *mix.track, rate);
    request.originationDate = session.created;
    request.wav = delivery.wav;
    request.measure.section = mix.analysis->section(); // figures that stand beside the mix's own
    return stageExport(std::move(master), rate, request, progress);
}

Session selfContained(const Session& session, const LoadedTrack& mix,
                      const Comparison* comparison) {
    Session result = session;
    result.mix.fingerprint = mix.track->fingerprint;
    if (comparison) {
        if (!session.match)
            result.moves = comparison->moves;
        result.curve = comparison->curve;
    } else if (!session.match && !result.moves) {
        result.moves = session.ownBands;
    }
    return result;
}

Stage firstStale(const Session& before, const Session& after) {
    if (sourcesOf(before) != sourcesOf(after))
        return Stage::Load;
    if (before.references != after.references || before.profiles != after.profiles)
        return Stage::Compare;
    if (before.moveOptions != after.moveOptions || before.match != after.match ||
        before.ownBands != after.ownBands || before.moves.has_value() != after.moves.has_value())
        return Stage::Propose;
    if (before.moves != after.moves || before.curve != after.curve || before.phase != after.phase ||
        before.target != after.target || before.limiter != after.limiter ||
        before.compressor != after.compressor || before.delivery.rate != after.delivery.rate ||
        before.delivery.survives != after.delivery.survives)
        return Stage::Solve;
    // Codecs hear the very samples of the file.
    if (!after.delivery.survives.codecs.empty() &&
        (before.delivery.samples != after.delivery.samples ||
         before.delivery.dither != after.delivery.dither))
        return Stage::Solve;
    return Stage::Nothing;
}

} // namespace kilter
