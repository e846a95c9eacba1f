// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_json.h"

#include "app/json_parts.h"
#include "core/base/utf8.h"
#include "core/session/codec_text.h"
#include "core/session/compressor_json.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/places_text.h"
#include "core/session/services_text.h"
#include "core/session/wording.h"

#include <cmath>
#include <string_view>
#include <utility>

namespace kilter {

namespace {

Json unmovedJson(Unmoved reason) {
    return reason == Unmoved::Moved ? Json(nullptr) : Json(nameOf(reason));
}

/// `move`: the number of the move that does most for it; null: none alone, or a curve.
Json answerJson(const Remedy& remedy) {
    return {{"move", remedy.move >= 0 ? Json(remedy.move + 1) : Json(nullptr)},
            {"unmoved_because", unmovedJson(remedy.reason)}};
}

Json gapJson(const Comparison& comparison) {
    const Gap& gap = comparison.gap;
    Json bands = Json::array();
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        const GapBand& band = gap.bands[b];
        const bool known = band.verdict != Verdict::Unknown;
        const auto ifKnown = [&](double value) { return known ? number(value) : Json(nullptr); };
        const bool spreads = band.carriedBy.empty() && !isOneSong(comparison.profile);
        bands.push_back(
            {{"name", kBands[b].name},
             {"low_hz", kBands[b].low.value},
             {"high_hz", kBands[b].high.value},
             {"gap_db", ifKnown(band.gap.value)},
             {"corridor_db", ifKnown(band.spread.value)},
             {"spread_db", spreads ? ifKnown(band.spread.value) : Json(nullptr)},
             {"carried_by", band.carriedBy.empty() ? Json(nullptr) : Json(band.carriedBy)},
             {"share_gap", ifKnown(band.shareGap)},
             {"after_db", ifKnown(comparison.predicted.bands[b].gap.value)},
             {"verdict", nameOf(band.verdict)},
             {"unmoved_because", unmovedJson(comparison.explanation[b])},
             {"text", joined(sentenceFor(static_cast<int>(b), band, comparison.profile),
                             unmovedText(comparison.explanation, static_cast<int>(b), gap))}});
    }
    Json frequencies = Json::array();
    Json gaps = Json::array();
    Json spreads = Json::array();
    for (int i = 0; i < kThirds; ++i) {
        const auto at = static_cast<std::size_t>(i);
        frequencies.push_back(thirdCentre(i).value);
        gaps.push_back(gap.known[at] ? number(gap.gap[at].value) : Json(nullptr));
        spreads.push_back(gap.known[at] ? number(gap.spread[at].value) : Json(nullptr));
    }
    Json findings = Json::array();
    for (std::size_t i = 0; i < gap.findings.size(); ++i) {
        const Finding& f = gap.findings[i];
        findings.push_back({{"code", nameOf(f.code)},
                            {"amount_db", number(f.amount.value)},
                            {"confidence", number(f.confidence)},
                            {"answer", answerJson(comparison.explanation.findings[i])},
                            {"text", joined(sentenceFor(f, comparison.profile),
                                            remedyText(comparison.explanation, i, gap))}});
    }
    return {{"bands", std::move(bands)},
            {"frequency_hz", std::move(frequencies)},
            {"gap_db", std::move(gaps)},
            {"spread_db", std::move(spreads)},
            {"findings", std::move(findings)}};
}

Json movesJson(const Moves& moves, const Profile& profile) {
    Json list = Json::array();
    for (std::size_t m = 0; m < moves.size(); ++m) {
        const Move& move = moves[m];
        if (!move.enabled)
            continue;
        const FilterShape shape = move.effective();
        const auto confidence = move.sureness();
        list.push_back({{"number", m + 1},
                        {"kind", nameOf(shape.kind)},
                        {"frequency_hz", shape.frequency.value},
                        {"gain_db", shape.gain.value},
                        {"q", shape.q},
                        {"placement", nameOf(move.placement)},
                        {"confidence", confidence ? Json(*confidence) : Json(nullptr)},
                        {"changed", move.isChanged()},
                        {"reason", sentenceFor(move, profile)}});
        if (shape.kind == FilterKind::LowCut || shape.kind == FilterKind::HighCut)
            list.back()["slope_db_per_octave"] = shape.slopeDbPerOctave;
    }
    return list;
}

Json gainsJson(const MatchCurve& curve) {
    Json gains = Json::array();
    for (const Decibels gain : curve.gain)
        gains.push_back(gain.value);
    return gains;
}

Json matchJson(const Comparison& comparison, const Session& session) {
    if (!comparison.curve)
        return nullptr;
    Json frequencies = Json::array();
    for (int i = 0; i < kCells; ++i)
        frequencies.push_back(cellCentre(i).value);
    return {{"phase", nameOf(session.phase)},
            {"percent", comparison.curve->options.percent},
            {"text", curveText(*comparison.curve, comparison.movesKept)},
            {"frequency_hz", std::move(frequencies)},
            {"gain_db", gainsJson(*comparison.curve)}};
}

/// What the sound passes before the drive, beside the equaliser.
Json processorsJson(const Session& session, const Solved& solved) {
    Json list = Json::array();
    if (const auto& effect = solved.compressor) {
        Json settings = compressorJson(session.compressor);
        settings.erase("enabled"); // what is off is not in the list
        list.push_back({{"kind", "compressor"},
                        {"settings", std::move(settings)},
                        {"measured",
                         {{"mean_gain_reduction_db", number(effect->reduction.mean.value)},
                          {"max_gain_reduction_db", number(effect->reduction.largest.value)},
                          {"makeup_db", number(effect->makeUp.value)},
                          {"loudness_before_lufs", number(effect->loudnessBefore)},
                          {"loudness_after_lufs", number(effect->loudnessAfter)},
                          {"plr_before_db", number(effect->plrBefore)},
                          {"plr_after_db", number(effect->plrAfter)},
                          {"psr_before_db", number(effect->psrBefore)},
                          {"psr_after_db", number(effect->psrAfter)}}},
                        {"text", compressorText(session.compressor, *effect)}});
    }
    return list;
}

Json peaksJson(const CodecPeaks& peaks) {
    return {{"overs", peaks.overs},
            {"true_peak_dbtp", number(peaks.truePeak.value)},
            {"worst_s", number(peaks.worst)}};
}

/// The codecs that the master was guarded for, and those that it was encoded by.
Json codecsJson(const MasterOutcome& outcome) {
    Json list = Json::array();
    const auto entry = [&](Codec codec) -> Json& {
        for (Json& one : list)
            if (one["name"] == nameOf(codec))
                return one;
        list.push_back({{"name", nameOf(codec)},
                        {"encoder", factsOf(codec.kind).label},
                        {"before", nullptr},
                        {"after", nullptr},
                        {"shifted_true_peak_dbtp", nullptr},
                        {"encodes", 0},
                        {"file", nullptr}});
        return list.back();
    };
    if (const auto& guard = outcome.mastered.guard)
        for (const GuardedCodec& codec : guard->codecs) {
            Json& json = entry(codec.codec);
            json["before"] = peaksJson(codec.before);
            json["after"] = peaksJson(codec.after);
            json["shifted_true_peak_dbtp"] = number(codec.shifted.value);
            json["encodes"] = codec.encodes;
        }
    if (!outcome.out.empty())
        for (const CopyFormat& format : outcome.copies)
            if (const auto* codec = std::get_if<Codec>(&format))
                entry(*codec)["file"] = utf8(pathOfCopy(outcome.out, format));
    return list;
}

Json guardJson(const std::optional<CodecGuard>& guard, Decibels ceiling) {
    if (!guard)
        return nullptr;
    return {{"dips", guard->dips.size()},
            {"deepest_db", number(guard->deepest().value)},
            {"loudness_cost_lu", number(guard->loudnessCost.value)},
            {"encodes", guard->encodes()},
            {"means", nameOf(guard->means)},
            {"lowered_db", number(guard->lowered.value)},
            {"ceiling_dbtp", ceiling.value},
            {"text", guardText(*guard, ceiling)}};
}

/// What the limiter did to the balance: `moved_db` before the equaliser was corrected for it,
/// `left_db` after; `correction` are the bands that the master has beside the moves.
Json balanceJson(const Balance& balance, const Comparison* comparison,
                 const std::optional<Gap>& measured) {
    const auto difference = [](const std::optional<BandDifference>& d) {
        return d ? Json{{"band", kBands[static_cast<std::size_t>(d->band)].name},
                        {"difference_db", number(d->amount.value)}}
                 : Json(nullptr);
    };
    Json correction = Json::array();
    for (const Move& move : balance.correction())
        correction.push_back({{"kind", nameOf(move.shape.kind)},
                              {"frequency_hz", move.shape.frequency.value},
                              {"gain_db", move.shape.gain.value},
                              {"q", move.shape.q}});
    return {{"corrected", balance.corrected},
            {"moved", difference(balance.moved)},
            {"left", difference(balance.left)},
            {"correction", std::move(correction)},
            {"text", balanceText(balance, comparison ? &comparison->predicted : nullptr,
                                 measured ? &*measured : nullptr)}};
}

/// The fields of `compare`, empty or null where nothing was compared.
Json comparisonJson(const ComparedTracks& tracks, const Comparison* comparison,
                    const Session& session) {
    Json references = Json::array();
    for (std::size_t i = 0; i < tracks.references.size(); ++i) {
        Json json = trackJson(tracks.references[i]);
        const auto* member = comparison && i < comparison->profile.members.size()
                                 ? &comparison->profile.members[i]
                                 : nullptr;
        json["used"] = member ? member->used : false;
        json["weight"] = tracks.weights[i];
        references.push_back(std::move(json));
    }
    Json document{{"version", kJsonVersion},
                  {"mix", trackJson(tracks.mix)},
                  {"references", std::move(references)},
                  {"gap", nullptr},
                  {"moves", movesJson(session.ownBands, {})},
                  {"match", nullptr},
                  {"rms_gap_db", {{"before", nullptr}, {"predicted_after", nullptr}}},
                  {"warnings", Json::array()}};
    if (!comparison)
        return document;
    document["gap"] = gapJson(*comparison);
    document["moves"] = movesJson(comparison->moves, comparison->profile);
    document["match"] = matchJson(*comparison, session);
    document["rms_gap_db"] = {{"before", number(rmsOf(comparison->gap))},
                              {"predicted_after", number(rmsOf(comparison->predicted))}};
    document["warnings"] = warningsJson(comparison->gap.warnings);
    return document;
}

} // namespace

