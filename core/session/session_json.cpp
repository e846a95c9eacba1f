// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/session_json.h"

#include "core/base/atomic_file.h"
#include "core/base/utf8.h"
#include "core/session/json_fields.h"
#include "core/session/names.h"

#include <nlohmann/json.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace kilter {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr int kVersion = 1;

// Writing. Every struct has one function, and one that reads it stands below in the same order.

Json toJson(const SectionChoice& choice) {
    if (const auto* loudest = std::get_if<LoudestSection>(&choice))
        return {{"loudest_s", loudest->length.value}};
    if (const auto* section = std::get_if<Section>(&choice))
        return {{"begin_s", section->begin.value}, {"end_s", section->end.value}};
    return "all";
}

Json toJson(const Source& source, const fs::path& folder) {
    Json json{{"path", utf8(source.path)}};
    const fs::path relative = source.path.lexically_relative(folder);
    if (!relative.empty() && *relative.begin() != "..")
        json["relative"] = utf8(relative);
    json["bytes"] = source.fingerprint.bytes;
    json["hash"] = source.fingerprint.hash;
    json["section"] = toJson(source.section);
    return json;
}

Json toJson(const FilterShape& shape) {
    return {{"kind", nameOf(shape.kind)},
            {"frequency_hz", shape.frequency.value},
            {"gain_db", shape.gain.value},
            {"q", shape.q},
            {"slope_db_per_octave", shape.slopeDbPerOctave}};
}

Json toJson(const Move& move) {
    return {{"shape", toJson(move.shape)},
            {"placement", nameOf(move.placement)},
            {"enabled", move.enabled},
            {"amount", move.amount},
            {"confidence", move.confidence},
            {"proposed", move.proposed},
            {"reason",
             {{"band", move.reason.band},
              {"gap_db", move.reason.gap.value},
              {"spread_db", move.reason.spread.value},
              {"share_gap", move.reason.shareGap},
              {"low_hz", move.reason.low.value},
              {"high_hz", move.reason.high.value},
              {"sigma_db", move.reason.sigma.value},
              {"disagreement_db", optionalJson<Json>(move.reason.disagreement)},
              {"mono_loss_before_db", optionalJson<Json>(move.reason.monoLossBefore)},
              {"mono_loss_after_db", optionalJson<Json>(move.reason.monoLossAfter)}}}};
}

Json toJson(const Moves& moves) {
    Json list = Json::array();
    for (const Move& move : moves)
        list.push_back(toJson(move));
    return list;
}

Json toJson(const MoveOptions& options) {
    return {{"most", options.most},
            {"limit_db", options.limit.value},
            {"full_gap", options.fullGap},
            {"amount", options.amount},
            {"side_moves", options.sideMoves}};
}

Json toJson(const MatchOptions& options) {
    return {{"percent", options.percent},
            {"detail_octaves", options.detailOctaves},
            {"limit_db", options.limit.value}};
}

Json toJson(const MatchCurve& curve) {
    Json gains = Json::array();
    for (const Decibels& gain : curve.gain)
        gains.push_back(gain.value);
    return {{"options", toJson(curve.options)}, {"gain_db", std::move(gains)}};
}

Json toJson(const Target& target) {
    return {{"loudness_lufs", optionalJson<Json>(target.loudness)},
            {"drive_db", target.drive.value}};
}

Json toJson(const LimiterSettings& limiter) {
    return {{"mode", nameOf(limiter.mode)},
            {"ceiling_dbtp", limiter.ceiling.value},
            {"link", limiter.link},
            {"release_ms", limiter.releaseMs}};
}

Json toJson(const Delivery& delivery) {
    Json json{{"rate_hz", nullptr},
              {"format", nameOf(delivery.format)},
              {"bits", nameOf(delivery.samples)},
              {"dither", nameOf(delivery.dither)},
              {"title", nullptr},
              {"artist", nullptr},
              {"isrc", nullptr}};
    if (delivery.rate)
        json["rate_hz"] = delivery.rate->hz;
    if (delivery.title)
        json["title"] = *delivery.title;
    if (delivery.artist)
        json["artist"] = *delivery.artist;
    if (delivery.isrc)
        json["isrc"] = *delivery.isrc;
    return json;
}

// Reading. A field that is missing keeps its default; one of another kind, or outside its range,
// makes the whole file unreadable, because a session that opens changed is worse than none.

