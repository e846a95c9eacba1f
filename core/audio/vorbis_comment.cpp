// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/vorbis_comment.h"

#include "core/audio/byte_order.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr std::array kWanted{"TITLE="sv, "ARTIST="sv, "ISRC="sv};
constexpr std::size_t kMostKept = 30;
constexpr std::size_t kLongestField = 10'000;

void putNumber(std::vector<std::byte>& bytes, std::size_t value) {
    for (int shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::byte>(value >> shift & 0xFF));
}

bool isWanted(std::span<const std::byte> field) {
    const auto upper = [](std::byte b) {
        const char c = static_cast<char>(b);
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    };
    return field.size() <= kLongestField && std::ranges::any_of(kWanted, [&](std::string_view key) {
               return field.size() > key.size() &&
                      std::ranges::equal(field.first(key.size()), key, {}, upper);
           });
}

} // namespace

std::optional<std::vector<std::byte>> wantedComments(std::span<const std::byte> comment) {
    const auto takeNumber = [&]() -> std::optional<std::size_t> {
        if (comment.size() < 4)
            return std::nullopt;
        const std::size_t value = littleEndian<std::uint32_t>(comment.data());
        comment = comment.subspan(4);
        return value;
    };
    const auto takeText = [&]() -> std::optional<std::span<const std::byte>> {
        const auto length = takeNumber();
        if (!length || *length > comment.size())
            return std::nullopt;
        const auto text = comment.first(*length);
        comment = comment.subspan(*length);
        return text;
    };
    if (!takeText()) // the encoder's name
        return std::nullopt;
    const auto count = takeNumber();
    if (!count)
        return std::nullopt;
    std::vector<std::byte> fields;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < *count && kept < kMostKept; ++i) {
        const auto field = takeText();
        if (!field)
            break; // cut off: what was there counts
        if (!isWanted(*field))
            continue;
        putNumber(fields, field->size());
        fields.insert(fields.end(), field->begin(), field->end());
        ++kept;
    }
    std::vector<std::byte> bytes;
    putNumber(bytes, 0);
    putNumber(bytes, kept);
    bytes.insert(bytes.end(), fields.begin(), fields.end());
    return bytes;
}

} // namespace kilter
