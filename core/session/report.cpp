// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/report.h"

#include "core/base/utf8.h"
#include "core/session/codec_text.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/places_text.h"
#include "core/session/report_pictures.h"
#include "core/session/services_text.h"
#include "core/session/wording.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace kilter {

namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#1d2126;--faint:#667080;--line:#d9dee5;
--mix:#2f6fd6;--master:#c47a12;--reference:#0e8f73;--warn:#c0392b}
@media(prefers-color-scheme:dark){:root{--paper:#16191e;--ink:#e8ebef;--faint:#98a2b0;
--line:#2b313a;--mix:#6aa3f5;--master:#ffb04a;--reference:#3fd0ab;--warn:#ff7a6b}}
body{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;
max-width:920px;margin:2rem auto;padding:0 1rem;font-variant-numeric:tabular-nums}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}
p.sub,.legend,small{color:var(--faint)}table{border-collapse:collapse;width:100%}
th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left}td.why{text-align:left}
svg{width:100%;height:auto}svg text{font:11px system-ui,sans-serif;fill:var(--faint)}
.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--faint);stroke-width:1}
path{fill:none;stroke-width:1.6}path.mix{stroke:var(--mix)}path.master{stroke:var(--master)}
path.reference{stroke:var(--reference);stroke-dasharray:5 4}
.corridor{fill:var(--reference);opacity:.2}.mixbar{fill:var(--mix)}
.mark{stroke:var(--master);stroke-width:3}.legend span{margin-right:1.4em}
.legend span::before{content:"";display:inline-block;width:1.4em;margin-right:.5em;
border-top:3px solid;vertical-align:middle}
span.mix::before{border-color:var(--mix)}span.master::before{border-color:var(--master)}
span.reference::before{border-color:var(--reference);border-top-style:dashed}
.price{font-weight:600}.green{color:var(--reference)}.amber{color:var(--master)}
.red,.warning{color:var(--warn)}
)";

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : shown(text)) {
        switch (c) {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        default:
            html += c;
        }
    }
    return html;
}

std::string nameOf(const std::filesystem::path& path) {
    return escaped(utf8(path.filename()));
}

/// Thirds of a track's compared section, at equal loudness.
std::vector<Decibels> thirdsOf(const Spectrum& spectrum) {
    std::vector<Decibels> thirds;
    for (int b = 0; b < kThirds; ++b) {
        double power = 0.0;
        for (int i = 0; i < kCellsPerThird; ++i)
            power += spectrum.stereo(thirdFirstCell(b) + i);
        thirds.push_back({powerToDecibels(power).value - spectrum.loudness().value});
    }
    return thirds;
}

std::vector<Decibels> thirdsOf(const Profile& profile) {
    std::vector<Decibels> thirds;
    for (const ProfileBand& band : profile.thirds)
        thirds.push_back({band.known ? band.level.value : std::nan("")});
    return thirds;
}

std::string row(const std::string& name, const std::vector<std::string>& values) {
    std::string html = "<tr><td>" + name + "</td>";
    for (const std::string& value : values)
        html += "<td>" + value + "</td>";
    return html + "</tr>\n";
}

std::string figuresTable(const Report& report) {
    std::vector<const Analysis*> tracks{report.mix.analysis.get(), report.master};
    std::string html = "<table><tr><th></th><th>Mix</th><th>Master</th>";
    for (const LoadedTrack& reference : report.references) {
        tracks.push_back(reference.analysis.get());
        html += "<th>" + nameOf(reference.track->path) + "</th>";
    }
    html += "</tr>\n";
    const auto add = [&](const char* name, auto&& value) {
        std::vector<std::string> values;
        for (const Analysis* track : tracks)
            values.push_back(value(*track));
        html += row(name, values);
    };
    add("Integrated, LUFS", [](const Analysis& a) { return figure(a.loudness.integrated, 2); });
    add("True peak, dBTP",
        [](const Analysis& a) { return figure(a.peaks.maxTruePeak().value, 2); });
    add("Loudness range, LU", [](const Analysis& a) { return figure(a.loudness.range); });
    add("Short-term max, LUFS", [](const Analysis& a) { return figure(a.loudness.shortTermMax); });
    add("Peak to loudness (PLR), dB", [](const Analysis& a) { return figure(a.dynamics.plr); });
    add("Smallest PSR, dB", [](const Analysis& a) { return figure(a.dynamics.psrMin); });
    add("Width S/M, dB", [](const Analysis& a) { return figure(a.width.value); });
    add("Correlation", [](const Analysis& a) { return figure(a.correlation, 2); });
    return html + "</table>";
}

