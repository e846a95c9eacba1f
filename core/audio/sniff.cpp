// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/sniff.h"

#include "core/audio/byte_order.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace kilter {

namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    Container container;
};

constexpr std::array kAllowed{
    Magic{0, "RF64"sv, Container::Riff},
    Magic{0, "BW64"sv, Container::Riff},
    Magic{0, "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"sv, Container::Wave64},
    Magic{8, "AIFF"sv, Container::Aiff}, // after "FORM" and a size
    Magic{8, "AIFC"sv, Container::Aiff},
    Magic{0, "fLaC"sv, Container::Flac},
    Magic{0, "OggS"sv, Container::Ogg},
    Magic{4, "ftyp"sv, Container::Mp4},
    Magic{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\0\xAA\0\x62\xCE\x6C"sv, Container::Asf},
    Magic{0, "wvpk"sv, Container::WavPack},
    Magic{0, "caff\0\1"sv, Container::Caf},
};

struct Refused {
    std::string_view bytes;
    const char* name;
};

// Known by name only, so that the refusal can say what the file is.
constexpr std::array kRefused{
    Refused{".snd"sv, "Sun/NeXT audio"},
    Refused{"RIFX"sv, "big-endian RIFF"},
    Refused{"\x1A\x45\xDF\xA3"sv, "Matroska/WebM"},
    Refused{"MAC "sv, "Monkey's Audio"},
    Refused{"TTA1"sv, "True Audio"},
    Refused{"MPCK"sv, "Musepack"},
    Refused{"MP+"sv, "Musepack"},
    Refused{"DSD "sv, "DSD"},
    Refused{"FRM8"sv, "DSDIFF"},
    Refused{"Creative Voice File"sv, "Creative Voice"},
    Refused{"\xF0\x7E"sv, "MIDI sample dump"},
    Refused{"MThd"sv, "MIDI"},
    Refused{"#!AMR"sv, "AMR"},
    Refused{"FORM"sv, "IFF"}, // other than AIFF, which is asked first
    Refused{"RIFF"sv, "RIFF without WAVE"},
};

constexpr std::size_t kHead = 64;
constexpr std::size_t kSyncSearch = 65536; ///< how far junk may reach before the first MPEG frame
constexpr int kFramesInARow = 3;

// An ID3v2 tag's whole size, or 0 (id3v2.4.0-structure, section 3.1).
std::uint64_t id3Size(std::span<const std::byte> head) {
    if (head.size() < 10 || !reads(head.data(), "ID3"))
        return 0;
    std::uint64_t size = 0;
    for (std::size_t i = 6; i < 10; ++i) {
        const auto seven = std::to_integer<std::uint64_t>(head[i]);
        if (seven > 127)
            return 0;
        size = size << 7 | seven;
    }
    const bool hasFooter = (std::to_integer<int>(head[5]) & 0x10) != 0;
    return size + (hasFooter ? 20 : 10);
}

// ADTS: 12 sync bits, layer 0; frame length in 13 bits (ISO 13818-7, section 6.2).
std::size_t adtsFrameBytes(const std::byte* p) {
    const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(p[i]); };
    if (at(0) != 0xFF || (at(1) & 0xF6) != 0xF0)
        return 0;
    const std::size_t bytes = (at(3) & 3) << 11 | at(4) << 3 | at(5) >> 5;
    return bytes > 7 ? bytes : 0;
}

struct FrameStream {
    Container container;
    std::size_t start;
    int layer;
};

// The first place where kFramesInARow frames of one kind follow each other.
std::optional<FrameStream> frameStream(std::span<const std::byte> bytes) {
    const auto mpegRun = [&](std::size_t from) -> std::optional<MpegFrame> {
        const auto first = mpegFrameAt(bytes.data() + from);
        if (!first)
            return std::nullopt;
        std::size_t at = from;
        for (int i = 0; i < kFramesInARow; ++i) {
            if (i > 0 && at == bytes.size()) // a file of one or two frames
                return first;
            if (at + 4 > bytes.size())
                return std::nullopt;
            const auto frame = mpegFrameAt(bytes.data() + at);
            if (!frame || !frame->continues(*first))
                return std::nullopt;
            at += frame->bytes;
        }
        return first;
    };
    const auto isAdtsRun = [&](std::size_t from) {
        std::size_t at = from;
        for (int i = 0; i < kFramesInARow; ++i) {
            if (at + 7 > bytes.size())
                return false;
            const std::size_t length = adtsFrameBytes(bytes.data() + at);
            if (length == 0)
                return false;
            at += length;
        }
        return true;
    };
    const std::size_t end = std::min(bytes.size(), kSyncSearch);
    for (std::size_t i = 0; i + 7 <= end; ++i) {
        if (bytes[i] != std::byte{0xFF})
            continue;
        if (const auto frame = mpegRun(i))
            return FrameStream{Container::Mpeg, i, frame->layer};
        if (isAdtsRun(i))
            return FrameStream{Container::Adts, i, 0};
    }
    return std::nullopt;
}

} // namespace