SectionChoice sectionFrom(const Fields& json) {
    if (json.isText("section") && json.text("section") == "all")
        return WholeTrack{};
    const Fields section = json.object("section");
    if (section.has("loudest_s"))
        return LoudestSection{{section.number("loudest_s", 1.0, 3600.0)}};
    if (section.has("begin_s"))
        return Section{{section.number("begin_s", 0.0, 1e6)}, {section.number("end_s", 0.0, 1e6)}};
    return LoudestSection{};
}

fs::path pathFrom(const Fields& json, const fs::path& folder) {
    if (json.has("relative")) {
        fs::path near = folder / pathOf(json.text("relative"));
        std::error_code ignored;
        if (fs::exists(near, ignored))
            return near.lexically_normal();
    }
    return pathOf(json.text("path"));
}

Source sourceFrom(const Fields& json, const fs::path& folder) {
    Source source;
    source.path = pathFrom(json, folder);
    source.fingerprint = {json.whole("bytes", 0), json.whole("hash", 0)};
    source.section = sectionFrom(json);
    return source;
}

FilterShape shapeFrom(const Fields& json) {
    FilterShape shape;
    shape.kind = json.name("kind", shape.kind);
    shape.frequency = {json.number("frequency_hz", 1.0, 200e3, shape.frequency.value)};
    shape.gain = {json.number("gain_db", -60.0, 60.0, 0.0)};
    shape.q = json.number("q", 0.01, 100.0, shape.q);
    shape.slopeDbPerOctave = json.integer("slope_db_per_octave", 6, 48, shape.slopeDbPerOctave);
    return shape;
}

Move moveFrom(const Fields& json) {
    Move move;
    move.shape = shapeFrom(json.object("shape"));
    move.placement = json.name("placement", move.placement);
    move.enabled = json.flag("enabled", move.enabled);
    move.amount = json.number("amount", 0.0, 2.0, move.amount);
    move.confidence = json.number("confidence", 0.0, 1.0, 0.0);
    move.proposed = json.flag("proposed", move.proposed);
    const Fields reason = json.object("reason");
    move.reason.band = reason.integer("band", -1, kNamedBands - 1, -1);
    move.reason.gap = {reason.number("gap_db", -200.0, 200.0, 0.0)};
    move.reason.spread = {reason.number("spread_db", 0.0, 200.0, 0.0)};
    move.reason.shareGap = reason.number("share_gap", -1.0, 1.0, 0.0);
    move.reason.low = {reason.number("low_hz", 0.0, 200e3, 0.0)};
    move.reason.high = {reason.number("high_hz", 0.0, 200e3, 0.0)};
    move.reason.sigma = {reason.number("sigma_db", 0.0, 200.0, 0.0)};
    const auto level = [&](const char* key) -> std::optional<Decibels> {
        if (!reason.has(key))
            return std::nullopt;
        return Decibels{reason.number(key, -200.0, 200.0)};
    };
    move.reason.disagreement = level("disagreement_db");
    move.reason.monoLossBefore = level("mono_loss_before_db");
    move.reason.monoLossAfter = level("mono_loss_after_db");
    return move;
}

Moves movesFrom(const Fields& json, const char* key) {
    Moves moves;
    for (const Fields& move : json.list(key, kEqualiserBands))
        moves.push_back(moveFrom(move));
    return moves;
}

MoveOptions moveOptionsFrom(const Fields& json) {
    MoveOptions options;
    options.most = json.integer("most", 0, kEqualiserBands, options.most);
    options.limit = {json.number("limit_db", 0.5, 24.0, options.limit.value)};
    options.fullGap = json.flag("full_gap", options.fullGap);
    options.amount = json.number("amount", 0.0, 2.0, options.amount);
    options.sideMoves = json.flag("side_moves", options.sideMoves);
    return options;
}

MatchOptions matchOptionsFrom(const Fields& json) {
    MatchOptions options;
    options.percent = json.number("percent", 0.0, 150.0, options.percent);
    options.detailOctaves = json.number("detail_octaves", 0.33, 1.0, options.detailOctaves);
    options.limit = {json.number("limit_db", 0.5, 24.0, options.limit.value)};
    return options;
}

MatchCurve matchCurveFrom(const Fields& json) {
    MatchCurve curve;
    curve.options = matchOptionsFrom(json.object("options"));
    json.numbers("gain_db", -60.0, 60.0, curve.gain,
                 [](Decibels& gain, double value) { gain = {value}; });
    return curve;
}

Target targetFrom(const Fields& json) {
    Target target;
    target.loudness.reset();
    if (json.has("loudness_lufs"))
        target.loudness = Lufs{json.number("loudness_lufs", -70.0, 0.0)};
    target.drive = {json.number("drive_db", -100.0, 100.0, 0.0)};
    return target;
}

