// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_text.h"

#include "app/terminal.h"
#include "core/base/utf8.h"
#include "core/session/codec_text.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/places_text.h"
#include "core/session/services_text.h"
#include "core/session/wording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace kilter {

namespace {

std::string nameOf(const std::filesystem::path& path) {
    return shownPath(path.filename());
}

std::string withUnit(const std::string& value, const char* unit) {
    return value == "—" ? value : value + " " + unit;
}

std::string bandRange(const NamedBand& band) {
    const auto edge = [](Hertz f) {
        return f.value < 1000.0 ? figure(f.value, 0) : figure(f.value / 1000.0, 0) + "k";
    };
    return edge(band.low) + "–" + edge(band.high) + " Hz";
}

/// Columns that lines may take: all of a terminal, else (and at most) what reads well.
std::size_t textWidth() {
    constexpr std::size_t kWidth = 92;
    return std::min(terminalColumns().value_or(kWidth), kWidth);
}

/// Too little to the left of the middle, too much to the right, `half` columns either way for 6 dB;
/// the corridor shaded, what is left after the moves marked.
std::string gapBar(int half, Decibels gap, Decibels spread, Decibels after) {
    constexpr double kHeld = 6.0;
    const auto column = [&](double db) {
        return std::clamp(static_cast<int>(std::lround(db * half / kHeld)), -half, half);
    };
    const int to = column(gap.value);
    const int corridor = column(spread.value);
    const int mark = column(after.value);
    std::string bar;
    for (int i = -half; i <= half; ++i) {
        const bool filled = to < 0 ? i >= to && i < 0 : i <= to && i > 0;
        const Ink ink = std::abs(i) <= corridor ? Ink::Green : Ink::Orange;
        if (i == mark)
            bar += inked(Ink::Bold, "◆");
        else if (filled)
            bar += inked(ink, "█");
        else if (i == 0)
            bar += "│";
        else
            bar += std::abs(i) <= corridor ? inked(Ink::Green, "░") : " ";
    }
    return bar;
}

std::string dots(double confidence, int of = 5) {
    const int filled = std::clamp(static_cast<int>(std::lround(confidence * of)), 0, of);
    std::string text;
    for (int i = 0; i < of; ++i)
        text += i < filled ? "●" : "○";
    return text;
}

std::string moveTitle(const Move& move) {
    static constexpr std::array<const char*, 7> kinds{
        "Bell", "Low shelf", "High shelf", "Low cut", "High cut", "Notch", "Tilt"};
    const FilterShape shape = move.effective();
    std::string title = padded(kinds[static_cast<std::size_t>(shape.kind)], 11) +
                        paddedLeft(frequencyText(shape.frequency), 9) + "  ";
    switch (shape.kind) {
    case FilterKind::LowCut:
    case FilterKind::HighCut:
        title += paddedLeft(figure(shape.slopeDbPerOctave, 0) + " dB/oct", 9);
        break;
    case FilterKind::Notch:
        title += paddedLeft("", 9);
        break;
    default:
        title += paddedLeft(figure(shape.gain.value, 1, Sign::Always) + " dB", 9);
    }
    if (shape.kind == FilterKind::Bell || shape.kind == FilterKind::LowShelf ||
        shape.kind == FilterKind::HighShelf || shape.kind == FilterKind::Notch)
        title += "  Q " + figure(shape.q, 2);
    if (move.placement != Placement::Stereo)
        title += "  " + std::string(nameOf(move.placement));
    return title;
}

/// Folds a text behind `indent` and, on the first line, `bullet`.
std::string folded(const std::string& text, std::string indent, const std::string& bullet = {}) {
    const std::size_t width = textWidth();
    std::string result = indent + bullet;
    indent += std::string(columns(bullet), ' ');
    std::string line;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t space = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, space - at);
        if (!line.empty() && indent.size() + columns(line) + 1 + columns(word) > width) {
            result += line + "\n" + indent;
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
        at = space + 1;
    }
    return result + line + "\n";
}

std::string warningLines(const std::vector<Warning>& warnings, const std::string& indent) {
    std::string text;
    for (const Warning& w : warnings)
        text += folded(sentenceFor(w), indent, inked(Ink::Orange, "! "));
    return text;
}

std::string placesLines(std::span<const Place> places) {
    std::string text;
    for (const std::string& sentence : placesTexts(places))
        text += folded(sentence, "  ", "· ");
    return text;
}

/// What of the gap table there is room for.
struct GapColumns {
    bool range = true, share = true, spread = true;
    int half = 0; ///< columns of the bar either way; 0: none
};

