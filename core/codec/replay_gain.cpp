// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/codec/replay_gain.h"

#include <array>
#include <charconv>
#include <string>

namespace kilter {

namespace {

constexpr Lufs kLevel{-18.0}; ///< ReplayGain 2.0

/// No decimal comma, whatever the locale.
std::string decimals(double value, int places) {
    std::array<char, 64> text{};
    const auto end =
        std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed, places).ptr;
    return {text.begin(), end};
}

} // namespace

std::vector<TagField> replayGainOf(std::optional<Lufs> loudness, std::optional<Decibels> truePeak) {
    if (!loudness)
        return {};
    std::vector<TagField> fields{
        {"REPLAYGAIN_TRACK_GAIN", decimals((kLevel - *loudness).value, 2) + " dB"}};
    if (truePeak)
        fields.push_back({"REPLAYGAIN_TRACK_PEAK", decimals(amplitude(*truePeak), 6)});
    return fields;
}

} // namespace kilter
