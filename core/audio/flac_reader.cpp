// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/byte_order.h"
#include "core/audio/decoded.h"
#include "core/audio/limits.h"
#include "core/audio/tag_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <FLAC/stream_decoder.h>

namespace kilter {

namespace {

// "fLaC", a block header, and STREAMINFO's 34 bytes (RFC 9639, section 8.2).
constexpr std::size_t kHeadBytes = 42;
using Head = std::array<std::byte, kHeadBytes>;

struct StreamInfo {
    std::int64_t rate = 0;
    std::uint64_t channels = 0;
    int bits = 0;
    std::uint64_t frames = 0; ///< 0: not told
};

StreamInfo streamInfo(const Head& head) {
    const auto packed = bigEndian<std::uint64_t>(&head[18]);
    return {.rate = static_cast<std::int64_t>(packed >> 44),
            .channels = (packed >> 41 & 7) + 1,
            .bits = static_cast<int>(packed >> 36 & 31) + 1,
            .frames = packed & 0xFFFFFFFFFu};
}

// The content of the first Vorbis comment among the metadata blocks (RFC 9639, section 8).
std::optional<std::vector<std::byte>> commentOf(InputFile& file, std::uint64_t start) {
    constexpr int kMostBlocks = 1000;
    constexpr int kVorbisComment = 4;
    std::uint64_t at = start + 4;
    std::array<std::byte, 4> head{};
    for (int i = 0; i < kMostBlocks && file.readAt(at, head) == head.size(); ++i) {
        const int type = std::to_integer<int>(head[0]);
        const std::uint32_t length = bigEndian<std::uint32_t>(head.data()) & 0xFFFFFF;
        at += head.size();
        if ((type & 127) == kVorbisComment) {
            std::vector<std::byte> comment(
                std::min<std::uint64_t>(length, file.size() - std::min(at, file.size())));
            comment.resize(file.readAt(at, comment));
            return comment;
        }
        if ((type & 128) != 0)
            break; // the last one
        at += length;
    }
    return std::nullopt;
}

// What the decoder's callbacks and the reader share. The callbacks run in C and must not throw.
struct Stream {
    InputFile& file;
    const Progress& progress;
    std::uint64_t start;
    StreamInfo info;
    std::uint64_t position = 0; ///< from `start` on
    std::uint64_t nextHead = 4; ///< likewise, of a metadata block; 0 behind the last one
    std::vector<float> left = std::vector<float>(FLAC__MAX_BLOCK_SIZE);
    std::vector<float> right = std::vector<float>(FLAC__MAX_BLOCK_SIZE);
    std::size_t decoded = 0;  ///< frames in them, not yet taken
    std::uint64_t number = 0; ///< of the first of these, as the stream counts
    bool lostSync = false;    ///< since the last whole block
    bool isBroken = false;    ///< the block that comes next
    bool changes = false;     ///< another rate, width or number of channels
};

// The decoder makes room for as many seek points as a table's header says, whatever is in the file,
// and nobody seeks: it is to take seek tables for padding. `bytes` are those from `at` on.
void hideSeekTables(Stream& stream, std::uint64_t at, std::span<FLAC__byte> bytes) {
    constexpr int kPadding = 1, kSeekTable = 3;
    while (stream.nextHead > 0 && stream.nextHead < at + bytes.size()) {
        std::array<std::byte, 4> head{};
        if (stream.file.readAt(stream.start + stream.nextHead, head) < head.size())
            return;
        const int type = std::to_integer<int>(head[0]);
        if ((type & 127) == kSeekTable)
            bytes[stream.nextHead - at] = static_cast<FLAC__byte>((type & 128) | kPadding);
        const std::uint32_t length = bigEndian<std::uint32_t>(head.data()) & 0xFFFFFF;
        stream.nextHead = (type & 128) != 0 ? 0 : stream.nextHead + head.size() + length;
    }
}

FLAC__StreamDecoderReadStatus readBytes(const FLAC__StreamDecoder*, FLAC__byte* bytes,
                                        std::size_t* count, void* user) {
    auto& stream = *static_cast<Stream*>(user);
    if (stream.progress.cancelled())
        return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
    const std::uint64_t at = stream.position;
    *count = stream.file.readAt(stream.start + at, {reinterpret_cast<std::byte*>(bytes), *count});
    stream.position += *count;
    // The decoder would stop where the header's length is reached: it is not to know of it.
    constexpr std::uint64_t kTotalAt = 21; // four bits and four bytes
    for (std::uint64_t i = kTotalAt; i < kTotalAt + 5; ++i) {
        if (i >= at && i < at + *count)
            bytes[i - at] &= i == kTotalAt ? 0xF0 : 0;
    }
    hideSeekTables(stream, at, {bytes, *count});
    return *count > 0 ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
                      : FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
}

FLAC__StreamDecoderWriteStatus takeBlock(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                         const FLAC__int32* const planes[], void* user) {
    auto& stream = *static_cast<Stream*>(user);
    if (stream.isBroken) { // its bytes, perhaps even its header: what is lost, the next will tell
        stream.isBroken = false;
        stream.lostSync = true;
        return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
    }
    const FLAC__FrameHeader& header = frame->header;
    stream.changes = header.sample_rate != stream.info.rate ||
                     header.channels != stream.info.channels ||
                     static_cast<int>(header.bits_per_sample) != stream.info.bits ||
                     header.blocksize > FLAC__MAX_BLOCK_SIZE;
    if (stream.changes)
        return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
    const float scale = std::ldexp(1.0f, 1 - stream.info.bits);
    const auto toFloat = [&](FLAC__int32 x) { return static_cast<float>(x) * scale; };
    std::transform(planes[0], planes[0] + header.blocksize, stream.left.begin(), toFloat);
    if (header.channels == 2)
        std::transform(planes[1], planes[1] + header.blocksize, stream.right.begin(), toFloat);
    stream.decoded = header.blocksize;
    stream.number = header.number.sample_number;
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

void noteError(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus status, void* user) {
    auto& stream = *static_cast<Stream*>(user);
    if (status == FLAC__STREAM_DECODER_ERROR_STATUS_FRAME_CRC_MISMATCH)
        stream.isBroken = true;
    else
        stream.lostSync = true;
}

struct DeleteDecoder {
    void operator()(FLAC__StreamDecoder* decoder) const { FLAC__stream_decoder_delete(decoder); }
};

// Puts blocks where their numbers say.
class Assembly {
  public:
    explicit Assembly(Decoded& decoded)
        : decoded_(decoded) {}

    /// False: too long.
    [[nodiscard]] bool take(Stream& stream) {
        SampleCollector& samples = decoded_.samples;
        const bool isJoint = hasBegun_ && stream.number == 0; // another file, behind the first one
        if (stream.lostSync && !isJoint) {
            decoded_.damaged = true;
            // Before the first block, a number may as well mean that the stream was cut out.
            const bool isPlausible =
                stream.info.frames > 0 ? stream.number < stream.info.frames : hasBegun_;
            if (isPlausible && stream.number > next_ && !fill(stream.number - next_))
                return false;
        }
        stream.lostSync = false;
        hasBegun_ = true;
        next_ = stream.number + stream.decoded;
        if (!samples.makeRoom(stream.decoded))
            return false;
        std::copy_n(stream.left.begin(), stream.decoded, samples.left());
        if (samples.channels() == 2)
            std::copy_n(stream.right.begin(), stream.decoded, samples.right());
        samples.add(stream.decoded);
        stream.decoded = 0;
        return true;
    }

  private:
    bool fill(std::uint64_t frames) {
        decoded_.lostFrames += frames;
        return decoded_.samples.insertSilence(decoded_.samples.frames(), frames);
    }

    Decoded& decoded_;
    std::uint64_t next_ = 0; ///< number of the frame that should follow
    bool hasBegun_ = false;
};

} // namespace

Result<Decoded> readFlac(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    Head head{};
    if (file.readAt(sniffed.start, head) < head.size() ||
        (std::to_integer<int>(head[4]) & 127) != 0)
        return file.error(ErrorCode::Corrupt, "no stream info");
    Stream stream{file, progress, sniffed.start, streamInfo(head)};
    const StreamInfo& info = stream.info;
    if (auto error = refusal(file, info.channels, info.rate))
        return *error;

    Decoded decoded{.format = {.container = "FLAC",
                               .codec = "FLAC " + std::to_string(info.bits) + " bit",
                               .channels = static_cast<int>(info.channels),
                               .bits = info.bits},
                    .rate = {static_cast<int>(info.rate)},
                    .samples = {static_cast<int>(info.channels),
                                {static_cast<std::int64_t>(info.frames)},
                                mostFrames(file.size(), false)}};
    if (sniffed.id3.size > 0)
        decoded.tagsUnreadable |= !readId3(file, sniffed.id3, decoded.tags);
    if (const auto comment = commentOf(file, sniffed.start))
        decoded.tagsUnreadable |= !readComments(*comment, decoded.tags);

    const std::unique_ptr<FLAC__StreamDecoder, DeleteDecoder> decoder(FLAC__stream_decoder_new());
    if (!decoder || FLAC__stream_decoder_init_stream(
                        decoder.get(), readBytes, nullptr, nullptr, nullptr, nullptr, takeBlock,
                        nullptr, noteError, &stream) != FLAC__STREAM_DECODER_INIT_STATUS_OK)
        throw std::bad_alloc{};
    Assembly assembly(decoded);
    PlaceReport report(progress, file.size());
    for (;;) {
        const bool goesOn = FLAC__stream_decoder_process_single(decoder.get()) != 0;
        if (progress.cancelled())
            return file.error(ErrorCode::Cancelled);
        if (stream.decoded > 0 && !assembly.take(stream))
            return tooManyFrames(file);
        if (!goesOn ||
            FLAC__stream_decoder_get_state(decoder.get()) == FLAC__STREAM_DECODER_END_OF_STREAM)
            break;
        report.at(stream.start + stream.position);
    }
    const auto got = static_cast<std::uint64_t>(decoded.samples.frames().count);
    if (got == 0 && (stream.lostSync || info.frames > 0))
        return file.error(ErrorCode::Corrupt);
    decoded.endsEarly = stream.changes;
    decoded.repaired = info.frames > 0 && got > info.frames;
    if (info.frames > got)
        decoded.missingFrames = info.frames - got;
    return decoded;
}

} // namespace kilter