GapColumns gapColumns() {
    constexpr int kFixed = 33; // band, gap, the bar's margin, after
    constexpr int kRange = 14, kShare = 8, kSpread = 9;
    constexpr int kMostHalf = 12, kFewHalf = 6;
    const int width = static_cast<int>(textWidth());
    GapColumns shown;
    const auto half = [&] {
        const int room = width - kFixed - (shown.range ? kRange : 0) - (shown.share ? kShare : 0) -
                         (shown.spread ? kSpread : 0);
        return std::clamp((room - 1) / 2, 0, kMostHalf);
    };
    for (bool* column : {&shown.range, &shown.share, &shown.spread})
        if (half() < kFewHalf)
            *column = false;
    shown.half = half();
    return shown;
}

std::string gapTable(const Comparison& comparison) {
    const GapColumns with = gapColumns();
    const auto bar = static_cast<std::size_t>(with.half > 0 ? 2 * with.half + 1 : 0);
    constexpr std::size_t kNamedBar = 22; // columns that the names of its two sides ask for
    std::string head = "  " + padded("Band", 10) + (with.range ? padded("", 14) : "") +
                       paddedLeft("Gap", 9) + (with.spread ? paddedLeft("Corridor", 9) : "") +
                       (with.share ? paddedLeft("Share", 8) : "") + "   ";
    head += bar < kNamedBar ? padded("", bar)
                            : padded("too little", bar / 2) + " " + paddedLeft("too much", bar / 2);
    std::string text = inked(Ink::Faint, head + paddedLeft("After", 9)) + "\n";
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        const GapBand& band = comparison.gap.bands[b];
        const Decibels after = comparison.predicted.bands[b].gap;
        text += "  " + padded(kBands[b].name, 10);
        if (with.range)
            text += inked(Ink::Faint, padded(bandRange(kBands[b]), 14));
        if (band.verdict == Verdict::Unknown) {
            text += paddedLeft("—", 9) + "\n";
            continue;
        }
        text += paddedLeft(figure(band.gap.value, 1, Sign::Always) + " dB", 9);
        if (with.spread)
            text += paddedLeft("±" + figure(band.spread.value, 1), 9);
        if (with.share)
            text += paddedLeft(figure(100.0 * band.shareGap, 0, Sign::Always) + " %", 8);
        text += "   " + (bar > 0 ? gapBar(with.half, band.gap, band.spread, after) : std::string());
        text += paddedLeft(figure(after.value, 1, Sign::Always), 9) + "\n";
    }
    return text;
}

std::string figureRow(const char* name, const std::vector<std::string>& values, const char* unit) {
    std::string row = "  " + padded(name, 20);
    for (const std::string& value : values)
        row += paddedLeft(value, 12);
    return row + "   " + inked(Ink::Faint, unit) + "\n";
}

/// Predicted beside measured, band by band: side by side, or one below the other where there is no
/// room for that.
std::string effectTable(const Comparison& comparison, const Gap& measured) {
    constexpr std::size_t kWide = 90;
    const bool wide = textWidth() >= kWide;
    std::string names = "  " + padded("", 20);
    std::string predicted = "  " + padded("Gap, as predicted", 20);
    std::string after = "  " + padded("Gap, as measured", 20);
    std::string rows = "  " + padded("Gap, dB", 10) + paddedLeft("predicted", 11) +
                       paddedLeft("measured", 11) + "\n";
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        const bool known = comparison.gap.bands[b].verdict != Verdict::Unknown;
        const auto text = [&](const Gap& gap) {
            return known ? figure(gap.bands[b].gap.value, 2, Sign::Always) : std::string("—");
        };
        names += paddedLeft(kBands[b].name, 9);
        predicted += paddedLeft(text(comparison.predicted), 9);
        after += paddedLeft(text(measured), 9);
        rows += "  " + padded(kBands[b].name, 10) + paddedLeft(text(comparison.predicted), 11) +
                paddedLeft(text(measured), 11) + "\n";
    }
    if (!wide)
        return "\n" + rows + "\n";
    const std::string unit = "   " + inked(Ink::Faint, "dB") + "\n";
    return "\n" + inked(Ink::Faint, names) + "\n" + predicted + unit + after + unit + "\n";
}

