// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/joined_files.h"

#include "core/audio/byte_order.h"
#include "core/audio/byte_window.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHead = 24; ///< of a file or a chunk, as far as it is looked at
constexpr int kMostChunks = 1000; ///< of one file
constexpr auto kWave64 = "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"sv;
constexpr auto kAsf = "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\0\xAA\0\x62\xCE\x6C"sv;

bool begins(Container container, const std::byte* head) {
    switch (container) {
    case Container::Riff:
        return reads(head, "RIFF") && reads(head + 8, "WAVE");
    case Container::Wave64:
        return reads(head, kWave64);
    case Container::Aiff:
        return reads(head, "FORM") && (reads(head + 8, "AIFF") || reads(head + 8, "AIFC"));
    case Container::Caf:
        return reads(head, "caff\0\1"sv);
    case Container::Mp4:
        return reads(head + 4, "ftyp");
    case Container::Asf:
        return reads(head, kAsf);
    default:
        return false;
    }
}

// How far the next one of the file's own parts is; 0: it does not say. `at`: from the file's front.
std::uint64_t partBytes(Container container, const std::byte* head, std::uint64_t at) {
    switch (container) {
    case Container::Riff: // all of the file is one
        return at == 0 ? 8 + std::uint64_t{littleEndian<std::uint32_t>(head + 4)} : 0;
    case Container::Wave64:
        return at == 0 ? littleEndian<std::uint64_t>(head + 16) : 0;
    case Container::Aiff:
        return at == 0 ? 8 + std::uint64_t{bigEndian<std::uint32_t>(head + 4)} : 0;
    case Container::Caf: {
        const auto size = bigEndian<std::uint64_t>(head + 4);
        return at == 0 ? 8 : size < UINT64_MAX - 12 ? 12 + size : 0;
    }
    case Container::Mp4: {
        const auto size = bigEndian<std::uint32_t>(head);
        return size == 1 ? bigEndian<std::uint64_t>(head + 8) : size;
    }
    case Container::Asf:
        return littleEndian<std::uint64_t>(head + 16);
    default:
        return 0;
    }
}

// Where another file begins behind the one at `start`, perhaps after a pad byte that is not
// counted.
std::optional<std::uint64_t> nextFile(ByteWindow& window, Container container,
                                      std::uint64_t start) {
    std::uint64_t at = start;
    for (int i = 0; i < kMostChunks; ++i) {
        const std::byte* head = window.at(at, kHead);
        if (!head)
            return std::nullopt;
        const std::uint64_t bytes = partBytes(container, head, at - start);
        if (bytes < 8 || bytes > window.size() - at)
            return std::nullopt;
        at += bytes;
        for (const std::uint64_t pad : {std::uint64_t{0}, std::uint64_t{1}}) {
            const std::byte* next = window.at(at + pad, kHead);
            if (next && begins(container, next))
                return at + pad;
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<FileRange> joinedFiles(InputFile& file, const Sniffed& sniffed) {
    constexpr std::size_t kMostFiles = 1000;
    ByteWindow window(file);
    std::vector<FileRange> ranges{{0, file.size()}};
    for (std::uint64_t start = sniffed.start; ranges.size() < kMostFiles;) {
        const auto next = nextFile(window, sniffed.container, start);
        if (!next)
            break;
        ranges.back().size = *next - ranges.back().offset;
        ranges.push_back({*next, file.size() - *next});
        start = *next;
    }
    return ranges;
}

} // namespace kilter
