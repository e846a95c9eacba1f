// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/option_values.h"

#include "core/session/limits.h"
#include "core/session/names.h"

#include <charconv>

namespace kilter {

namespace {

bool isDecimal(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+'))
        text.remove_prefix(1);
    int digits = 0;
    int dots = 0;
    for (const char c : text) {
        if (c == '.')
            ++dots;
        else if (c >= '0' && c <= '9')
            ++digits;
        else
            return false;
    }
    return digits > 0 && dots <= 1;
}

} // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return parts;
        text.remove_prefix(at + 1);
    }
}

std::optional<double> parseDecimal(std::string_view text) {
    if (!isDecimal(text))
        return std::nullopt;
    if (text.front() == '+')
        text.remove_prefix(1);
    double value = 0.0;
    const auto end =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<int> parseWhole(std::string_view text) {
    int value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<Seconds> parseTime(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        const auto seconds = parseDecimal(text);
        if (!seconds || *seconds < 0.0)
            return std::nullopt;
        return Seconds{*seconds};
    }
    const auto minutes = parseWhole(text.substr(0, colon));
    const auto seconds = parseDecimal(text.substr(colon + 1));
    if (!minutes || *minutes < 0 || !seconds || *seconds < 0.0 || *seconds >= 60.0)
        return std::nullopt;
    return Seconds{60.0 * *minutes + *seconds};
}

std::optional<SectionChoice> parseSection(std::string_view text) {
    if (text == "good")
        return GoodSections{};
    if (text == "loudest")
        return LoudestSection{};
    if (text == "all")
        return WholeTrack{};
    const auto dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto begin = parseTime(text.substr(0, dash));
    const auto end = parseTime(text.substr(dash + 1));
    if (!begin || !end || *end <= *begin)
        return std::nullopt;
    return Section{*begin, *end};
}

std::optional<Move> parseBand(std::string_view text) {
    const auto parts = split(text, ':');
    if (parts.size() < 4 || parts.size() > 5)
        return std::nullopt;
    const auto kind = named<FilterKind>(parts[0]);
    const auto frequency = parseDecimal(parts[1]);
    const auto gain = parseDecimal(parts[2]);
    const auto q = parseDecimal(parts[3]);
    const auto placement =
        parts.size() == 5 ? named<Placement>(parts[4]) : std::optional(Placement::Stereo);
    if (!kind || !frequency || !gain || !q || !placement)
        return std::nullopt;
    if (!limits::kFrequency.holds(*frequency) || !limits::kQ.holds(*q))
        return std::nullopt;

    Move move;
    move.proposed = false;
    move.placement = *placement;
    move.shape.kind = *kind;
    move.shape.frequency = {*frequency};
    move.shape.q = *q;
    if (*kind == FilterKind::LowCut || *kind == FilterKind::HighCut) {
        if (!limits::kSlope.holds(*gain))
            return std::nullopt;
        const int slope = static_cast<int>(*gain);
        if (slope != *gain || slope % limits::kSlopeStep != 0)
            return std::nullopt;
        move.shape.slopeDbPerOctave = slope;
    } else if (*kind != FilterKind::Notch) {
        if (!limits::kGain.holds(*gain))
            return std::nullopt;
        move.shape.gain = {*gain};
    }
    return move;
}

std::optional<Numbered> parseNumbered(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto number = parseWhole(text.substr(0, colon));
    if (!number || *number < 1)
        return std::nullopt;
    return Numbered{*number, text.substr(colon + 1)};
}

} // namespace kilter
