// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/byte_order.h"
#include "core/audio/chunks.h"
#include "core/audio/limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

// Sources: Apple, "Audio Interchange File Format AIFF", version 1.3 (1989); "AIFF-C", draft (1991).
namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr std::array kKnownChunks{"COMM"sv, "SSND"sv, "NAME"sv, "AUTH"sv, "(c) "sv, "ANNO"sv,
                                  "COMT"sv, "MARK"sv, "INST"sv, "MIDI"sv, "AESD"sv, "APPL"sv,
                                  "FVER"sv, "PEAK"sv, "CHAN"sv, "ID3 "sv, "id3 "sv, "basc"sv};

// IEEE 754 80-bit extended, rounded to whole hertz; -1 for what no rate can be.
std::int64_t extendedToHertz(const std::byte* p) {
    const int exponent = bigEndian<std::uint16_t>(p) - 16383; // a set sign bit ends far too high
    const auto mantissa = bigEndian<std::uint64_t>(p + 2);
    if (exponent < 0 || exponent > 40)
        return -1;
    return std::llround(std::ldexp(static_cast<double>(mantissa), exponent - 63));
}

struct Common {
    std::uint16_t channels = 0;
    std::uint32_t frames = 0;
    int bits = 0;
    std::int64_t rate = 0;
    std::string compression = "NONE";
};

std::optional<Common> readCommon(InputFile& file, FileRange chunk, bool isAifc) {
    std::array<std::byte, 22> bytes{};
    const std::size_t wanted = isAifc ? 22 : 18;
    if (chunk.size < wanted || file.readAt(chunk.offset, {bytes.data(), wanted}) < wanted)
        return std::nullopt;
    Common common;
    common.channels = bigEndian<std::uint16_t>(&bytes[0]);
    common.frames = bigEndian<std::uint32_t>(&bytes[2]);
    common.bits = bigEndian<std::uint16_t>(&bytes[6]);
    common.rate = extendedToHertz(&bytes[8]);
    if (isAifc)
        common.compression.assign(reinterpret_cast<const char*>(&bytes[18]), 4);
    return common;
}

// The encoding that a compression id and a sample size stand for.
std::optional<PcmEncoding> encodingOf(const Common& common, bool& bigEndian) {
    const std::string& id = common.compression;
    bigEndian = id != "sowt";
    if (id == "fl32" || id == "FL32")
        return PcmEncoding::Float32;
    if (id == "fl64" || id == "FL64")
        return PcmEncoding::Float64;
    if (id == "raw " && common.bits <= 8)
        return PcmEncoding::Unsigned8;
    if (id == "in24")
        return PcmEncoding::Signed24;
    if (id == "in32")
        return PcmEncoding::Signed32;
    if (id != "NONE" && id != "twos" && id != "sowt")
        return std::nullopt;
    if (common.bits < 1 || common.bits > 32)
        return std::nullopt;
    constexpr std::array kBySize{PcmEncoding::Signed8, PcmEncoding::Signed16, PcmEncoding::Signed24,
                                 PcmEncoding::Signed32};
    return kBySize[static_cast<std::size_t>((common.bits - 1) / 8)];
}

// Bytes of sound from `offset` on: as many as the common chunk's frames and the sound chunk, which
// ends at `soundEnd`, both have. Where one of them does not say, the other does, and then the file.
std::uint64_t soundBytes(InputFile& file, const Common& common, std::uint64_t offset,
                         FileRange sound, PcmLayout& layout) {
    const std::uint64_t rest = offset < file.size() ? file.size() - offset : 0;
    const std::uint64_t soundEnd = sound.offset + sound.size;
    const std::uint64_t inChunk = soundEnd > offset ? soundEnd - offset : 0;
    const auto frameBytes = static_cast<std::uint64_t>(layout.frameBytes());
    const std::uint64_t inCommon = common.frames * frameBytes;
    const bool isUnset = isUnsetSize(sound.size) && (sound.size > rest || sound.size == 0);
    if (isUnset) {
        const auto sizeOf = [](const std::byte* head) -> std::optional<std::uint64_t> {
            if (std::ranges::none_of(kKnownChunks,
                                     [&](std::string_view id) { return reads(head, id); }))
                return std::nullopt;
            const std::uint64_t size = bigEndian<std::uint32_t>(head + 4);
            return 8 + size + size % 2;
        };
        layout.repaired = rest > 0;
        const std::uint64_t there = trailingChunks(file, std::min(offset, file.size()), 8, sizeOf) -
                                    std::min(offset, file.size());
        return common.frames > 0 && inCommon < there ? inCommon : there;
    }
    layout.repaired = inCommon / frameBytes != inChunk / frameBytes;
    return inChunk;
}

} // namespace

Result<PcmLayout> aiffLayout(InputFile& file, const Sniffed& sniffed) {
    std::array<std::byte, 12> form{};
    (void)file.readAt(sniffed.start, form);
    const bool isAifc = reads(&form[8], "AIFC");

    PcmLayout layout;
    layout.format.container = isAifc ? "AIFC" : "AIFF";
    std::optional<FileRange> commonChunk;
    std::optional<FileRange> sound;
    std::array<std::byte, 8> head{};
    std::uint64_t at = sniffed.start + 12;
    for (int i = 0; i < kMostChunks && at + 8 <= file.size(); ++i) {
        if (file.readAt(at, head) < head.size())
            break;
        const FileRange chunk{at + 8, bigEndian<std::uint32_t>(&head[4])};
        if (reads(head.data(), "COMM") && !commonChunk)
            commonChunk = chunk;
        else if (reads(head.data(), "SSND") && !sound)
            sound = chunk;
        else if (reads(head.data(), "NAME"))
            layout.tags.title = chunkText(file, chunk);
        else if (reads(head.data(), "AUTH"))
            layout.tags.artist = chunkText(file, chunk);
        else if (reads(head.data(), "ID3 ") || reads(head.data(), "id3 "))
            layout.id3 = file.within(chunk);
        if (chunk.size > file.size() - chunk.offset)
            break;
        at = chunk.offset + chunk.size + chunk.size % 2;
    }
    if (!commonChunk)
        return file.error(ErrorCode::Corrupt, "no common chunk");
    const auto common = readCommon(file, *commonChunk, isAifc);
    if (!common)
        return file.error(ErrorCode::Corrupt, "the common chunk is too short");
    const auto encoding = encodingOf(*common, layout.bigEndian);
    if (!encoding)
        return file.error(ErrorCode::UnsupportedCodec, common->compression);
    if (auto error = refusal(file, common->channels, common->rate))
        return *error;
    layout.encoding = *encoding;
    layout.format.channels = common->channels;
    layout.rate = {static_cast<int>(common->rate)};
    const bool isFloat = *encoding == PcmEncoding::Float32 || *encoding == PcmEncoding::Float64;
    describeSamples(layout, isFloat ? 8 * bytesOf(*encoding) : common->bits);
    if (!sound)
        return file.error(ErrorCode::NoAudio, "no sound chunk");

    std::array<std::byte, 8> alignment{};
    if (file.readAt(sound->offset, alignment) < alignment.size())
        return file.error(ErrorCode::NoAudio);
    constexpr std::uint64_t kAlignmentBytes = 8;
    const std::uint64_t offset =
        sound->offset + kAlignmentBytes + bigEndian<std::uint32_t>(alignment.data());
    placeData(layout, file, offset, soundBytes(file, *common, offset, *sound, layout));
    return layout;
}

} // namespace kilter
