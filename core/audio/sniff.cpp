// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/sniff.h"

#include "core/audio/byte_order.h"
#include "core/audio/byte_window.h"
#include "core/audio/id3_header.h"
#include "core/audio/mpeg_frame.h"

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
constexpr std::size_t kSyncSearch = std::size_t{1}
                                    << 20; ///< how far junk may reach before the first MPEG frame
constexpr int kFramesInARow = 3;

// Passes over ID3v2 tags, several if there are, and over the zeros that some programs leave behind
// them without counting them in. The last tag with anything in it is the one that was written last.
Sniffed behindTags(InputFile& file) {
    constexpr std::uint64_t kMostPadding = std::uint64_t{16} << 20;
    Sniffed found;
    ByteWindow window(file);
    for (;;) {
        const std::byte* head = window.at(found.start, kId3HeaderBytes);
        const std::uint64_t tag = head ? id3TagBytes(head) : 0;
        if (tag == 0)
            break;
        const FileRange range{found.start, std::min(tag, file.size() - found.start)};
        if (found.id3.size == 0 || tag > kId3HeaderBytes)
            found.id3 = range;
        found.start += range.size;
        const std::uint64_t end = found.start + kMostPadding;
        for (auto known = window.from(found.start); !known.empty() && found.start < end;
             known = window.from(found.start)) {
            const auto first =
                std::ranges::find_if(known, [](std::byte b) { return b != std::byte{}; });
            found.start += static_cast<std::uint64_t>(first - known.begin());
            if (first != known.end())
                break;
        }
    }
    return found;
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

Result<Sniffed> sniff(InputFile& file) {
    if (file.size() == 0)
        return file.error(ErrorCode::UnknownFormat, "the file is empty");

    Sniffed found = behindTags(file);
    std::array<std::byte, kHead> head{};
    const std::size_t known = file.readAt(found.start, head);
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
