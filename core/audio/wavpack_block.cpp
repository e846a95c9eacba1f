// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/wavpack_block.h"

#include "core/audio/byte_order.h"
#include "core/audio/byte_window.h"

#include <algorithm>
#include <array>

namespace kilter {

std::optional<std::uint64_t> nextWavPackBlock(InputFile& file, std::uint64_t from,
                                              const Progress& progress) {
    ByteWindow window(file);
    for (std::uint64_t at = from; !progress.cancelled();) {
        const auto known = window.from(at);
        const auto start = std::ranges::find(known, std::byte{'w'});
        const bool isFound = start != known.end();
        at += static_cast<std::uint64_t>(start - known.begin());
        if (at + kWavPackHeader > file.size())
            return std::nullopt;
        if (!isFound)
            continue;
        if (const std::byte* head = window.at(at, kWavPackHeader); head && reads(head, "wvpk")) {
            const auto version = littleEndian<std::uint16_t>(head + 8);
            if (version >= 0x402 && version <= 0x410)
                return at;
        }
        ++at;
    }
    return std::nullopt;
}

bool isFirstWavPackBlock(InputFile& file, std::uint64_t start) {
    std::array<std::byte, kWavPackHeader> head{};
    return file.readAt(start, head) == head.size() && littleEndian<std::uint32_t>(&head[16]) == 0;
}

bool isHybridWavPack(InputFile& file, std::uint64_t start) {
    std::array<std::byte, kWavPackHeader> head{};
    constexpr std::uint32_t kHybrid = 8;
    return file.readAt(start, head) == head.size() &&
           (littleEndian<std::uint32_t>(&head[24]) & kHybrid) != 0;
}

} // namespace kilter
