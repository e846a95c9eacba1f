// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string_view>

/// Numbers as they stand in files.
namespace kilter {

template <std::integral T>
[[nodiscard]] constexpr T byteSwapped(T value) {
    T swapped = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        swapped = static_cast<T>(swapped << 8 | (value >> (8 * i) & 0xFF));
    return swapped;
}

template <std::unsigned_integral T>
[[nodiscard]] T littleEndian(const std::byte* p) {
    T value;
    std::memcpy(&value, p, sizeof(T));
    return std::endian::native == std::endian::little ? value : byteSwapped(value);
}

template <std::unsigned_integral T>
[[nodiscard]] T bigEndian(const std::byte* p) {
    T value;
    std::memcpy(&value, p, sizeof(T));
    return std::endian::native == std::endian::big ? value : byteSwapped(value);
}

/// Whether the bytes at `p` are these characters; as many must be readable.
[[nodiscard]] inline bool reads(const std::byte* p, std::string_view characters) {
    return std::memcmp(p, characters.data(), characters.size()) == 0;
}

} // namespace kilter
