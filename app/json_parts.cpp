// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/json_parts.h"

#include "core/base/utf8.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/places_text.h"
#include "core/session/services_text.h"

#include <cmath>
#include <utility>

namespace kilter {

namespace {

/// Power spectral density at 1/6 octave centres, relative to the integrated loudness.
Json spectrumJson(const Analysis& analysis) {
    constexpr int kCellsPerSixth = 4;
    Json frequencies = Json::array();
    Json levels = Json::array();
    const double loudness = analysis.loudness.integrated.value_or(Lufs{0.0}).value;
    for (int first = 2; first + kCellsPerSixth <= kCells; first += kCellsPerSixth) {
        double power = 0.0;
        for (int i = first; i < first + kCellsPerSixth; ++i)
            power += analysis.spectrum.stereo(i);
        const Hertz width = cellEdge(first + kCellsPerSixth) - cellEdge(first);
        frequencies.push_back(cellEdge(first + kCellsPerSixth / 2).value);
        levels.push_back(analysis.loudness.integrated
                             ? number(powerToDecibels(power / width.value).value - loudness)
                             : Json(nullptr));
    }
    return {{"frequency_hz", std::move(frequencies)}, {"level_db", std::move(levels)}};
}

Json bandsJson(const Analysis& analysis) {
    Json list = Json::array();
    const auto integrated = analysis.loudness.integrated;
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        const BandFigures& figures = analysis.bands[b];
        // Measured relative to the section's loudness; told relative to the whole track's.
        const double offset =
            integrated ? (analysis.spectrum.loudness() - *integrated).value : std::nan("");
        list.push_back({{"name", kBands[b].name},
                        {"low_hz", kBands[b].low.value},
                        {"high_hz", kBands[b].high.value},
                        {"level_db", number(figures.level.value + offset)},
                        {"share", number(figures.share)},
                        {"width_db", number(figures.width.value)},
                        {"correlation", number(figures.correlation)}});
    }
    return list;
}

Json loudnessJson(const Analysis& a) {
    return {{"integrated_lufs", number(a.loudness.integrated)},
            {"range_lu", number(a.loudness.range)},
            {"momentary_max_lufs", number(a.loudness.momentaryMax)},
            {"short_term_max_lufs", number(a.loudness.shortTermMax)},
            {"true_peak_dbtp", number(a.peaks.maxTruePeak().value)},
            {"sample_peak_dbfs", number(a.peaks.maxSamplePeak().value)},
            {"plr_db", number(a.dynamics.plr)},
            {"psr_min_db", number(a.dynamics.psrMin)}};
}

template <class T, class Value>
Json estimateJson(const std::optional<Estimate<T>>& estimate, const Value& valueOf) {
    if (!estimate)
        return nullptr;
    return {{"value", valueOf(estimate->value)}, {"confidence", estimate->confidence}};
}

Json characterJson(const Character& character) {
    const auto same = [](double value) { return value; };
    return {{"tempo_bpm", estimateJson(character.tempo, same)},
            {"onsets_per_s", estimateJson(character.onsetDensity, same)},
            {"percussiveness", estimateJson(character.percussiveness, same)},
            {"key", estimateJson(character.key, [](Key key) { return nameOf(key); })}};
}

} // namespace

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json warningsJson(const std::vector<Warning>& warnings) {
    Json list = Json::array();
    for (const Warning& w : warnings)
        list.push_back({{"code", nameOf(w.code)}, {"text", sentenceFor(w)}});
    return list;
}

Json figuresJson(const std::string& path, const std::string& format, int channels,
                 const Analysis& a, const std::vector<Warning>& warnings) {
    return {{"path", path},
            {"format", format},
            {"sample_rate_hz", a.rate.hz},
            {"channels", channels},
            {"frames", a.frames.count},
            {"duration_s", (a.frames / a.rate).value},
            {"lossy_cutoff_hz", number(a.lossyCutoff)},
            {"section", {{"start_s", a.section().begin.value}, {"end_s", a.section().end.value}}},
            {"loudness", loudnessJson(a)},
            {"bands", bandsJson(a)},
            {"spectrum", spectrumJson(a)},
            {"character", characterJson(a.character)},
            {"warnings", warningsJson(warnings)}};
}

Json trackJson(const LoadedTrack& loaded) {
    const Track& track = *loaded.track;
    std::vector<Warning> warnings = track.warnings;
    warnings.insert(warnings.end(), loaded.analysis->warnings.begin(),
                    loaded.analysis->warnings.end());
    Json json = figuresJson(utf8(track.path), track.format.container, track.format.channels,
                            *loaded.analysis, warnings);
    json["codec"] = track.format.codec;
    return json;
}

Json placesJson(std::span<const Place> places) {
    Json list = Json::array();
    for (const Place& place : places)
        list.push_back({{"kind", nameOf(place.kind)},
                        {"start_s", place.start.value},
                        {"end_s", place.end.value},
                        {"amount", number(place.amount)},
                        {"text", placeText(place)}});
    return list;
}

Json servicesJson(const Services& services, const Analysis& track) {
    Json list = Json::array();
    for (const ServiceRule& rule : services.rules) {
        const Played played = playedBy(rule, track);
        list.push_back({{"name", rule.name},
                        {"rule", ruleText(rule)},
                        {"gain_db", number(played.gain.value)},
                        {"loudness_lufs", number(played.loudness)},
                        {"true_peak_dbtp", number(played.truePeak.value)},
                        {"limiter", played.limited},
                        {"confidence", nameOf(rule.confidence)},
                        {"as_of", rule.asOf},
                        {"source", rule.source.empty() ? Json(nullptr) : Json(rule.source)},
                        {"text", playedText(rule, played)}});
    }
    return list;
}

Json errorObject(std::string_view code, std::string_view text, std::string_view path) {
    return {{"code", code}, {"text", text}, {"path", path.empty() ? Json(nullptr) : Json(path)}};
}

Json failedJson(const std::filesystem::path& path, const Error& error) {
    return {{"path", utf8(path)},
            {"error", errorObject(nameOf(error.code), sentenceFor(error), utf8(path))}};
}

/// What a terminal would obey instead of showing is written as an escape; it can only stand inside
/// of a text, where that means the same.
std::string documentText(const Json& document) {
    const std::string dumped = document.dump(2, ' ', false, Json::error_handler_t::replace);
    std::string safe;
    for (std::string_view rest = dumped; !rest.empty();) {
        const std::string_view one = rest.substr(0, utf8SequenceLength(rest));
        if (one != "\n" && isUnseen(one)) {
            const std::string escape = Json(std::string(one)).dump(-1, ' ', true);
            safe += one == "\x7F" ? "\\u007f" : escape.substr(1, escape.size() - 2);
        } else {
            safe += one;
        }
        rest.remove_prefix(one.size());
    }
    return safe + "\n";
}

} // namespace kilter