std::optional<MpegFrame> mpegFrameAt(const std::byte* bytes) {
    // kbit/s by index 1..14: version 1 layers I, II, III; versions 2 and 2.5 layer I; II and III.
    static constexpr int kBitRates[5][15] = {
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
    static constexpr int kRates[3] = {44100, 48000, 32000};

    const std::uint32_t h = bigEndian<std::uint32_t>(bytes);
    const std::uint32_t version = h >> 19 & 3; // 3: 1, 2: 2, 0: 2.5
    const std::uint32_t layerBits = h >> 17 & 3;
    const std::uint32_t rateIndex = h >> 12 & 15;
    const std::uint32_t frequency = h >> 10 & 3;
    if (h >> 21 != 0x7FF || version == 1 || layerBits == 0 || rateIndex == 0 || rateIndex == 15 ||
        frequency == 3)
        return std::nullopt;

    MpegFrame frame;
    frame.layer = 4 - static_cast<int>(layerBits);
    const bool lowRates = version != 3;
    frame.sampleRate = kRates[frequency] / (version == 3 ? 1 : version == 2 ? 2 : 4);
    frame.channels = (h >> 6 & 3) == 3 ? 1 : 2;
    const int row = lowRates ? (frame.layer == 1 ? 3 : 4) : frame.layer - 1;
    const int bitRate = kBitRates[row][rateIndex] * 1000;
    const int padding = static_cast<int>(h >> 9 & 1);
    int length = 0;
    if (frame.layer == 1) {
        frame.samples = 384;
        length = (12 * bitRate / frame.sampleRate + padding) * 4;
    } else {
        frame.samples = frame.layer == 3 && lowRates ? 576 : 1152;
        length = frame.samples / 8 * bitRate / frame.sampleRate + padding;
    }
    frame.bytes = static_cast<std::size_t>(length);
    const bool mono = frame.channels == 1;
    frame.sideInfo = lowRates ? (mono ? 9 : 17) : (mono ? 17 : 32);
    return frame;
}

Result<Sniffed> sniff(InputFile& file) {
    if (file.size() == 0)
        return file.error(ErrorCode::UnknownFormat, "the file is empty");

    Sniffed found;
    std::array<std::byte, kHead> head{};
    std::size_t known = file.readAt(0, head);
    if (const std::uint64_t tag = id3Size({head.data(), known}); tag > 0) {
        found.id3 = {0, std::min(tag, file.size())};
        found.start = found.id3.size;
        head = {};
        known = file.readAt(found.start, head);
    }
    if (file.readError() != 0)
        return file.error(ErrorCode::ReadFailed);
    const auto isAt = [&](std::size_t offset, std::string_view magic) {
        return offset + magic.size() <= known && reads(head.data() + offset, magic);
    };

    if (isAt(0, "RIFF") && isAt(8, "WAVE")) {
        found.container = Container::Riff;
        return found;
    }
    for (const Magic& magic : kAllowed) {
        const bool needsForm = magic.container == Container::Aiff;
        if (isAt(magic.offset, magic.bytes) && (!needsForm || isAt(0, "FORM"))) {
            found.container = magic.container;
            return found;
        }
    }
    for (const Refused& refused : kRefused) {
        if (isAt(0, refused.bytes))
            return file.error(ErrorCode::UnsupportedCodec, refused.name);
    }

    std::vector<std::byte> bytes(2 * kSyncSearch);
    bytes.resize(file.readAt(found.start, bytes));
    if (file.readError() != 0)
        return file.error(ErrorCode::ReadFailed);
    const auto stream = frameStream(bytes);
    if (!stream)
        return file.error(ErrorCode::UnknownFormat);
    if (stream->container == Container::Mpeg && stream->layer != 3)
        return file.error(ErrorCode::UnsupportedCodec,
                          stream->layer == 1 ? "MPEG layer I" : "MPEG layer II");
    found.container = stream->container;
    found.start += stream->start;
    return found;
}

} // namespace kilter