std::string analyseJson(std::span<const std::filesystem::path> paths,
                        std::span<const Result<LoadedTrack>> tracks) {
    Json list = Json::array();
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        list.push_back(tracks[i] ? trackJson(*tracks[i]) : failedJson(paths[i], tracks[i].error()));
        if (tracks[i])
            list.back()["places"] = placesJson(tracks[i]->analysis->places);
    }
    return documentText({{"version", kJsonVersion}, {"tracks", std::move(list)}});
}

std::string compareJson(const ComparedTracks& tracks, const Comparison& comparison,
                        const Session& session) {
    return documentText(comparisonJson(tracks, &comparison, session));
}

std::string masterJson(const ComparedTracks& tracks, const Comparison* comparison,
                       const MasterOutcome& outcome, const StageTimes& times) {
    const Session& session = outcome.session;
    const Solved& solved = outcome.mastered.solved;
    const Balance& balance = outcome.mastered.balance;
    Json document = comparisonJson(tracks, comparison, session);
    if (comparison) {
        if (document["match"].is_object() && balance.curve)
            document["match"]["mastered_gain_db"] = gainsJson(*balance.curve);
        for (std::size_t b = 0; b < kBands.size(); ++b)
            document["gap"]["bands"][b]["measured_db"] =
                outcome.gapAfter && comparison->gap.bands[b].verdict != Verdict::Unknown
                    ? number(outcome.gapAfter->bands[b].gap.value)
                    : Json(nullptr);
    }
    document["balance"] = balanceJson(balance, comparison, outcome.gapAfter);
    document["target"] = {{"loudness_lufs", number(session.target.loudness)},
                          {"ceiling_dbtp", session.limiter.ceiling.value}};
    document["reached"] = solved.hit ? Json(*solved.hit) : Json(nullptr);
    document["solve"] = {{"drive_db", number(solved.settings.drive.level().value)},
                         {"renders", solved.renders},
                         {"trim_db", number(solved.settings.limiter.trim.value)},
                         {"best_lufs", number(solved.reached)},
                         {"loudest_clean_lufs", number(outcome.cost.loudestClean)},
                         {"mean_gain_reduction_db", number(outcome.cost.reduction.mean.value)},
                         {"max_gain_reduction_db", number(outcome.cost.reduction.largest.value)},
                         {"price", nameOf(outcome.cost.price)},
                         {"text", outcome.costText}};
    document["processors"] = processorsJson(session, solved);
    document["codecs"] = codecsJson(outcome);
    document["guard"] = guardJson(outcome.mastered.guard, session.delivery.survives.ceiling);
    document["services"] = servicesJson(outcome.services, outcome.measured);
    document["places"] = placesJson(placesOfMaster(outcome.measured, outcome.cost.reduction));
    document["chain"] = {{"latency_frames", outcome.mastered.latency.count}};
    document["master"] =
        figuresJson(utf8(outcome.out), std::string(nameOf(session.delivery.format)), 2,
                    outcome.measured, outcome.measured.warnings);
    document["rms_gap_db"]["measured_after"] =
        outcome.gapAfter ? number(rmsOf(*outcome.gapAfter)) : Json(nullptr);
    document["output"] = nullptr;
    if (!outcome.out.empty())
        document["output"] = {{"path", utf8(outcome.out)},
                              {"format", nameOf(session.delivery.format)},
                              {"bits", nameOf(session.delivery.samples)},
                              {"dither", nameOf(outcome.dither)},
                              {"bytes", outcome.bytes},
                              {"integrated_lufs",
                               {{"kilter", number(outcome.measured.loudness.integrated)},
                                {"libebur128", number(outcome.byLibebur128)}}}};
    for (Json& warning : warningsJson(outcome.warnings))
        document["warnings"].push_back(std::move(warning));
    document["seconds"] = Json(times);
    return documentText(document);
}

std::string errorJson(std::string_view code, std::string_view message, std::string_view path) {
    return documentText({{"version", kJsonVersion}, {"error", errorObject(code, message, path)}});
}

std::string filesJson(std::span<const std::filesystem::path> files,
                      std::span<const Error> leftOut) {
    Json list = Json::array();
    for (const auto& file : files)
        list.push_back(utf8(file));
    Json errors = Json::array();
    for (const Error& error : leftOut)
        errors.push_back(errorObject(nameOf(error.code), sentenceFor(error), error.path));
    return documentText(
        {{"version", kJsonVersion}, {"files", std::move(list)}, {"left_out", errors}});
}

} // namespace kilter