LimiterSettings limiterFrom(const Fields& json) {
    LimiterSettings limiter;
    limiter.mode = json.name("mode", limiter.mode);
    limiter.ceiling = {json.number("ceiling_dbtp", -40.0, 0.0, limiter.ceiling.value)};
    limiter.link = json.number("link", 0.0, 1.0, limiter.link);
    limiter.releaseMs = json.number("release_ms", 0.0, 5000.0, limiter.releaseMs);
    return limiter;
}

Delivery deliveryFrom(const Fields& json) {
    Delivery delivery;
    if (json.has("rate_hz"))
        delivery.rate = SampleRate{json.integer("rate_hz", 8000, 384000, 0)};
    delivery.format = json.name("format", delivery.format);
    delivery.samples = json.name("bits", delivery.samples);
    delivery.dither = json.name("dither", delivery.dither);
    const auto text = [&](const char* key) -> std::optional<std::string> {
        if (!json.has(key))
            return std::nullopt;
        return json.text(key);
    };
    delivery.title = text("title");
    delivery.artist = text("artist");
    delivery.isrc = text("isrc");
    return delivery;
}

Session sessionFrom(const Fields& json, const fs::path& folder) {
    constexpr int kMostReferences = 50;
    Session session;
    session.mix = sourceFrom(json.object("mix"), folder);
    for (const Fields& entry : json.list("references", kMostReferences))
        session.references.push_back({sourceFrom(entry, folder), entry.flag("used", true),
                                      entry.number("weight", 1e-6, 1e6, 1.0)});
    for (const Fields& entry : json.list("profiles", kMostReferences))
        session.profiles.push_back({pathFrom(entry, folder), entry.flag("used", true),
                                    entry.number("weight", 1e-6, 1e6, 1.0)});
    session.moveOptions = moveOptionsFrom(json.object("move_options"));
    if (json.has("moves"))
        session.moves = movesFrom(json, "moves");
    session.ownBands = movesFrom(json, "own_bands");
    if (json.has("match"))
        session.match = matchOptionsFrom(json.object("match"));
    if (json.has("curve"))
        session.curve = matchCurveFrom(json.object("curve"));
    session.phase = json.name("phase", session.phase);
    session.target = targetFrom(json.object("target"));
    session.limiter = limiterFrom(json.object("limiter"));
    session.delivery = deliveryFrom(json.object("delivery"));
    session.created = json.text("created");
    return session;
}

} // namespace

std::string sessionToJson(const Session& session, const fs::path& folder) {
    Json json{{"kilter_session", kVersion},
              {"created", session.created},
              {"mix", toJson(session.mix, folder)},
              {"references", Json::array()},
              {"profiles", Json::array()},
              {"move_options", toJson(session.moveOptions)},
              {"moves", nullptr},
              {"own_bands", toJson(session.ownBands)},
              {"match", nullptr},
              {"curve", nullptr},
              {"phase", nameOf(session.phase)},
              {"target", toJson(session.target)},
              {"limiter", toJson(session.limiter)},
              {"delivery", toJson(session.delivery)}};
    for (const SessionReference& reference : session.references) {
        Json entry = toJson(reference.source, folder);
        entry["used"] = reference.used;
        entry["weight"] = reference.weight;
        json["references"].push_back(std::move(entry));
    }
    for (const SessionProfile& profile : session.profiles)
        json["profiles"].push_back(
            {{"path", utf8(profile.path)}, {"used", profile.used}, {"weight", profile.weight}});
    if (session.moves)
        json["moves"] = toJson(*session.moves);
    if (session.match)
        json["match"] = toJson(*session.match);
    if (session.curve)
        json["curve"] = toJson(*session.curve);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Session> sessionFromJson(std::string_view text, const fs::path& folder) {
    return parseDocument<Session>(text, "kilter_session", kVersion,
                                  [&](const Fields& json) { return sessionFrom(json, folder); });
}

Result<Done> writeSession(const Session& session, const fs::path& path) {
    return writeFileAtomically(path, sessionToJson(session, fs::absolute(path).parent_path()));
}

Result<Session> readSession(const fs::path& path) {
    const Result<std::string> text = readWholeFile(path);
    if (!text)
        return text.error();
    auto session = sessionFromJson(*text, fs::absolute(path).parent_path());
    if (session)
        return session;
    Error error = session.error();
    error.path = utf8(path);
    return error;
}

} // namespace kilter
