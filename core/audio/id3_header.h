// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/byte_order.h"

#include <cstddef>
#include <cstdint>

namespace kilter {

inline constexpr std::size_t kId3HeaderBytes = 10;

/// The whole size of the ID3v2 tag whose first 10 bytes these are, or 0 if they are none
/// (id3v2.4.0-structure, section 3.1).
[[nodiscard]] inline std::uint64_t id3TagBytes(const std::byte* head) {
    if (!reads(head, "ID3"))
        return 0;
    std::uint64_t size = 0;
    for (std::size_t i = 6; i < kId3HeaderBytes; ++i) {
        const auto seven = std::to_integer<std::uint64_t>(head[i]);
        if (seven > 127)
            return 0;
        size = size << 7 | seven;
    }
    const bool hasFooter = (std::to_integer<int>(head[5]) & 0x10) != 0;
    return size + (hasFooter ? 20 : 10);
}

} // namespace kilter
