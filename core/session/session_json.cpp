// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/session_json.h"

#include "core/audio/isrc.h"
#include "core/base/utf8.h"
#include "core/session/compressor_json.h"
#include "core/session/json_fields.h"
#include "core/session/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace kilter {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr int kVersion = 1;
constexpr const char* kKind = "kilter_session";

fs::path folderOf(const fs::path& file) {
    std::error_code ignored;
    return fs::absolute(file, ignored).parent_path();
}

// Writing. Every struct has one function, and one that reads it stands below in the same order.

Json toJson(const SectionChoice& choice) {
    if (const auto* good = std::get_if<GoodSections>(&choice))
        return {{"good_s", good->length.value}, {"within_lu", good->within.value}};
    if (const auto* loudest = std::get_if<LoudestSection>(&choice))
        return {{"loudest_s", loudest->length.value}};
    if (const auto* section = std::get_if<Section>(&choice))
        return {{"begin_s", section->begin.value}, {"end_s", section->end.value}};
    return "all";
}

/// Names are bytes, and JSON is UTF-8: one that isn't is written byte by byte beside its text.
void addPath(Json& json, const std::string& key, const fs::path& path) {
    json[key] = utf8(path);
    const std::string& bytes = path.native();
    if (isUtf8(bytes))
        return;
    std::string digits;
    for (const char c : bytes) {
        std::array<char, 3> two{};
        std::snprintf(two.data(), two.size(), "%02x", static_cast<unsigned char>(c));
        digits += two.data();
    }
    json[key + "_bytes"] = digits;
}

void addPlace(Json& json, const fs::path& path, const fs::path& folder) {
    std::error_code ignored;
    const fs::path whole = path.empty() ? path : fs::absolute(path, ignored);
    addPath(json, "path", whole);
    const fs::path relative = whole.lexically_relative(folder);
    if (!relative.empty() && *relative.begin() != "..")
        addPath(json, "relative", relative);
}

Json toJson(const Source& source, const fs::path& folder) {
    Json json;
    addPlace(json, source.path, folder);
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

Json toJson(const std::vector<PushedBand>& pushed) {
    Json list = Json::array();
    for (const PushedBand& band : pushed)
        list.push_back({{"band", band.band},
                        {"before_db", band.before.value},
                        {"after_db", band.after.value}});
    return list;
}

Json toJson(const Move& move) {
    return {{"shape", toJson(move.shape)},
            {"placement", nameOf(move.placement)},
            {"enabled", move.enabled},
            {"amount", move.amount},
            {"confidence", move.confidence},
            {"proposed", move.proposed},
            {"as_proposed", move.asProposed ? toJson(*move.asProposed) : Json(nullptr)},
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
              {"mono_loss_after_db", optionalJson<Json>(move.reason.monoLossAfter)},
              {"pushed", toJson(move.reason.pushed)}}}};
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
    return {
        {"percent", options.percent},
        {"detail_octaves", options.detailOctaves ? Json(*options.detailOctaves) : Json(nullptr)},
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
              {"wav", nameOf(delivery.wav)},
              {"bits", nameOf(delivery.samples)},
              {"dither", nameOf(delivery.dither)},
              {"title", nullptr},
              {"artist", nullptr},
              {"isrc", nullptr},
              {"codecs", Json::array()},
              {"codec_ceiling_dbtp", delivery.survives.ceiling.value}};
    for (const Codec codec : delivery.survives.codecs)
        json["codecs"].push_back(nameOf(codec));
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
    if (section.has("good_s"))
        return GoodSections{
            {section.number("good_s", limits::kSectionLength)},
            {section.number("within_lu", limits::kWithin, GoodSections{}.within.value)}};
    if (section.has("loudest_s"))
        return LoudestSection{{section.number("loudest_s", limits::kSectionLength)}};
    if (!section.has("begin_s"))
        return GoodSections{};
    const Section chosen{{section.number("begin_s", limits::kSectionTime)},
                         {section.number("end_s", limits::kSectionTime)}};
    if (chosen.end <= chosen.begin)
        section.fail("end_s", "lies before its begin");
    return chosen;
}

fs::path nameFrom(const Fields& json, const std::string& key) {
    constexpr std::size_t kLongestPath = 65536;
    const std::string bytesKey = key + "_bytes";
    if (!json.has(bytesKey.c_str()))
        return pathOf(json.text(key.c_str(), kLongestPath));
    const std::string digits = json.text(bytesKey.c_str(), 2 * kLongestPath);
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        constexpr int kHex = 16;
        unsigned char byte = 0;
        const char* const from = digits.data() + i;
        const char* const to = digits.data() + std::min(i + 2, digits.size());
        const auto read = std::from_chars(from, to, byte, kHex);
        if (read.ec != std::errc() || read.ptr != from + 2 || byte == 0)
            json.fail(bytesKey.c_str(), "is no name");
        bytes += static_cast<char>(byte);
    }
    return pathOf(bytes);
}