/// How each service plays the track; its rule too, where there is room for that.
std::string servicesTable(const Services& services, const Analysis& track) {
    constexpr std::size_t kName = 20;
    constexpr std::size_t kFixed = 2 + kName + 11 + 10 + 10 + 3 + 3 + 3;
    const std::size_t room = std::max(textWidth(), kFixed) - kFixed;
    constexpr std::size_t kRule = 28;
    std::string text =
        "\n" + inked(Ink::Bold, "Services") + "   " +
        inked(Ink::Faint, "rules as of " + services.date + "; they change") + "\n" +
        inked(Ink::Faint, "  " + padded("", kName) + paddedLeft("Turns it", 11) +
                              paddedLeft("Plays at", 10) + paddedLeft("Peak then", 10)) +
        "\n";
    for (const ServiceRule& rule : services.rules) {
        const Played played = playedBy(rule, track);
        text += "  " + padded(shown(rule.name), kName) +
                paddedLeft(figure(played.gain.value, 1, Sign::Always) + " dB", 11) +
                paddedLeft(figure(played.loudness), 10) +
                paddedLeft(figure(played.truePeak.value), 10) + "   " +
                inked(Ink::Green, dots((static_cast<double>(rule.confidence) + 1.0) / 3.0, 3));
        const std::string how = ruleText(rule);
        if (room >= kRule)
            text += "   " + inked(Ink::Faint, how.substr(0, how.find(';')));
        if (played.limited)
            text += "   its limiter works";
        text += "\n";
    }
    const std::string all = servicesText(services, track);
    return all.empty() ? text : text + folded(all, "  ");
}

template <class Value>
std::vector<std::string> eachOf(const std::vector<const Analysis*>& analyses, Value&& value) {
    std::vector<std::string> values;
    values.reserve(analyses.size());
    for (const Analysis* a : analyses)
        values.push_back(value(*a));
    return values;
}

} // namespace

std::string trackText(const LoadedTrack& loaded) {
    const Track& track = *loaded.track;
    const Analysis& a = *loaded.analysis;
    const std::string rate = figure(a.rate.hz / 1000.0, a.rate.hz % 1000 ? 1 : 0) + " kHz";
    const std::string character = characterText(a.character);
    std::string text =
        inked(Ink::Bold, nameOf(track.path)) + "   " +
        inked(Ink::Faint, shown(track.format.container + " · " + track.format.codec) + " · " +
                              rate + " · " + timeText(a.frames / a.rate) +
                              (character.empty() ? "" : " · " + character)) +
        "\n";
    text += "  Integrated " + withUnit(figure(a.loudness.integrated), "LUFS") + "   Range " +
            withUnit(figure(a.loudness.range), "LU") + "   True peak " +
            withUnit(figure(a.peaks.maxTruePeak().value), "dBTP") + "   PLR " +
            withUnit(figure(a.dynamics.plr), "dB") + "   Width " +
            withUnit(figure(a.width.value), "dB") + "   Correlation " +
            figure(a.correlation, 2, Sign::Always) + "\n";
    text += warningLines(track.warnings, "  ") + warningLines(a.warnings, "  ");
    return text + placesLines(a.places);
}

std::string comparisonText(const ComparedTracks& tracks, const Comparison& comparison) {
    // References by letter and file, then profiles by name.
    std::string against;
    for (std::size_t i = 0; i < tracks.references.size(); ++i)
        against += (i ? ", " : "") + letterOf(i) + " " + nameOf(tracks.references[i].track->path);
    const auto& members = comparison.profile.members;
    for (std::size_t i = tracks.references.size(); i < members.size(); ++i)
        against += (i ? ", " : "") + shown(members[i].name);
    const Section& section = tracks.mix.analysis->section();
    std::string text =
        inked(Ink::Bold, "The gap") + "   " +
        inked(Ink::Faint, "mix minus target at equal loudness, " + timeText(section.begin) + "–" +
                              timeText(section.end) + ", against " + against) +
        "\n" + gapTable(comparison);
    for (std::size_t f = 0; f < comparison.gap.findings.size(); ++f)
        text += folded(joined(sentenceFor(comparison.gap.findings[f], comparison.profile),
                              remedyText(comparison.explanation, f, comparison.gap)),
                       "  ", "· ");
    for (int b = 0; b < kNamedBands; ++b) {
        const auto i = static_cast<std::size_t>(b);
        const std::string why = unmovedText(comparison.explanation, b, comparison.gap);
        if (!why.empty())
            text += folded(std::string(kBands[i].name) + ": " + why, "  ", "· ");
    }
    text += warningLines(comparison.gap.warnings, "  ");

    text += "\n" + inked(Ink::Bold, comparison.curve ? "The match curve" : "The moves");
    const Gap& before = comparison.gap;
    const Gap& after = comparison.predicted;
    const bool moved = comparison.curve || !comparison.moves.empty();
    if (moved && rmsOf(before))
        text += "   " +
                inked(Ink::Faint, "RMS gap " + figure(rmsOf(before), 2) + " dB, predicted after " +
                                      figure(rmsOf(after), 2) + " dB");
    text += "\n";
    if (comparison.curve)
        text += folded(curveText(*comparison.curve, comparison.movesKept), "  ");
    if (!moved)
        text +=
            folded(noMovesText(comparison.gap, comparison.profile, comparison.explanation), "  ");
    for (std::size_t m = 0; m < comparison.moves.size(); ++m) {
        const Move& move = comparison.moves[m];
        if (!move.enabled)
            continue;
        const auto confidence = move.sureness();
        text += "  " + std::to_string(m + 1) + "  " + padded(moveTitle(move), 46) +
                (confidence ? inked(Ink::Green, dots(*confidence)) : std::string("–")) + "\n";
        text += folded(sentenceFor(move, comparison.profile), "     ");
    }
    return text;
}

