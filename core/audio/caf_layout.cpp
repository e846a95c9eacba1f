// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/byte_order.h"
#include "core/audio/chunks.h"
#include "core/audio/limits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Source: Apple, "Core Audio Format Specification 1.0".
namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kHead = 12; ///< a chunk's type and its size
constexpr std::array kKnownChunks{"desc"sv, "data"sv, "info"sv, "chan"sv, "free"sv, "pakt"sv,
                                  "kuki"sv, "mark"sv, "regn"sv, "inst"sv, "midi"sv, "ovvw"sv,
                                  "peak"sv, "edct"sv, "umid"sv, "uuid"sv, "strg"sv};

struct Description {
    double rate = 0.0;
    std::uint32_t flags = 0, packetBytes = 0, packetFrames = 0, channels = 0, bits = 0;
};

Description descriptionOf(const std::byte* p) {
    return {.rate = std::bit_cast<double>(bigEndian<std::uint64_t>(p)),
            .flags = bigEndian<std::uint32_t>(p + 12),
            .packetBytes = bigEndian<std::uint32_t>(p + 16),
            .packetFrames = bigEndian<std::uint32_t>(p + 20),
            .channels = bigEndian<std::uint32_t>(p + 24),
            .bits = bigEndian<std::uint32_t>(p + 28)};
}

std::optional<PcmEncoding> encodingOf(const Description& d) {
    constexpr std::uint32_t kFloat = 1;
    const bool isFloat = (d.flags & kFloat) != 0;
    const std::uint32_t bytes = d.channels > 0 ? d.packetBytes / d.channels : 0;
    if (d.packetFrames != 1 || bytes * d.channels != d.packetBytes || d.bits == 0 ||
        d.bits > 8 * bytes)
        return std::nullopt;
    switch (bytes) {
    case 1:
        return isFloat ? std::nullopt : std::optional(PcmEncoding::Signed8);
    case 2:
        return isFloat ? std::nullopt : std::optional(PcmEncoding::Signed16);
    case 3:
        return isFloat ? std::nullopt : std::optional(PcmEncoding::Signed24);
    case 4:
        return isFloat ? PcmEncoding::Float32 : PcmEncoding::Signed32;
    case 8:
        return isFloat ? std::optional(PcmEncoding::Float64) : std::nullopt;
    default:
        return std::nullopt;
    }
}

// Pairs of texts that end with a 0.
void readInfo(InputFile& file, FileRange chunk, Tags& tags) {
    constexpr std::uint64_t kLongest = 65536;
    std::string text(std::min(chunk.size, kLongest), '\0');
    text.resize(file.readAt(chunk.offset, std::as_writable_bytes(std::span(text))));
    std::string_view rest(text);
    rest.remove_prefix(std::min<std::size_t>(rest.size(), 4)); // how many there are
    const auto next = [&] {
        const std::size_t end = std::min(rest.find('\0'), rest.size());
        const std::string_view word = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return word;
    };
    while (!rest.empty()) {
        const std::string_view key = next();
        const std::string_view value = next();
        if (key == "title")
            tags.title = value;
        else if (key == "artist")
            tags.artist = value;
        else if (key == "isrc" || key == "ISRC")
            tags.isrc = value;
    }
}

std::optional<std::uint64_t> knownChunkBytes(const std::byte* head) {
    if (std::ranges::none_of(kKnownChunks, [&](std::string_view id) { return reads(head, id); }))
        return std::nullopt;
    const auto size = bigEndian<std::uint64_t>(head + 4);
    constexpr std::uint64_t kLargest = std::uint64_t{1} << 40;
    return size < kLargest ? std::optional(kHead + size) : std::nullopt;
}

// Sound up to the end of the file is as it should be at a size of -1, and at no other that is none.
std::uint64_t soundBytes(InputFile& file, FileRange sound, PcmLayout& layout) {
    const std::uint64_t rest = file.size() - std::min(sound.offset, file.size());
    const bool isUnset = sound.size == 0 ? rest > 0 : isUnsetSize(sound.size) && sound.size > rest;
    if (!isUnset)
        return sound.size;
    layout.repaired = sound.size != UINT64_MAX;
    return trailingChunks(file, sound.offset, kHead, knownChunkBytes) - sound.offset;
}

} // namespace

bool isPcmInCaf(InputFile& file, std::uint64_t start) {
    constexpr std::uint64_t kFormatAt = 8 + kHead + 8; // the description comes first
    std::array<std::byte, 4> format{};
    return file.readAt(start + kFormatAt, format) == format.size() && reads(format.data(), "lpcm");
}

Result<PcmLayout> cafLayout(InputFile& file, const Sniffed& sniffed) {
    constexpr std::uint64_t kFileHead = 8;
    constexpr std::uint64_t kEditCount = 4;
    PcmLayout layout;
    layout.format.container = "CAF";
    std::optional<Description> description;
    std::optional<FileRange> sound;
    std::array<std::byte, kHead> head{};
    std::uint64_t at = sniffed.start + kFileHead;
    for (int i = 0; i < kMostChunks && file.readAt(at, head) == head.size(); ++i) {
        FileRange chunk{at + kHead, bigEndian<std::uint64_t>(&head[4])};
        std::array<std::byte, 32> bytes{};
        if (reads(head.data(), "desc") && file.readAt(chunk.offset, bytes) == bytes.size()) {
            description = descriptionOf(bytes.data());
        } else if (reads(head.data(), "data") && !sound) {
            const bool isCounted = chunk.size != UINT64_MAX && chunk.size >= kEditCount;
            sound = {chunk.offset + kEditCount, isCounted ? chunk.size - kEditCount : chunk.size};
            if (sound->offset > file.size())
                break;
            sound->size = soundBytes(file, *sound, layout);
            chunk.size = sound->size + kEditCount;
        } else if (reads(head.data(), "info")) {
            readInfo(file, chunk, layout.tags);
        }
        if (chunk.size > file.size() - chunk.offset)
            break;
        at = chunk.offset + chunk.size;
    }
    if (!description)
        return file.error(ErrorCode::Corrupt, "no description chunk");
    const auto rate = description->rate;
    const bool isRate = rate >= 1.0 && rate < 1e9;
    if (auto error = refusal(file, description->channels, isRate ? std::llround(rate) : 0))
        return *error;
    const auto encoding = encodingOf(*description);
    if (!encoding)
        return file.error(ErrorCode::UnsupportedCodec, "rare PCM in CAF");
    constexpr std::uint32_t kLittleEndian = 2;
    layout.encoding = *encoding;
    layout.bigEndian = (description->flags & kLittleEndian) == 0;
    layout.format.channels = static_cast<int>(description->channels);
    layout.rate = {static_cast<int>(std::llround(rate))};
    describeSamples(layout, static_cast<int>(description->bits));
    if (!sound)
        return file.error(ErrorCode::NoAudio, "no data chunk");
    placeData(layout, file, sound->offset, sound->size);
    return layout;
}

} // namespace kilter
