// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/byte_order.h"
#include "core/audio/chunks.h"
#include "core/audio/limits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kFourGiB = std::uint64_t{1} << 32;
constexpr std::uint32_t kUnknownSize = 0xFFFFFFFFu;

// The last bytes of KSDATAFORMAT_SUBTYPE_*: the first two hold a plain format tag.
constexpr auto kSubtypeTail = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71"sv;

constexpr std::array kKnownChunks{"fmt "sv, "data"sv, "LIST"sv, "fact"sv, "bext"sv, "JUNK"sv,
                                  "PEAK"sv, "cue "sv, "smpl"sv, "inst"sv, "id3 "sv, "ID3 "sv,
                                  "iXML"sv, "_PMX"sv, "acid"sv, "PAD "sv, "FLLR"sv, "ds64"sv};

bool isKnownChunk(const std::byte* id) {
    return std::ranges::any_of(kKnownChunks, [&](std::string_view k) { return reads(id, k); });
}

bool isPlausibleId(const std::byte* id) {
    return std::all_of(id, id + 4, [](std::byte b) { return b >= std::byte{' '}; });
}

const char* codecName(std::uint16_t tag) {
    switch (tag) {
    case 0x0002:
        return "Microsoft ADPCM";
    case 0x0006:
        return "A-law";
    case 0x0007:
        return "mu-law";
    case 0x0011:
        return "IMA ADPCM";
    case 0x0031:
        return "GSM 6.10";
    case 0x0050:
        return "MPEG in WAV";
    case 0x0055:
        return "MP3 in WAV";
    default:
        return "rare WAV codec";
    }
}

// WAVEFORMATEX, or the first fields of WAVEFORMATEXTENSIBLE.
std::optional<Error> readFormat(InputFile& file, FileRange chunk, PcmLayout& layout) {
    std::array<std::byte, 40> bytes{};
    const std::size_t wanted = std::min<std::uint64_t>(chunk.size, bytes.size());
    if (wanted < 16 || file.readAt(chunk.offset, {bytes.data(), wanted}) < wanted)
        return file.error(ErrorCode::Corrupt, "the format chunk is too short");
    const auto word = [&](std::size_t at) { return littleEndian<std::uint16_t>(&bytes[at]); };

    std::uint16_t tag = word(0);
    int validBits = word(14);
    constexpr std::uint16_t kExtensible = 0xFFFE;
    if (tag == kExtensible) {
        if (wanted < 40 || !reads(&bytes[26], kSubtypeTail))
            return file.error(ErrorCode::UnsupportedCodec, codecName(tag));
        tag = word(24);
        if (word(18) > 0)
            validBits = std::min<int>(validBits, word(18));
    }
    constexpr std::uint16_t kPcm = 1;
    constexpr std::uint16_t kFloat = 3;
    if (tag != kPcm && tag != kFloat)
        return file.error(ErrorCode::UnsupportedCodec, codecName(tag));

    const std::uint16_t channels = word(2);
    const auto rate = littleEndian<std::uint32_t>(&bytes[4]);
    if (auto error = refusal(file, channels, rate))
        return error;
    const std::uint16_t frameBytes = word(12);
    const int bits = word(14);
    if (frameBytes == 0 || frameBytes % channels != 0 || bits == 0 ||
        bits > 8 * (frameBytes / channels))
        return file.error(ErrorCode::Corrupt, "block size and bits contradict each other");

    const int sampleBytes = frameBytes / channels;
    if (tag == kFloat && sampleBytes == 4)
        layout.encoding = PcmEncoding::Float32;
    else if (tag == kFloat && sampleBytes == 8)
        layout.encoding = PcmEncoding::Float64;
    else if (tag == kPcm && sampleBytes == 1)
        layout.encoding = PcmEncoding::Unsigned8;
    else if (tag == kPcm && sampleBytes == 2)
        layout.encoding = PcmEncoding::Signed16;
    else if (tag == kPcm && sampleBytes == 3)
        layout.encoding = PcmEncoding::Signed24;
    else if (tag == kPcm && sampleBytes == 4)
        layout.encoding = PcmEncoding::Signed32;
    else
        return file.error(ErrorCode::UnsupportedCodec,
                          std::to_string(8 * sampleBytes) + "-bit samples");
    layout.format.channels = channels;
    layout.rate = {static_cast<int>(rate)};
    describeSamples(layout, validBits);
    return std::nullopt;
}

