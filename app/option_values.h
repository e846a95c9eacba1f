// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_writer.h"
#include "core/base/filter_shape.h"
#include "core/moves/move.h"
#include "core/session/session.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The little languages of the options' values. nullopt: it is not one.
namespace kilter {

/// What lies between the separators; one part where there is none.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Plain decimals only: "12", "-1.5", ".5"; no exponent, no hex, no infinity, any locale.
[[nodiscard]] std::optional<double> parseDecimal(std::string_view text);
[[nodiscard]] std::optional<int> parseWhole(std::string_view text);

/// Seconds ("83.5") or m:ss.s ("1:23.5").
[[nodiscard]] std::optional<Seconds> parseTime(std::string_view text);

/// "START-END", "loudest", "all".
[[nodiscard]] std::optional<SectionChoice> parseSection(std::string_view text);

/// "KIND:HZ:DB:Q[:mid|side]". For cuts DB is the slope, 6 to 48 dB/oct in steps of 6.
[[nodiscard]] std::optional<Move> parseBand(std::string_view text);

/// "N:REST" with N counted from 1.
struct Numbered {
    int number = 0;
    std::string_view rest;
};
[[nodiscard]] std::optional<Numbered> parseNumbered(std::string_view text);

} // namespace kilter
