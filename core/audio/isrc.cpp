// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/isrc.h"

#include <cstddef>

namespace kilter {

namespace {

bool isLetter(char c) {
    return c >= 'A' && c <= 'Z';
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<std::string> isrcFrom(std::string_view text) {
    std::string code;
    for (const char c : text) {
        if (c == ' ' || c == '-' || c == ':')
            continue;
        code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    constexpr std::string_view kWord = "ISRC";
    constexpr std::size_t kLength = 12;
    if (code.size() == kWord.size() + kLength && code.starts_with(kWord))
        code.erase(0, kWord.size());
    if (code.size() != kLength)
        return std::nullopt;
    // Country, registrant, year and number: CC-XXX-YY-NNNNN.
    for (std::size_t i = 0; i < kLength; ++i) {
        const bool fits = i < 2   ? isLetter(code[i])
                          : i < 5 ? isLetter(code[i]) || isDigit(code[i])
                                  : isDigit(code[i]);
        if (!fits)
            return std::nullopt;
    }
    return code;
}

} // namespace kilter