void readInfo(InputFile& file, FileRange list, Tags& tags) {
    constexpr int kMostEntries = 100;
    std::array<std::byte, 8> head{};
    if (list.size < 4 || file.readAt(list.offset, {head.data(), 4}) < 4 ||
        !reads(head.data(), "INFO"))
        return;
    const std::uint64_t end = std::min(list.offset + list.size, file.size());
    std::uint64_t at = list.offset + 4;
    for (int i = 0; i < kMostEntries && at + 8 <= end && file.readAt(at, head) == 8; ++i) {
        const FileRange text{
            at + 8, std::min<std::uint64_t>(littleEndian<std::uint32_t>(&head[4]), end - at - 8)};
        if (reads(head.data(), "INAM"))
            tags.title = chunkText(file, text);
        else if (reads(head.data(), "IART"))
            tags.artist = chunkText(file, text);
        at = text.offset + text.size + text.size % 2;
    }
}

// The broadcast extension's time reference (EBU Tech 3285 v2, section 2.3).
std::uint64_t timeReference(InputFile& file, FileRange bext) {
    constexpr std::uint64_t kOffset = 256 + 32 + 32 + 10 + 8;
    std::array<std::byte, 8> bytes{};
    if (bext.size < kOffset + bytes.size() ||
        file.readAt(bext.offset + kOffset, bytes) < bytes.size())
        return 0;
    constexpr std::uint64_t kMost = std::uint64_t{1} << 48; // samples: no day is longer
    const auto samples = littleEndian<std::uint64_t>(bytes.data());
    return samples < kMost ? samples : 0;
}

// Where the chunk after one of odd size begins: behind a pad byte, as RIFF demands, unless what
// stands there makes sense only without it.
std::uint64_t nextChunk(InputFile& file, std::uint64_t end) {
    if (end % 2 == 0)
        return end;
    std::array<std::byte, 5> bytes{};
    if (file.readAt(end, bytes) == bytes.size() && !isKnownChunk(&bytes[1]) &&
        isKnownChunk(bytes.data()))
        return end;
    return end + 1;
}

// Up to the chunks that end the file.
std::uint64_t openEndedSize(InputFile& file, std::uint64_t offset) {
    const auto sizeOf = [](const std::byte* head) -> std::optional<std::uint64_t> {
        if (!isKnownChunk(head))
            return std::nullopt;
        const std::uint64_t size = littleEndian<std::uint32_t>(head + 4);
        return 8 + size + size % 2;
    };
    return trailingChunks(file, offset, 8, sizeOf) - offset;
}

// A data chunk's size, believed as far as the file bears it out. `wide`: by RF64's ds64.
std::uint64_t dataSize(InputFile& file, FileRange data, std::optional<std::uint64_t> wide,
                       PcmLayout& layout) {
    const std::uint64_t offset = data.offset;
    const std::uint64_t declared =
        wide && (*wide > 0 || data.size == kUnknownSize) ? *wide : data.size;
    const std::uint64_t rest = offset < file.size() ? file.size() - offset : 0;
    const auto chunkFollows = [&] {
        std::array<std::byte, 5> bytes{};
        const std::size_t n = file.readAt(offset + declared, bytes);
        return (n >= 4 && isKnownChunk(bytes.data())) || (n == 5 && isKnownChunk(&bytes[1]));
    };
    const bool isUnset =
        declared == 0 ? rest > 1 && !chunkFollows() : isUnsetSize(declared) && declared > rest;
    if (isUnset) {
        layout.repaired = true;
        return openEndedSize(file, offset);
    }
    if (wide)
        return declared;
    if (rest >= declared + kFourGiB && !chunkFollows()) {
        layout.repaired = true;
        return declared + (rest - declared) / kFourGiB * kFourGiB;
    }
    return declared;
}

} // namespace

