// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/byte_order.h"
#include "core/audio/decoded.h"
#include "core/audio/limits.h"
#include "core/audio/tag_reader.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <sndfile.h>

namespace kilter {

namespace {

using namespace std::string_view_literals;

// What is known before libsndfile sees the data.
struct Expected {
    int majorFormat = 0;   ///< SF_FORMAT_FLAC, _OGG, _MPEG
    SourceFormat format{}; ///< without channels
    std::optional<CommentHost> host{};
    std::optional<std::uint64_t> frames{}; ///< that the stream declares
    std::uint64_t tolerance = 0;           ///< so many missing ones are not worth a word
};

Result<Expected> expectFlac(InputFile& file, std::uint64_t start) {
    // "fLaC", a block header, and STREAMINFO's 34 bytes (RFC 9639, section 8.2).
    std::array<std::byte, 42> head{};
    if (file.readAt(start, head) < head.size() || (std::to_integer<int>(head[4]) & 0x7F) != 0)
        return file.error(ErrorCode::Corrupt, "no stream info");
    const auto packed = bigEndian<std::uint64_t>(&head[18]);
    const auto rate = static_cast<std::int64_t>(packed >> 44);
    const std::uint64_t channels = (packed >> 41 & 7) + 1;
    if (auto error = refusal(file, channels, rate))
        return *error;
    Expected expected{.majorFormat = SF_FORMAT_FLAC, .host = CommentHost::Flac};
    expected.format.container = "FLAC";
    expected.format.bits = static_cast<int>(packed >> 36 & 31) + 1;
    expected.format.codec = "FLAC " + std::to_string(expected.format.bits) + " bit";
    if (const std::uint64_t frames = packed & 0xFFFFFFFFFu; frames > 0)
        expected.frames = frames;
    return expected;
}

Result<Expected> expectOgg(InputFile& file, std::uint64_t start) {
    // The first page holds the first packet, alone (RFC 3533, section 6).
    std::array<std::byte, 27 + 255 + 64> head{};
    const std::size_t known = file.readAt(start, head);
    const std::size_t at = 27 + std::to_integer<std::size_t>(head[26]);
    if (known < at + 40)
        return file.error(ErrorCode::Corrupt, "the first Ogg page is too short");
    const std::byte* packet = &head[at];
    Expected expected{.majorFormat = SF_FORMAT_OGG};
    expected.format.container = "Ogg";
    std::uint64_t channels = 0;
    std::int64_t rate = 48000; // what Opus always decodes to
    if (reads(packet, "\x01vorbis"sv)) {
        expected.host = CommentHost::OggVorbis;
        expected.format.codec = "Vorbis";
        expected.format.lossy = true;
        channels = std::to_integer<unsigned>(packet[11]);
        rate = littleEndian<std::uint32_t>(packet + 12);
    } else if (reads(packet, "OpusHead"sv)) {
        expected.host = CommentHost::OggOpus;
        expected.format.codec = "Opus";
        expected.format.lossy = true;
        channels = std::to_integer<unsigned>(packet[9]);
    } else {
        return file.error(ErrorCode::UnsupportedCodec, "rare codec in Ogg");
    }
    if (auto error = refusal(file, channels, rate))
        return *error;
    return expected;
}

// The frames that a Xing or Info tag declares, without the encoder's delay and padding if the LAME
// extension tells them (G. Bouvigne, "MP3 Info Tag", revision 1).
std::optional<std::uint64_t> declaredByXing(InputFile& file, std::uint64_t start,
                                            const MpegFrame& frame) {
    std::array<std::byte, 156> tag{};
    if (file.readAt(start + 4 + frame.sideInfo, tag) < tag.size() ||
        !(reads(tag.data(), "Xing"sv) || reads(tag.data(), "Info"sv)))
        return std::nullopt;
    constexpr std::uint32_t kHasFrames = 1;
    constexpr std::uint32_t kAllFields = 15;
    const auto flags = bigEndian<std::uint32_t>(&tag[4]);
    if ((flags & kHasFrames) == 0)
        return std::nullopt;
    std::uint64_t frames =
        std::uint64_t{bigEndian<std::uint32_t>(&tag[8])} * static_cast<unsigned>(frame.samples);
    if ((flags & kAllFields) == kAllFields &&
        (reads(&tag[120], "LAME"sv) || reads(&tag[120], "Lavc"sv) || reads(&tag[120], "Lavf"sv))) {
        const auto at = [&](std::size_t i) { return std::to_integer<std::uint64_t>(tag[141 + i]); };
        const std::uint64_t delay = at(0) << 4 | at(1) >> 4;
        const std::uint64_t padding = (at(1) & 15) << 8 | at(2);
        frames -= std::min(frames, delay + padding);
    }
    return frames;
}

Result<Expected> expectMp3(InputFile& file, const Sniffed& sniffed) {
    std::array<std::byte, 4> head{};
    (void)file.readAt(sniffed.start, head);
    const auto frame = mpegFrameAt(head.data());
    if (!frame)
        return file.error(ErrorCode::Corrupt);
    Expected expected{.majorFormat = SF_FORMAT_MPEG};
    expected.format.container = "MP3";
    expected.format.codec = "MP3";
    expected.format.lossy = true;
    expected.frames = declaredByXing(file, sniffed.start, *frame);
    // Some encoders count the tag's own frame, and some don't.
    expected.tolerance = static_cast<std::uint64_t>(frame->samples);
    if (auto error = refusal(file, static_cast<std::uint64_t>(frame->channels), frame->sampleRate))
        return *error;
    return expected;
}

Result<Expected> expect(InputFile& file, const Sniffed& sniffed) {
    switch (sniffed.container) {
    case Container::Flac:
        return expectFlac(file, sniffed.start);
    case Container::Ogg:
        return expectOgg(file, sniffed.start);
    default:
        return expectMp3(file, sniffed);
    }
}

// Whether the last page of an Ogg file bears the end-of-stream flag.
bool endsWithLastPage(InputFile& file) {
    constexpr std::uint64_t kLargestPage = 27 + 255 + 255 * 255;
    std::vector<std::byte> tail(std::min(file.size(), kLargestPage + 4));
    tail.resize(file.readAt(file.size() - tail.size(), tail));
    const std::string_view text(reinterpret_cast<const char*>(tail.data()), tail.size());
    const std::size_t page = text.rfind("OggS");
    constexpr unsigned kEndOfStream = 4;
    return page != std::string_view::npos && page + 5 < text.size() &&
           (static_cast<unsigned char>(text[page + 5]) & kEndOfStream) != 0;
}

// The file from `start` on, as libsndfile likes to see files.
struct Window {
    InputFile& file;
    std::uint64_t start;
    std::uint64_t position = 0;

