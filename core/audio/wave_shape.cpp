// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/wave_shape.h"

#include "core/audio/byte_order.h"
#include "core/audio/chunks.h"

#include <array>

namespace kilter {

std::optional<WaveShape> waveShapeOf(const std::filesystem::path& path) {
    auto file = InputFile::open(path);
    if (!file)
        return std::nullopt;
    std::array<std::byte, 12> riff{};
    if (file->readAt(0, riff) < riff.size() || !reads(riff.data(), "RIFF") ||
        !reads(&riff[8], "WAVE"))
        return std::nullopt;
    WaveShape shape;
    bool formatSeen = false;
    std::uint64_t at = riff.size();
    std::array<std::byte, 10> head{}; // a chunk's, and the first word in it
    for (int i = 0; i < kMostChunks && file->readAt(at, head) >= 8; ++i) {
        const std::uint64_t size = littleEndian<std::uint32_t>(&head[4]);
        const std::uint64_t end = at + 8 + size + size % 2;
        if (reads(head.data(), "fmt ") && size >= 2) {
            shape.formatTag = littleEndian<std::uint16_t>(&head[8]);
            formatSeen = true;
        } else if (reads(head.data(), "data")) {
            if (!formatSeen)
                return std::nullopt;
            shape.bytesAfterData = file->size() > end ? file->size() - end : 0;
            return shape;
        }
        at = end;
    }
    return std::nullopt;
}

} // namespace kilter