Result<PcmLayout> waveLayout(InputFile& file, const Sniffed& sniffed) {
    std::array<std::byte, 8> head{};
    (void)file.readAt(sniffed.start, head);
    const bool is64 = !reads(head.data(), "RIFF");

    PcmLayout layout;
    layout.format.container = is64 ? "RF64" : "WAV";
    std::optional<FileRange> format;
    std::optional<FileRange> data;
    std::optional<std::uint64_t> wide;
    std::uint64_t at = sniffed.start + 12;
    for (int i = 0; i < kMostChunks && at + 8 <= file.size(); ++i) {
        if (file.readAt(at, head) < head.size())
            break;
        if (format && data && !isPlausibleId(head.data()))
            break; // these are no chunks
        FileRange chunk{at + 8, littleEndian<std::uint32_t>(&head[4])};
        if (reads(head.data(), "fmt ") && !format) {
            format = chunk;
        } else if (reads(head.data(), "ds64") && is64) {
            std::array<std::byte, 16> sizes{};
            if (file.readAt(chunk.offset, sizes) == sizes.size())
                wide = littleEndian<std::uint64_t>(&sizes[8]);
        } else if (reads(head.data(), "data") && !data) {
            chunk.size = dataSize(file, chunk, wide, layout);
            data = chunk;
        } else if (reads(head.data(), "LIST")) {
            readInfo(file, chunk, layout.tags);
        } else if (reads(head.data(), "bext")) {
            layout.tags.timeReference = timeReference(file, chunk);
        } else if (reads(head.data(), "id3 ") || reads(head.data(), "ID3 ")) {
            layout.id3 = file.within(chunk);
        }
        if (chunk.size > file.size() - chunk.offset)
            break;
        at = nextChunk(file, chunk.offset + chunk.size);
    }
    if (!format)
        return file.error(ErrorCode::Corrupt, "no format chunk");
    if (auto error = readFormat(file, *format, layout))
        return *error;
    if (!data)
        return file.error(ErrorCode::NoAudio, "no data chunk");
    placeData(layout, file, data->offset, data->size);
    return layout;
}

// Sony Wave64: RIFF with 16-byte ids and 64-bit sizes that include the 24 bytes of their head.
Result<PcmLayout> wave64Layout(InputFile& file, const Sniffed& sniffed) {
    constexpr auto kIdTail = "\xF3\xAC\xD3\x11\x8C\xD1\x00\xC0\x4F\x8E\xDB\x8A"sv;
    constexpr std::uint64_t kHead = 24;

    PcmLayout layout;
    layout.format.container = "W64";
    std::optional<FileRange> format;
    std::optional<FileRange> data;
    std::array<std::byte, kHead> head{};
    std::uint64_t at = sniffed.start + 40; // behind "riff", its size and "wave"
    for (int i = 0; i < kMostChunks && at + kHead <= file.size() && !(format && data); ++i) {
        if (file.readAt(at, head) < head.size())
            break;
        const auto size = littleEndian<std::uint64_t>(&head[16]);
        const bool isStandard = reads(&head[4], kIdTail);
        const FileRange chunk{at + kHead, size >= kHead ? size - kHead : 0};
        if (isStandard && reads(head.data(), "fmt "))
            format = chunk;
        else if (isStandard && reads(head.data(), "data"))
            data = chunk;
        if (size < kHead || size > file.size() - at)
            break;
        at += (size + 7) / 8 * 8;
    }
    if (!format)
        return file.error(ErrorCode::Corrupt, "no format chunk");
    if (auto error = readFormat(file, *format, layout))
        return *error;
    if (!data)
        return file.error(ErrorCode::NoAudio, "no data chunk");
    const std::uint64_t rest = file.size() - data->offset;
    if (isUnsetSize(data->size) && (data->size > rest || (data->size == 0 && rest > 0))) {
        const auto sizeOf = [&](const std::byte* chunk) -> std::optional<std::uint64_t> {
            const auto size = littleEndian<std::uint64_t>(chunk + 16);
            if (!reads(chunk + 4, kIdTail) || size < kHead || size > rest)
                return std::nullopt;
            return (size + 7) / 8 * 8;
        };
        layout.repaired = true;
        data->size = trailingChunks(file, data->offset, kHead, sizeOf) - data->offset;
    }
    placeData(layout, file, data->offset, data->size);
    return layout;
}

} // namespace kilter