    [[nodiscard]] std::uint64_t size() const { return file.size() - start; }
};

SF_VIRTUAL_IO windowIo() {
    SF_VIRTUAL_IO io{};
    io.get_filelen = [](void* user) {
        return static_cast<sf_count_t>(static_cast<Window*>(user)->size());
    };
    io.seek = [](sf_count_t offset, int whence, void* user) {
        auto& window = *static_cast<Window*>(user);
        const auto size = static_cast<sf_count_t>(window.size());
        const sf_count_t base = whence == SEEK_SET   ? 0
                                : whence == SEEK_CUR ? static_cast<sf_count_t>(window.position)
                                                     : size;
        window.position =
            static_cast<std::uint64_t>(std::clamp<sf_count_t>(base + offset, 0, size));
        return static_cast<sf_count_t>(window.position);
    };
    io.read = [](void* bytes, sf_count_t count, void* user) {
        auto& window = *static_cast<Window*>(user);
        const std::size_t n =
            window.file.readAt(window.start + window.position,
                               {static_cast<std::byte*>(bytes), static_cast<std::size_t>(count)});
        window.position += n;
        return static_cast<sf_count_t>(n);
    };
    io.write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; };
    io.tell = [](void* user) {
        return static_cast<sf_count_t>(static_cast<Window*>(user)->position);
    };
    return io;
}

struct CloseSndfile {
    void operator()(SNDFILE* file) const { sf_close(file); }
};

void readTags(InputFile& file, const Sniffed& sniffed, const Expected& expected, SNDFILE* source,
              Decoded& decoded) {
    const auto text = [&](int field) {
        const char* value = sf_get_string(source, field);
        return std::string(value ? value : "");
    };
    decoded.tags.title = text(SF_STR_TITLE);
    decoded.tags.artist = text(SF_STR_ARTIST);
    if (sniffed.id3.size > 0)
        decoded.tagsUnreadable |= !readId3(file, sniffed.id3, decoded.tags);
    if (expected.host)
        decoded.tagsUnreadable |= !readComments(file, sniffed.start, *expected.host, decoded.tags);
}

void deinterleave(const float* in, std::size_t frames, int channels, float* left, float* right) {
    if (channels == 1) {
        std::copy_n(in, frames, left);
        return;
    }
    for (std::size_t i = 0; i < frames; ++i) {
        left[i] = in[2 * i];
        right[i] = in[2 * i + 1];
    }
}

} // namespace

Result<Decoded> readWithSndfile(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    const auto expected = expect(file, sniffed);
    if (!expected)
        return expected.error();

    SF_VIRTUAL_IO io = windowIo();
    Window window{file, sniffed.start};
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, CloseSndfile> source(
        sf_open_virtual(&io, SFM_READ, &info, &window));
    if (file.readError() != 0)
        return file.error(ErrorCode::ReadFailed);
    if (!source)
        return file.error(ErrorCode::Corrupt, sf_strerror(nullptr));
    if ((info.format & SF_FORMAT_TYPEMASK) != expected->majorFormat)
        return file.error(ErrorCode::UnsupportedCodec);
    if (auto error =
            refusal(file, static_cast<std::uint64_t>(std::max(info.channels, 0)), info.samplerate))
        return *error;

    Decoded decoded{.format = expected->format,
                    .rate = {info.samplerate},
                    .samples = {info.channels, {info.frames}}};
    decoded.format.channels = info.channels;
    readTags(file, sniffed, *expected, source.get(), decoded);

    std::vector<float> block(kFramesPerBlock * static_cast<std::size_t>(info.channels));
    for (;;) {
        if (progress.cancelled())
            return file.error(ErrorCode::Cancelled);
        const sf_count_t n = sf_readf_float(source.get(), block.data(), kFramesPerBlock);
        if (n <= 0)
            break;
        const auto frames = static_cast<std::size_t>(n);
        decoded.samples.makeRoom(frames);
        deinterleave(block.data(), frames, info.channels, decoded.samples.left(),
                     info.channels == 2 ? decoded.samples.right() : nullptr);
        decoded.samples.add(frames);
        progress.at(static_cast<double>(window.position) / static_cast<double>(window.size()));
    }
    const auto got = static_cast<std::uint64_t>(decoded.samples.frames().count);
    if (got == 0 && sf_error(source.get()) != SF_ERR_NO_ERROR)
        return file.error(ErrorCode::Corrupt, sf_strerror(source.get()));
    if (expected->frames && *expected->frames > got + expected->tolerance)
        decoded.missingFrames = *expected->frames - got;
    decoded.endsEarly = sf_error(source.get()) != SF_ERR_NO_ERROR ||
                        (sniffed.container == Container::Ogg && !endsWithLastPage(file));
    return decoded;
}

} // namespace kilter
