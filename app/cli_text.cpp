// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli_text.h"

#include "app/terminal.h"
#include "core/base/utf8.h"
#include "core/session/figures.h"
#include "core/session/messages.h"
#include "core/session/names.h"
#include "core/session/wording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace kilter {

namespace {

std::string nameOf(const std::filesystem::path& path) {
    return utf8(path.filename());
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

/// Too little to the left of the middle, too much to the right; the corridor shaded, what is left
/// after the moves marked.
std::string gapBar(Decibels gap, Decibels spread, Decibels after) {
    constexpr int kHalf = 12;             // columns
    constexpr double kColumnsPerDb = 2.0; // so that it holds 6 dB either way
    const auto column = [&](double db) {
        return std::clamp(static_cast<int>(std::lround(db * kColumnsPerDb)), -kHalf, kHalf);
    };
    const int to = column(gap.value);
    const int corridor = column(spread.value);
    const int mark = column(after.value);
    std::string bar;
    for (int i = -kHalf; i <= kHalf; ++i) {
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

std::string dots(double confidence) {
    constexpr int kDots = 5;
    const int filled = std::clamp(static_cast<int>(std::lround(confidence * kDots)), 0, kDots);
    std::string text;
    for (int i = 0; i < kDots; ++i)
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

/// Folds a text to about 92 columns behind `indent` and, on the first line, `bullet`.
std::string folded(const std::string& text, std::string indent, const std::string& bullet = {}) {
    constexpr std::size_t kWidth = 92;
    std::string result = indent + bullet;
    indent += std::string(columns(bullet), ' ');
    std::string line;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t space = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, space - at);
        if (!line.empty() && columns(line) + 1 + columns(word) > kWidth - indent.size()) {
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

std::string gapTable(const Comparison& comparison) {
    std::string text = "  " + padded("Band", 10) + padded("", 14) + paddedLeft("Gap", 9) +
                       paddedLeft("Spread", 9) + paddedLeft("Share", 8) + "   " +
                       padded("too little", 12) + " " + paddedLeft("too much", 12) +
                       paddedLeft("After", 9) + "\n";
    text = inked(Ink::Faint, text.substr(0, text.size() - 1)) + "\n";
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        const GapBand& band = comparison.gap.bands[b];
        const Decibels after = comparison.predicted.bands[b].gap;
        text +=
            "  " + padded(kBands[b].name, 10) + inked(Ink::Faint, padded(bandRange(kBands[b]), 14));
        if (band.verdict == Verdict::Unknown) {
            text += paddedLeft("—", 9) + "\n";
            continue;
        }
        text += paddedLeft(figure(band.gap.value, 1, Sign::Always) + " dB", 9) +
                paddedLeft("±" + figure(band.spread.value, 1), 9) +
                paddedLeft(figure(100.0 * band.shareGap, 0, Sign::Always) + " %", 8) + "   " +
                gapBar(band.gap, band.spread, after) +
                paddedLeft(figure(after.value, 1, Sign::Always), 9) + "\n";
    }
    return text;
}

std::string figureRow(const char* name, const std::vector<std::string>& values, const char* unit) {
    std::string row = "  " + padded(name, 20);
    for (const std::string& value : values)
        row += paddedLeft(value, 12);
    return row + "   " + inked(Ink::Faint, unit) + "\n";
}

/// Predicted beside measured, band by band.
std::string effectTable(const Comparison& comparison, const Gap& measured) {
    std::string names = "  " + padded("", 20);
    std::string predicted = "  " + padded("Gap, as predicted", 20);
    std::string after = "  " + padded("Gap, as measured", 20);
    for (std::size_t b = 0; b < kBands.size(); ++b) {
        const bool known = comparison.gap.bands[b].verdict != Verdict::Unknown;
        const auto text = [&](const Gap& gap) {
            return known ? figure(gap.bands[b].gap.value, 2, Sign::Always) : std::string("—");
        };
        names += paddedLeft(kBands[b].name, 9);
        predicted += paddedLeft(text(comparison.predicted), 9);
        after += paddedLeft(text(measured), 9);
    }
    const std::string unit = "   " + inked(Ink::Faint, "dB") + "\n";
    return "\n" + inked(Ink::Faint, names) + "\n" + predicted + unit + after + unit + "\n";
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
    std::string text = inked(Ink::Bold, nameOf(track.path)) + "   " +
                       inked(Ink::Faint, track.format.container + " · " + track.format.codec +
                                             " · " + rate + " · " + timeText(a.frames / a.rate) +
                                             (character.empty() ? "" : " · " + character)) +
                       "\n";
    text += "  Integrated " + withUnit(figure(a.loudness.integrated), "LUFS") + "   Range " +
            withUnit(figure(a.loudness.range), "LU") + "   True peak " +
            withUnit(figure(a.peaks.maxTruePeak().value), "dBTP") + "   PLR " +
            withUnit(figure(a.dynamics.plr), "dB") + "   Width " +
            withUnit(figure(a.width.value), "dB") + "   Correlation " +
            figure(a.correlation, 2, Sign::Always) + "\n";
    text += warningLines(track.warnings, "  ") + warningLines(a.warnings, "  ");
    return text;
}

std::string comparisonText(const ComparedTracks& tracks, const Comparison& comparison) {
    // References by letter and file, then profiles by name.
    std::string against;
    for (std::size_t i = 0; i < tracks.references.size(); ++i)
        against += (i ? ", " : "") + letterOf(i) + " " + nameOf(tracks.references[i].track->path);
    const auto& members = comparison.profile.members;
    for (std::size_t i = tracks.references.size(); i < members.size(); ++i)
        against += (i ? ", " : "") + members[i].name;
    const Section& section = tracks.mix.analysis->section;
    std::string text =
        inked(Ink::Bold, "The gap") + "   " +
        inked(Ink::Faint, "mix minus target at equal loudness, " + timeText(section.begin) + "–" +
                              timeText(section.end) + ", against " + against) +
        "\n" + gapTable(comparison);
    for (const Finding& finding : comparison.gap.findings)
        text += folded(sentenceFor(finding, comparison.profile), "  ", "· ");
    text += warningLines(comparison.gap.warnings, "  ");

    text += "\n" + inked(Ink::Bold, comparison.curve ? "The match curve" : "The moves");
    const Gap& before = comparison.gap;
    const Gap& after = comparison.predicted;
    const bool moved = comparison.curve || !comparison.moves.empty();
    if (moved && std::isfinite(before.rms.value))
        text += "   " +
                inked(Ink::Faint, "RMS gap " + figure(before.rms.value, 2) +
                                      " dB, predicted after " + figure(after.rms.value, 2) + " dB");
    text += "\n";
    if (!moved)
        text += folded(noMovesText(comparison.gap, comparison.profile), "  ");
    int number = 0;
    for (const Move& move : comparison.moves) {
        if (!move.enabled)
            continue;
        text += "  " + figure(++number, 0) + "  " + padded(moveTitle(move), 46) +
                (move.proposed ? inked(Ink::Green, dots(move.confidence)) : std::string()) + "\n";
        text += folded(sentenceFor(move, comparison.profile), "     ");
    }
    return text;
}

std::string masterText(const ComparedTracks& tracks, const Comparison* comparison,
                       const MasterOutcome& outcome) {
    std::vector<const Analysis*> analyses{tracks.mix.analysis.get(), &outcome.measured};
    std::string heading = "  " + padded("", 20) + paddedLeft("Mix", 12) + paddedLeft("Master", 12);
    for (std::size_t i = 0; i < std::min<std::size_t>(tracks.references.size(), 3); ++i) {
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
        text += figureRow(
            "RMS gap",
            {figure(comparison->gap.rms.value, 2),
             outcome.gapAfter ? figure(outcome.gapAfter->rms.value, 2) : std::string("—")},
            "dB");
        if (outcome.gapAfter)
            text += effectTable(*comparison, *outcome.gapAfter);
    }

    const Ink ink = outcome.cost.price == Price::Green   ? Ink::Green
                    : outcome.cost.price == Price::Amber ? Ink::Orange
                                                         : Ink::Red;
    text += folded(
        inked(ink, std::string(nameOf(outcome.cost.price)) + ":") + " " + outcome.costText, "  ");
    const std::string balance =
        balanceText(outcome.mastered.balance, comparison ? &comparison->predicted : nullptr,
                    outcome.gapAfter ? &*outcome.gapAfter : nullptr);
    if (!balance.empty())
        text += folded(balance, "  ");
    text += warningLines(outcome.warnings, "  ");
    if (!outcome.out.empty())
        text += "  Written: " + utf8(outcome.out) + "\n";
    return text;
}

} // namespace kilter
