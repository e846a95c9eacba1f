// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/utf8.h"
#include "core/session/json_fields.h"
#include "core/session/session_json.h"

#include <nlohmann/json.hpp>

#include <span>

namespace kilter {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

Json bandsJson(std::span<const ProfileBand> bands) {
    Json list = Json::array();
    for (const ProfileBand& band : bands) {
        if (band.known)
            list.push_back({{"level_db", band.level.value},
                            {"spread_db", band.spread.value},
                            {"sigma_db", band.sigma.value}});
        else
            list.push_back(Json::object());
    }
    return list;
}

void readBands(const Fields& json, const char* key, std::span<ProfileBand> bands) {
    const std::vector<Fields> list = json.list(key, bands.size());
    if (list.size() != bands.size())
        throw BadField{std::string(key) + " has another length"};
    for (std::size_t i = 0; i < bands.size(); ++i) {
        bands[i].known = list[i].has("level_db");
        if (!bands[i].known)
            continue;
        bands[i].level = {list[i].number("level_db", limits::kMeasured)};
        bands[i].spread = {list[i].number("spread_db", limits::kSpread, 0.0)};
        bands[i].sigma = {list[i].number("sigma_db", limits::kSpread, 0.0)};
    }
}

Json balanceJson(const BalanceReading& balance) {
    Json list = Json::array();
    for (const BalanceBand& band : balance) {
        if (band.known)
            list.push_back({{"level_db", band.level.value},
                            {"section_share", band.sectionShare},
                            {"song_share", band.songShare},
                            {"scatter_db", band.scatter.value},
                            {"noise_scale", band.noiseScale}});
        else
            list.push_back(Json::object());
    }
    return list;
}

/// Of a profile that was written before balance was told apart: its thirds, as one song's.
BalanceReading balanceOfThirds(const Profile& profile) {
    BalanceReading balance{};
    for (std::size_t i = 0; i < kThirds; ++i) {
        balance[i].known = profile.thirds[i].known;
        balance[i].level = profile.thirds[i].level;
        balance[i].scatter = profile.thirds[i].spread;
    }
    return balance;
}

void readBalance(const Fields& json, Profile& profile) {
    if (!json.has("balance")) {
        profile.balance = balanceOfThirds(profile);
        return;
    }
    const std::vector<Fields> list = json.list("balance", kThirds);
    if (list.size() != kThirds)
        throw BadField{"balance has another length"};
    for (std::size_t i = 0; i < kThirds; ++i) {
        BalanceBand& band = profile.balance[i];
        band.known = list[i].has("level_db");
        if (!band.known)
            continue;
        band.level = {list[i].number("level_db", limits::kMeasured)};
        band.sectionShare = list[i].number("section_share", limits::kSpread);
        band.songShare = list[i].number("song_share", {0.0, 1.0});
        band.scatter = {list[i].number("scatter_db", limits::kSpread)};
        band.noiseScale = list[i].number("noise_scale", {0.01, 1.0});
    }
}

std::optional<Decibels> level(const Fields& json, const char* key) {
    if (!json.has(key))
        return std::nullopt;
    return Decibels{json.number(key, limits::kMeasured)};
}

Profile profileFrom(const Fields& json) {
    constexpr limits::Range kShare{0.0, 1.0};
    constexpr limits::Range kRecords{0, 100000};
    Profile profile;
    profile.name = json.text("name");
    profile.references = json.integer("references", kRecords, 0);
    profile.reliability = json.number("reliability", kShare, 1.0);
    readBands(json, "thirds", profile.thirds);
    readBands(json, "side_thirds", profile.sideThirds);
    readBalance(json, profile);
    readBands(json, "bands", profile.bands);
    readBands(json, "width", profile.width);
    readBands(json, "dynamics", profile.dynamics);
    json.numbers("share", kShare, profile.share, [](double& share, double x) { share = x; });
    if (json.has("integrated_lufs"))
        profile.integrated = Lufs{json.number("integrated_lufs", limits::kMeasured)};
    profile.range = level(json, "range_lu");
    profile.plr = level(json, "plr_db");
    profile.truePeak = level(json, "true_peak_dbtp");
    return profile;
}

Result<Profile> fromText(std::string_view text) {
    return parseDocument<Profile>(text, "kilter_profile", kVersion, Newer::Refused,
                                  [](const Fields& json, bool) { return profileFrom(json); });
}

std::string textOf(const Profile& profile) {
    const Json json{{"kilter_profile", kVersion},
                    {"name", profile.name},
                    {"references", profile.references},
                    {"reliability", profile.reliability},
                    {"integrated_lufs", optionalJson<Json>(profile.integrated)},
                    {"range_lu", optionalJson<Json>(profile.range)},
                    {"plr_db", optionalJson<Json>(profile.plr)},
                    {"true_peak_dbtp", optionalJson<Json>(profile.truePeak)},
                    {"bands", bandsJson(profile.bands)},
                    {"share", profile.share},
                    {"width", bandsJson(profile.width)},
                    {"dynamics", bandsJson(profile.dynamics)},
                    {"thirds", bandsJson(profile.thirds)},
                    {"side_thirds", bandsJson(profile.sideThirds)},
                    {"balance", balanceJson(profile.balance)}};
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

Result<Done> writeProfile(const Profile& profile, const Destination& destination) {
    const std::string text = textOf(profile);
    if (const auto back = fromText(text); !back)
        return notReadable(back.error(), destination.out);
    if (auto allowed = refuseNewer(destination.out, "kilter_profile", kVersion); !allowed)
        return allowed;
    return writeFile(destination, text);
}

Result<Profile> readProfile(const std::filesystem::path& path) {
    const Result<std::string> text = readWholeFile(path);
    if (!text)
        return text.error();
    auto profile = fromText(*text);
    if (profile)
        return profile;
    Error error = profile.error();
    error.path = utf8(path);
    return error;
}

} // namespace kilter
