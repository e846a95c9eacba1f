// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/utf8.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace kilter {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

/// The character that a valid sequence stands for.
std::uint32_t codePoint(std::string_view sequence) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    if (sequence.size() == 1)
        return at(0);
    std::uint32_t code = at(0) & (0xFFU >> (sequence.size() + 1));
    for (std::size_t i = 1; i < sequence.size(); ++i)
        code = code << 6U | (at(i) & 0x3FU);
    return code;
}

std::string spelt(std::uint32_t code) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), code < 0x100 ? "\\x%02x" : "\\u%04x", code);
    return text.data();
}

/// `of` for every valid sequence of `text`, U+FFFD for every byte that begins none.
template <class Of>
std::string replaced(std::string_view text, Of&& of) {
    std::string result;
    while (!text.empty()) {
        const std::size_t n = utf8SequenceLength(text);
        if (n == 0)
            result += kReplacement;
        else
            result += of(text.substr(0, n));
        text.remove_prefix(n == 0 ? 1 : n);
    }
    return result;
}

} // namespace

std::size_t utf8SequenceLength(std::string_view text) {
    if (text.empty())
        return 0;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = at(0);
    const std::size_t n = first < 0x80                    ? 1
                          : first >= 0xC2 && first < 0xE0 ? 2
                          : first >= 0xE0 && first < 0xF0 ? 3
                          : first >= 0xF0 && first < 0xF5 ? 4
                                                          : 0;
    if (n == 0 || n > text.size())
        return 0;
    for (std::size_t i = 1; i < n; ++i) {
        if ((at(i) & 0xC0) != 0x80)
            return 0;
    }
    const bool overlong = (first == 0xE0 && at(1) < 0xA0) || (first == 0xF0 && at(1) < 0x90);
    const bool surrogate = first == 0xED && at(1) >= 0xA0;
    const bool tooHigh = first == 0xF4 && at(1) >= 0x90;
    return overlong || surrogate || tooHigh ? 0 : n;
}

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t n = utf8SequenceLength(text);
        if (n == 0)
            return false;
        text.remove_prefix(n);
    }
    return true;
}

bool isUnseen(std::string_view sequence) {
    const std::uint32_t code = codePoint(sequence);
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool separator = code == 0x2028 || code == 0x2029;
    // UAX 9, section 2: the marks, embeddings, overrides and isolates.
    const bool direction = code == 0x061C || code == 0x200E || code == 0x200F ||
                           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || separator || direction;
}

std::string utf8(const std::filesystem::path& path) {
    const std::u8string text = path.u8string();
    return replaced(std::string(text.begin(), text.end()),
                    [](std::string_view sequence) { return sequence; });
}

std::string shown(std::string_view text) {
    return replaced(text, [](std::string_view sequence) {
        return isUnseen(sequence) ? spelt(codePoint(sequence)) : std::string(sequence);
    });
}

std::string shownPath(const std::filesystem::path& path) {
    return shown(utf8(path));
}

} // namespace kilter