std::string movesTable(const Comparison& comparison) {
    std::string html = "<table><tr><th>Move</th><th>Frequency</th><th>Gain</th><th>Q</th>"
                       "<th>Where</th><th>Confidence</th>"
                       "<th style=\"text-align:left\">Why</th></tr>\n";
    for (std::size_t m = 0; m < comparison.moves.size(); ++m) {
        const Move& move = comparison.moves[m];
        if (!move.enabled)
            continue;
        const FilterShape shape = move.effective();
        const auto confidence = move.sureness();
        html += "<tr><td>" + std::to_string(m + 1) + " · " + std::string(nameOf(shape.kind)) +
                "</td><td>" + frequencyText(shape.frequency) + "</td><td>" +
                figure(shape.gain.value, 1, Sign::Always) + " dB</td><td>" + figure(shape.q, 2) +
                "</td><td>" + std::string(nameOf(move.placement)) + "</td><td>" +
                (confidence ? figure(100.0 * *confidence, 0) + " %" : std::string("–")) +
                "</td><td class=\"why\">" + escaped(sentenceFor(move, comparison.profile)) +
                "</td></tr>\n";
    }
    return html + "</table>";
}

/// What the equaliser has beside the moves.
std::string correctionTable(const Balance& balance) {
    std::string html = "<table><tr><th>For the limiter</th><th>Frequency</th><th>Gain</th>"
                       "<th>Q</th></tr>\n";
    for (const Move& move : balance.correction())
        html +=
            row(std::string(nameOf(move.shape.kind)),
                {frequencyText(move.shape.frequency),
                 figure(move.shape.gain.value, 1, Sign::Always) + " dB", figure(move.shape.q, 2)});
    return html + "</table>\n";
}

std::string paragraph(const std::string& text) {
    return text.empty() ? std::string() : "<p>" + escaped(text) + "</p>\n";
}

/// The gap as predicted and as measured, band by band.
std::string effectTable(const Comparison& comparison, const Gap& measured) {
    std::string html = "<table><tr><th>Band</th><th>Gap before</th><th>Predicted</th>"
                       "<th>Measured</th></tr>\n";
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        if (comparison.gap.bands[b].verdict == Verdict::Unknown)
            continue;
        const auto decibels = [&](const Gap& gap) {
            return figure(gap.bands[b].gap.value, 2, Sign::Always) + " dB";
        };
        html += row(std::string(kBands[b].name),
                    {decibels(comparison.gap), decibels(comparison.predicted), decibels(measured)});
    }
    return html + "</table>\n";
}

std::string warningList(const std::vector<Warning>& warnings) {
    std::string html;
    for (const Warning& warning : warnings)
        html += "<p class=\"warning\">" + escaped(sentenceFor(warning)) + "</p>\n";
    return html;
}

/// Where to listen: of each kind the first few, and how many there are.
std::string placesPart(const Report& report) {
    const std::vector<Place> places = placesOfMaster(*report.master, report.cost.reduction);
    if (places.empty())
        return {};
    constexpr int kShown = 10;
    std::string html = "<h2>Where</h2>\n";
    for (const std::string& sentence : placesTexts(places))
        html += paragraph(sentence);
    html +=
        "<table><tr><th>From</th><th>To</th><th style=\"text-align:left\">The master</th></tr>\n";
    int ofKind = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Place& place = places[i];
        ofKind = i > 0 && places[i - 1].kind == place.kind ? ofKind + 1 : 0;
        if (ofKind < kShown)
            html += "<tr><td>" + momentText(place.start) + "</td><td>" + momentText(place.end) +
                    "</td><td class=\"why\">" + placeText(place) + "</td></tr>\n";
    }
    return html + "</table>\n";
}

/// How each service plays the master.
std::string servicesPart(const Report& report) {
    if (!report.services)
        return {};
    std::string html = "<h2>Services</h2><p class=\"sub\">Rules as of " +
                       escaped(report.services->date) +
                       "; they change. The song taken as an album of its own.</p>\n" +
                       "<table><tr><th>Service</th><th>Turns it</th><th>Plays at, LUFS</th>"
                       "<th>Peak then, dBTP</th><th style=\"text-align:left\">Rule</th>"
                       "<th style=\"text-align:left\">The master</th><th>Known</th></tr>\n";
    for (const ServiceRule& rule : report.services->rules) {
        const Played played = playedBy(rule, *report.master);
        html += "<tr><td>" + escaped(rule.name) + "</td><td>" +
                figure(played.gain.value, 1, Sign::Always) + " dB</td><td>" +
                figure(played.loudness) + "</td><td>" + figure(played.truePeak.value) +
                "</td><td class=\"why\">" + escaped(ruleText(rule)) + "</td><td class=\"why\">" +
                escaped(playedText(rule, played)) + "</td><td>" +
                (rule.source.empty() ? std::string(nameOf(rule.confidence))
                                     : "<a href=\"" + escaped(rule.source) + "\">" +
                                           std::string(nameOf(rule.confidence)) + "</a>") +
                "</td></tr>\n";
    }
    return html + "</table>\n" + paragraph(servicesText(*report.services, *report.master));
}