fs::path pathFrom(const Fields& json, const fs::path& folder) {
    fs::path whole = nameFrom(json, "path");
    if (whole.native().find('\0') != std::string::npos)
        json.fail("path", "is no name");
    if (!whole.empty() && whole.is_relative()) // beside the session, not where the program runs
        whole = folder / whole;
    if (!json.has("relative"))
        return whole;
    // The one beside the session, should both be there; by its own name where they are the same.
    const fs::path near = folder / nameFrom(json, "relative");
    std::error_code ignored;
    if (!fs::exists(near, ignored) || fs::equivalent(near, whole, ignored))
        return whole;
    return near.lexically_normal();
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
    shape.frequency = {json.number("frequency_hz", limits::kFrequency, shape.frequency.value)};
    shape.gain = {json.number("gain_db", limits::kGain, 0.0)};
    shape.q = json.number("q", limits::kQ, shape.q);
    shape.slopeDbPerOctave =
        json.integer("slope_db_per_octave", limits::kSlope, shape.slopeDbPerOctave);
    if (shape.slopeDbPerOctave % limits::kSlopeStep != 0)
        json.fail("slope_db_per_octave", "is not in steps of 6");
    return shape;
}

Move moveFrom(const Fields& json) {
    constexpr limits::Range kShare{0.0, 1.0};
    constexpr limits::Range kDifference{-1.0, 1.0};
    constexpr limits::Range kBandIndex{-1, kNamedBands - 1};
    constexpr limits::Range kEdge{0.0, 200e3};
    Move move;
    move.shape = shapeFrom(json.object("shape"));
    move.placement = json.name("placement", move.placement);
    move.enabled = json.flag("enabled", move.enabled);
    move.amount = json.number("amount", limits::kAmount, move.amount);
    move.confidence = json.number("confidence", kShare, 0.0);
    move.proposed = json.flag("proposed", move.proposed);
    if (json.has("as_proposed"))
        move.asProposed = shapeFrom(json.object("as_proposed"));
    const Fields reason = json.object("reason");
    move.reason.band = reason.integer("band", kBandIndex, -1);
    move.reason.gap = {reason.number("gap_db", limits::kMeasured, 0.0)};
    move.reason.spread = {reason.number("spread_db", limits::kSpread, 0.0)};
    move.reason.shareGap = reason.number("share_gap", kDifference, 0.0);
    move.reason.low = {reason.number("low_hz", kEdge, 0.0)};
    move.reason.high = {reason.number("high_hz", kEdge, 0.0)};
    move.reason.sigma = {reason.number("sigma_db", limits::kSpread, 0.0)};
    const auto level = [&](const char* key) -> std::optional<Decibels> {
        if (!reason.has(key))
            return std::nullopt;
        return Decibels{reason.number(key, limits::kMeasured)};
    };
    move.reason.disagreement = level("disagreement_db");
    move.reason.monoLossBefore = level("mono_loss_before_db");
    move.reason.monoLossAfter = level("mono_loss_after_db");
    for (const Fields& pushed : reason.list("pushed", kNamedBands))
        move.reason.pushed.push_back({pushed.integer("band", {0, kNamedBands - 1}, 0),
                                      {pushed.number("before_db", limits::kMeasured)},
                                      {pushed.number("after_db", limits::kMeasured)}});
    return move;
}

Moves movesFrom(const Fields& json, const char* key) {
    Moves moves;
    for (const Fields& move : json.list(key, limits::kBands))
        moves.push_back(moveFrom(move));
    return moves;
}

MoveOptions moveOptionsFrom(const Fields& json) {
    MoveOptions options;
    options.most = json.integer("most", limits::kMost, options.most);
    options.limit = {json.number("limit_db", limits::kLargestGain, options.limit.value)};
    options.fullGap = json.flag("full_gap", options.fullGap);
    options.amount = json.number("amount", limits::kAmount, options.amount);
    options.sideMoves = json.flag("side_moves", options.sideMoves);
    return options;
}

MatchOptions matchOptionsFrom(const Fields& json) {
    MatchOptions options;
    options.percent = json.number("percent", limits::kMatchPercent, options.percent);
    if (json.has("detail_octaves"))
        options.detailOctaves = json.number("detail_octaves", limits::kDetail);
    options.limit = {json.number("limit_db", limits::kLargestGain, options.limit.value)};
    return options;
}

MatchCurve matchCurveFrom(const Fields& json) {
    MatchCurve curve;
    curve.options = matchOptionsFrom(json.object("options"));
    json.numbers("gain_db", limits::kCurveGain, curve.gain,
                 [](Decibels& gain, double value) { gain = {value}; });
    return curve;
}

Target targetFrom(const Fields& json) {
    Target target;
    target.loudness.reset();
    if (json.has("loudness_lufs"))
        target.loudness = Lufs{json.number("loudness_lufs", limits::kLoudness)};
    target.drive = {json.number("drive_db", limits::kDrive, 0.0)};
    return target;
}