std::string masterText(const ComparedTracks& tracks, const Comparison* comparison,
                       const MasterOutcome& outcome) {
    std::vector<const Analysis*> analyses{tracks.mix.analysis.get(), &outcome.measured};
    std::string heading = "  " + padded("", 20) + paddedLeft("Mix", 12) + paddedLeft("Master", 12);
    constexpr std::size_t kOwn = 53; // columns of the names, the mix, the master and the units
    const std::size_t room = (std::max(textWidth(), kOwn) - kOwn) / 12;
    for (std::size_t i = 0; i < std::min(tracks.references.size(), room); ++i) {
        analyses.push_back(tracks.references[i].analysis.get());
        heading += paddedLeft(letterOf(i), 12);
    }
    std::string text = inked(Ink::Bold, "The master") + "\n" + inked(Ink::Faint, heading) + "\n";
    const auto row = [&](const char* name, const char* unit, auto&& value) {
        text += figureRow(name, eachOf(analyses, value), unit);
    };
    row("Integrated", "LUFS", [](const Analysis& a) { return figure(a.loudness.integrated, 2); });
    row("True peak", "dBTP",
        [](const Analysis& a) { return figure(a.peaks.maxTruePeak().value, 2); });
    row("Loudness range", "LU", [](const Analysis& a) { return figure(a.loudness.range); });
    row("Short-term max", "LUFS",
        [](const Analysis& a) { return figure(a.loudness.shortTermMax); });
    row("Peak to loudness", "dB", [](const Analysis& a) { return figure(a.dynamics.plr); });
    row("Width S/M", "dB", [](const Analysis& a) { return figure(a.width.value); });
    if (comparison) {
        text +=
            figureRow("RMS gap",
                      {figure(rmsOf(comparison->gap), 2),
                       outcome.gapAfter ? figure(rmsOf(*outcome.gapAfter), 2) : std::string("—")},
                      "dB");
        if (outcome.gapAfter)
            text += effectTable(*comparison, *outcome.gapAfter);
    }

    const Ink ink = outcome.cost.price == Price::Green   ? Ink::Green
                    : outcome.cost.price == Price::Amber ? Ink::Orange
                                                         : Ink::Red;
    text += folded(
        inked(ink, std::string(nameOf(outcome.cost.price)) + ":") + " " + outcome.costText, "  ");
    if (const auto& effect = outcome.mastered.solved.compressor)
        text += folded(compressorText(outcome.session.compressor, *effect), "  ");
    const std::string balance =
        balanceText(outcome.mastered.balance, comparison ? &comparison->predicted : nullptr,
                    outcome.gapAfter ? &*outcome.gapAfter : nullptr);
    if (!balance.empty())
        text += folded(balance, "  ");
    if (const auto& guard = outcome.mastered.guard)
        text += folded(guardText(*guard, outcome.session.delivery.survives.ceiling), "  ");
    text += placesLines(placesOfMaster(outcome.measured, outcome.cost.reduction));
    text += warningLines(outcome.warnings, "  ");
    if (!outcome.services.rules.empty())
        text += servicesTable(outcome.services, outcome.measured) + "\n";
    if (outcome.out.empty())
        return text;
    text += "  Written: " + shownPath(outcome.out) + "\n";
    for (const CopyFormat& format : outcome.copies)
        text += "  Written: " + shownPath(pathOfCopy(outcome.out, format)) + "\n";
    return text;
}

std::string checkedText(const CheckedFile& file, const Services& services) {
    std::string text = trackText(file.loaded);
    if (file.clipping)
        text += folded(clippingText(*file.clipping), "  ", "· ");
    else if (file.clippingError)
        text += folded(sentenceFor(*file.clippingError), "  ", inked(Ink::Orange, "! "));
    text += servicesTable(services, *file.loaded.analysis) + "\n";
    const auto ink = [](Judgement judgement) {
        return judgement == Judgement::Right   ? Ink::Green
               : judgement == Judgement::Wrong ? Ink::Red
                                               : Ink::Faint;
    };
    for (const OutletChecks& outlet : byOutlet(file.checks)) {
        text += inked(Ink::Bold, labelOf(outlet.outlet)) + "   " +
                inked(Ink::Faint, tallyText(outlet.checks)) + "\n";
        for (const Check& check : outlet.checks)
            text += folded(checkText(check), "  ",
                           inked(ink(check.judgement), std::string(signOf(check.judgement)) + " "));
    }
    return text + "\n";
}

} // namespace kilter