std::string comparisonPart(const Report& report) {
    if (!report.comparison)
        return {};
    const Comparison& comparison = *report.comparison;
    const Gap& after = report.gapAfter ? *report.gapAfter : comparison.predicted;
    std::string html = "<h2>The gap</h2><p class=\"sub\">Mix minus target at equal loudness. "
                       "Shaded: ";
    html += isOneSong(comparison.profile) ? "how well one song tells its balance"
                                          : "how far the references scatter";
    html += ". Mark: the master, ";
    html += report.gapAfter ? "as measured.</p>\n" : "as predicted.</p>\n";
    html += gapSvg(comparison.gap, after);
    html += "<p>RMS over 27 third-octave bands: " + figure(rmsOf(comparison.gap), 2) +
            " dB before, " + figure(rmsOf(comparison.predicted), 2) + " dB predicted";
    if (report.gapAfter)
        html += ", " + figure(rmsOf(*report.gapAfter), 2) + " dB measured on the master";
    html += ".</p>\n";
    if (report.gapAfter)
        html += effectTable(comparison, *report.gapAfter);
    html += "<ul>";
    for (std::size_t b = 0; b < kBands.size(); ++b)
        if (const GapBand& band = comparison.gap.bands[b]; band.verdict != Verdict::Unknown)
            html += "<li>" +
                    escaped(joined(
                        sentenceFor(static_cast<int>(b), band, comparison.profile),
                        unmovedText(comparison.explanation, static_cast<int>(b), comparison.gap))) +
                    "</li>";
    for (std::size_t f = 0; f < comparison.gap.findings.size(); ++f)
        html += "<li>" +
                escaped(joined(sentenceFor(comparison.gap.findings[f], comparison.profile),
                               remedyText(comparison.explanation, f, comparison.gap))) +
                "</li>";
    html += "</ul>\n" + warningList(comparison.gap.warnings);

    html += "<h2>Spectra</h2><p class=\"sub\">Third octaves at equal loudness, tilted by 4.5 "
            "dB/oct.</p>\n";
    html += spectrumSvg(
        {{"mix", "Mix", thirdsOf(report.mix.analysis->spectrum)},
         {"master", "Master", thirdsOf(report.master->spectrum)},
         {"reference", isOneSong(comparison.profile) ? "Reference" : "References (median, spread)",
          thirdsOf(comparison.profile)}},
        comparison.profile);
    html += comparison.curve ? "<h2>The match curve</h2>" +
                                   paragraph(curveText(*comparison.curve, comparison.movesKept))
                             : std::string("<h2>The moves</h2>\n");
    if (!comparison.moves.empty())
        html += movesTable(comparison);
    else if (!comparison.curve)
        html += paragraph(noMovesText(comparison.gap, comparison.profile, comparison.explanation));
    const Balance& balance = report.mastered->balance;
    html += paragraph(
        balanceText(balance, &comparison.predicted, report.gapAfter ? &*report.gapAfter : nullptr));
    if (!balance.correction().empty())
        html += correctionTable(balance);
    return html;
}

} // namespace

std::string reportHtml(const Report& report) {
    const Session& session = *report.session;
    const Solved& solved = report.mastered->solved;
    const std::string name = nameOf(report.mix.track->path);
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
                       name + " – master</title><style>" + kStyle + "</style></head><body>\n";
    html += "<h1>" + name + "</h1><p class=\"sub\">" + nameOf(report.out) + " · " +
            timeText(report.master->frames / report.master->rate) + " · target " +
            (session.target.loudness ? figure(session.target.loudness) + " LUFS"
                                     : figure(session.target.drive.value) + " dB drive") +
            ", ceiling " + figure(session.limiter.ceiling.value) + " dBTP · " +
            escaped(session.created) + "</p>\n";
    const std::string price(nameOf(report.cost.price));
    html += "<p><span class=\"price " + price + "\">" + price +
            "</span>: " + escaped(report.costText) + "</p>\n" + figuresTable(report);
    html += "<p><small>True peaks by an 8x meter with a parabola; meters on the plain filter of "
            "ITU-R BS.1770-4 may read up to 0.5 dB lower. Drive " +
            figure(solved.settings.drive.level().value, 2) + " dB, mean gain reduction " +
            figure(report.cost.reduction.mean.value, 2) + " dB, largest " +
            figure(report.cost.reduction.largest.value, 1) + " dB, found in " +
            figure(solved.renders, 0) + (solved.renders == 1 ? " render" : " renders") +
            ". Integrated loudness of the file: " + figure(report.master->loudness.integrated, 2) +
            " LUFS by Kilter's meter, " + figure(report.byLibebur128, 2) +
            " by libebur128.</small></p>\n";
    if (solved.compressor)
        html += paragraph(compressorText(session.compressor, *solved.compressor));
    if (const auto& guard = report.mastered->guard)
        html += paragraph(guardText(*guard, session.delivery.survives.ceiling));
    html += warningList(report.mix.track->warnings) + warningList(report.mix.analysis->warnings);
    html += placesPart(report) + servicesPart(report);
    html += comparisonPart(report);
    html += "<h2>Loudness over time</h2>\n" +
            loudnessSvg({{"mix", "Mix", &report.mix.analysis->loudness},
                         {"master", "Master", &report.master->loudness}});
    return html + "</body></html>\n";
}

} // namespace kilter