LimiterSettings limiterFrom(const Fields& json) {
    LimiterSettings limiter;
    limiter.mode = json.name("mode", limiter.mode);
    limiter.ceiling = {json.number("ceiling_dbtp", limits::kCeiling, limiter.ceiling.value)};
    limiter.link = json.number("link", limits::kLink, limiter.link);
    limiter.releaseMs = json.number("release_ms", {0.0, limits::kRelease.most}, limiter.releaseMs);
    if (limiter.releaseMs != 0.0 && !limits::kRelease.holds(limiter.releaseMs))
        json.fail("release_ms", "is out of its range");
    return limiter;
}

Delivery deliveryFrom(const Fields& json) {
    Delivery delivery;
    if (json.has("rate_hz"))
        delivery.rate = SampleRate{json.integer("rate_hz", limits::kRate, 0)};
    delivery.format = json.name("format", delivery.format);
    delivery.wav = json.name("wav", delivery.wav);
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
    if (delivery.isrc && !delivery.isrc->empty() && !isrcFrom(*delivery.isrc))
        json.fail("isrc", "is no ISRC");
    CodecDemands& demands = delivery.survives;
    for (const std::string& name : json.texts("codecs", limits::kCodecs)) {
        const auto codec = codecNamed(name);
        if (!codec || std::ranges::find(demands.codecs, *codec) != demands.codecs.end())
            json.fail("codecs", "names no codec, or one twice");
        demands.codecs.push_back(*codec);
    }
    demands.ceiling = {
        json.number("codec_ceiling_dbtp", limits::kCodecCeiling, demands.ceiling.value)};
    return delivery;
}

Session sessionFrom(const Fields& json, const fs::path& folder) {
    Session session;
    session.mix = sourceFrom(json.object("mix"), folder);
    for (const Fields& entry : json.list("references", limits::kReferences))
        session.references.push_back({sourceFrom(entry, folder), entry.flag("used", true),
                                      entry.number("weight", limits::kWeight, 1.0)});
    for (const Fields& entry : json.list("profiles", limits::kProfiles))
        session.profiles.push_back({pathFrom(entry, folder), entry.flag("used", true),
                                    entry.number("weight", limits::kWeight, 1.0)});
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
    session.compressor = compressorFrom(json.object("compressor"));
    session.limiter = limiterFrom(json.object("limiter"));
    session.delivery = deliveryFrom(json.object("delivery"));
    session.created = json.text("created");
    return session;
}

} // namespace

std::string sessionToJson(const Session& session, const fs::path& folder) {
    Json json{{kKind, kVersion},
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
              {"compressor", compressorJson(session.compressor)},
              {"limiter", toJson(session.limiter)},
              {"delivery", toJson(session.delivery)}};
    for (const SessionReference& reference : session.references) {
        Json entry = toJson(reference.source, folder);
        entry["used"] = reference.used;
        entry["weight"] = reference.weight;
        json["references"].push_back(std::move(entry));
    }
    for (const SessionProfile& profile : session.profiles) {
        Json entry;
        addPlace(entry, profile.path, folder);
        entry["used"] = profile.used;
        entry["weight"] = profile.weight;
        json["profiles"].push_back(std::move(entry));
    }
    if (session.moves)
        json["moves"] = toJson(*session.moves);
    if (session.match)
        json["match"] = toJson(*session.match);
    if (session.curve)
        json["curve"] = toJson(*session.curve);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Session> sessionFromJson(std::string_view text, const fs::path& folder) {
    return parseDocument<Session>(
        text, kKind, kVersion, Newer::Refused,
        [&](const Fields& json, bool) { return sessionFrom(json, folder); });
}

std::vector<fs::path> filesOf(const Session& session) {
    std::vector<fs::path> files{session.mix.path};
    for (const SessionReference& reference : session.references)
        files.push_back(reference.source.path);
    for (const SessionProfile& profile : session.profiles)
        if (!profile.path.empty())
            files.push_back(profile.path);
    return files;
}

Result<Done> checkNotNewer(const fs::path& path) {
    return refuseNewer(path, kKind, kVersion);
}

Result<Done> writeSession(const Session& session, const Destination& destination) {
    const fs::path folder = folderOf(destination.out);
    const std::string text = sessionToJson(session, folder);
    if (const auto back = sessionFromJson(text, folder); !back)
        return notReadable(back.error(), destination.out);
    if (auto allowed = checkNotNewer(destination.out); !allowed)
        return allowed;
    Destination guarded = destination;
    const auto own = filesOf(session);
    guarded.inputs.insert(guarded.inputs.end(), own.begin(), own.end());
    return writeFile(guarded, text);
}

Result<OpenedSession> openSession(const fs::path& path) {
    const Result<std::string> text = readWholeFile(path);
    if (!text)
        return text.error();
    auto opened = parseDocument<OpenedSession>(
        *text, kKind, kVersion, Newer::Read, [&](const Fields& json, bool newer) {
            return OpenedSession{sessionFrom(json, folderOf(path)), newer};
        });
    if (opened)
        return opened;
    Error error = opened.error();
    error.path = utf8(path);
    return error;
}

Result<Session> readSession(const fs::path& path) {
    auto opened = openSession(path);
    if (!opened)
        return opened.error();
    if (opened->newer)
        return Error{ErrorCode::NewerVersion, {}, utf8(path)};
    return std::move(opened->session);
}

} // namespace kilter
