// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/id3_frames.h"

#include "core/audio/byte_window.h"
#include "core/audio/id3_header.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr std::array kWanted{"TIT2"sv, "TPE1"sv, "TSRC"sv, "TT2"sv, "TP1"sv, "TRC"sv};
constexpr std::size_t kMostPassed = 10'000;
constexpr std::size_t kMostKept = 30;
constexpr std::size_t kLargestFrame = 10'000;

// The bytes of a tag one by one; with `unsynchronised`, without the zeros that were put behind each
// 0xFF to keep MPEG decoders from taking it for a frame (id3v2.3.0, section 5).
class TagBytes {
  public:
    TagBytes(InputFile& file, FileRange tag, bool unsynchronised)
        : window_(file)
        , at_(tag.offset)
        , end_(tag.offset + tag.size)
        , unsynchronised_(unsynchronised) {}

    [[nodiscard]] std::optional<std::byte> next() {
        const std::byte* p = at_ < end_ ? window_.at(at_, 1) : nullptr;
        if (!p)
            return std::nullopt;
        const std::byte value = *p;
        ++at_;
        if (unsynchronised_ && value == std::byte{0xFF}) {
            const std::byte* stuffed = at_ < end_ ? window_.at(at_, 1) : nullptr;
            at_ += stuffed && *stuffed == std::byte{} ? 1 : 0;
        }
        return value;
    }

    /// Up to `count` bytes, fewer at the end.
    [[nodiscard]] std::vector<std::byte> read(std::uint64_t count) {
        std::vector<std::byte> bytes;
        for (; count > 0; --count) {
            const auto byte = next();
            if (!byte)
                break;
            bytes.push_back(*byte);
        }
        return bytes;
    }

    void skip(std::uint64_t count) {
        if (!unsynchronised_) {
            at_ += std::min(count, end_ - at_);
            return;
        }
        while (count > 0 && next())
            --count;
    }

  private:
    ByteWindow window_;
    std::uint64_t at_;
    std::uint64_t end_;
    bool unsynchronised_;
};

std::uint64_t number(const std::byte* p, std::size_t count, int bitsPerByte) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << bitsPerByte | std::to_integer<std::uint64_t>(p[i]);
    return value;
}

// Version 2.4 counts in 7 bits a byte; some programs write 8 all the same.
std::uint64_t frameSize(const std::byte* head, int version) {
    if (version == 2)
        return number(head + 3, 3, 8);
    const bool isPlain = version < 4 || std::any_of(head + 4, head + 8,
                                                    [](std::byte b) { return b > std::byte{127}; });
    return number(head + 4, 4, isPlain ? 8 : 7);
}

} // namespace

std::optional<std::vector<std::byte>> id3TextFrames(InputFile& file, FileRange tag) {
    std::array<std::byte, kId3HeaderBytes> header{};
    if (tag.size < header.size() || file.readAt(tag.offset, header) < header.size() ||
        id3TagBytes(header.data()) == 0)
        return std::nullopt;
    const auto at = [&](std::size_t i) { return std::to_integer<int>(header[i]); };
    const int version = at(3);
    if (version < 2 || version > 4)
        return std::nullopt;
    constexpr int kUnsynchronised = 0x80;
    constexpr int kExtended = 0x40;
    const int flags = at(5);
    const std::uint64_t size = std::min(id3TagBytes(header.data()), tag.size) - header.size();
    // In version 2.4, each frame says for itself.
    TagBytes bytes(file, {tag.offset + header.size(), size},
                   version < 4 && (flags & kUnsynchronised) != 0);
    if (version > 2 && (flags & kExtended) != 0) {
        const auto extended = bytes.read(4);
        if (extended.size() < 4)
            return std::nullopt;
        const std::uint64_t length = number(extended.data(), 4, version == 4 ? 7 : 8);
        bytes.skip(version == 4 ? length - std::min<std::uint64_t>(length, 4) : length);
    }

    std::vector<std::byte> kept(header.begin(), header.end());
    const std::size_t headBytes = version == 2 ? 6 : 10;
    const std::size_t idBytes = version == 2 ? 3 : 4;
    std::size_t count = 0;
    for (std::size_t i = 0; i < kMostPassed && count < kMostKept; ++i) {
        const auto head = bytes.read(headBytes);
        if (head.size() < headBytes || head.front() == std::byte{})
            break; // the padding
        const std::uint64_t length = frameSize(head.data(), version);
        const std::string_view id(reinterpret_cast<const char*>(head.data()), idBytes);
        if (length > kLargestFrame || std::ranges::find(kWanted, id) == kWanted.end()) {
            bytes.skip(length);
            continue;
        }
        const auto content = bytes.read(length);
        kept.insert(kept.end(), head.begin(), head.end());
        kept.insert(kept.end(), content.begin(), content.end());
        ++count;
    }
    kept[5] = version == 4 ? header[5] & std::byte{kUnsynchronised} : std::byte{};
    for (std::size_t i = 0; i < 4; ++i)
        kept[6 + i] = static_cast<std::byte>((kept.size() - header.size()) >> (7 * (3 - i)) & 127);
    return kept;
}

} // namespace kilter
