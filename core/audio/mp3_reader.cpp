// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/av_support.h"
#include "core/audio/byte_window.h"
#include "core/audio/decoded.h"
#include "core/audio/limits.h"
#include "core/audio/mpeg_stream.h"
#include "core/audio/tag_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <utility>
#include <vector>

namespace kilter {

namespace {

/// What an MP3 decoder's own filters delay the sound by.
constexpr std::int64_t kDecoderDelay = 529;

// One encoder's work: a file may hold several, joined.
struct Segment {
    std::optional<MpegInfo> info;
    std::uint64_t frames = 0; ///< that hold sound and are there
    std::uint64_t bytes = 0;  ///< of these
    std::uint64_t skipped = 0;
    std::size_t smallest = SIZE_MAX, largest = 0;

    // How many frames lay in `skipped` bytes that are none now, where that can be known: the
    // encoder said how many there should be, or they are all of one size (but for a byte of
    // padding).
    [[nodiscard]] std::uint64_t framesIn(std::uint64_t gap) const {
        if (frames == 0)
            return 0;
        const double mean = static_cast<double>(bytes) / static_cast<double>(frames);
        const auto fitting =
            static_cast<std::uint64_t>(std::llround(static_cast<double>(gap) / mean));
        if (info && info->frames) {
            const std::uint64_t missing = *info->frames - std::min(frames, *info->frames);
            const double share = static_cast<double>(gap) / static_cast<double>(skipped);
            return std::min(fitting, static_cast<std::uint64_t>(
                                         std::llround(share * static_cast<double>(missing))));
        }
        return largest <= smallest + 1 ? fitting : 0;
    }
};

struct Plan {
    std::vector<Segment> segments;
    std::uint64_t frames = 0, bytes = 0; ///< that hold sound, in all segments
    bool endsEarly = false;
};

// A first walk over the headers alone.
Plan planOf(InputFile& file, std::uint64_t start, const Progress& progress) {
    Plan plan{.segments = std::vector<Segment>(1)};
    MpegStream stream(file, start, progress);
    PlaceReport report(progress, file.size());
    while (const auto item = stream.next()) {
        if (item->info) {
            plan.segments.push_back({.info = item->info});
            continue;
        }
        Segment& segment = plan.segments.back();
        ++segment.frames;
        segment.bytes += item->header.bytes;
        segment.skipped += item->skipped;
        segment.smallest = std::min(segment.smallest, item->header.bytes);
        segment.largest = std::max(segment.largest, item->header.bytes);
        plan.bytes += item->header.bytes;
        ++plan.frames;
        report.at(item->offset);
    }
    plan.endsEarly = stream.endsEarly();
    return plan;
}

class FrameDecoder {
  public:
    FrameDecoder() {
        const AVCodec* codec = avcodec_find_decoder_by_name("mp3float");
        decoder_.reset(avcodec_alloc_context3(codec));
        if (!codec || !decoder_ || !packet_ || !frame_ ||
            avcodec_open2(decoder_.get(), codec, nullptr) < 0)
            throw std::bad_alloc{};
    }

    void forget() { avcodec_flush_buffers(decoder_.get()); }

    /// The frame at `bytes` decoded; nullptr if it can't be.
    const AVFrame* decode(const std::byte* bytes, std::size_t count) {
        std::memcpy(coded_.data(), bytes, count);
        std::memset(coded_.data() + count, 0, AV_INPUT_BUFFER_PADDING_SIZE);
        packet_->data = coded_.data();
        packet_->size = static_cast<int>(count);
        if (avcodec_send_packet(decoder_.get(), packet_.get()) < 0 ||
            avcodec_receive_frame(decoder_.get(), frame_.get()) < 0)
            return nullptr;
        return frame_.get();
    }

  private:
    av::Decoder decoder_;
    av::Packet packet_{av_packet_alloc()};
    av::Frame frame_{av_frame_alloc()};
    std::array<std::uint8_t, ByteWindow::kLookBack + AV_INPUT_BUFFER_PADDING_SIZE> coded_{};
};

// A second walk, which decodes.
class Reader {
  public:
    Reader(InputFile& file, const Plan& plan, int samplesPerFrame, Decoded& decoded)
        : window_(file)
        , plan_(plan)
        , perFrame_(samplesPerFrame)
        , decoded_(decoded) {}

    /// False: too long.
    [[nodiscard]] bool read(const MpegItem& item, const MpegItem* next) {
        if (item.info) {
            finishSegment();
            ++segment_;
            begin_ = decoded_.samples.frames();
            if (const auto& padding = item.info->padding)
                skip_ = padding->before + kDecoderDelay;
            decoder_.forget();
            return true;
        }
        if (item.skipped > 0) {
            decoder_.forget();
            decoded_.damaged = true;
            if (!silence(plan_.segments[segment_].framesIn(item.skipped)))
                return false;
        }
        // Where the next header is not in its place, this frame's bytes are not either, and would
        // be decoded to noise.
        const bool isBroken = !item.followed && next && next->skipped > 0 && !next->info;
        const std::byte* bytes = isBroken ? nullptr : window_.at(item.offset, item.header.bytes);
        const AVFrame* frame = bytes ? decoder_.decode(bytes, item.header.bytes) : nullptr;
        if (!frame || frame->nb_samples != perFrame_)
            return silence(1);
        const auto skipped = static_cast<int>(std::min<std::int64_t>(skip_, perFrame_));
        skip_ -= skipped;
        ++framesOut_;
        return av::append(*frame, decoded_.samples, skipped) == av::Appended::Yes;
    }

    // Takes the encoder's padding out, and sees whether all is there that was promised.
    void finishSegment() {
        const Segment& segment = plan_.segments[segment_];
        const auto framesOut = std::exchange(framesOut_, 0);
        skip_ = 0;
        if (!segment.info || !segment.info->frames)
            return;
        const auto declared = static_cast<std::int64_t>(*segment.info->frames);
        const auto padding = segment.info->padding.value_or(MpegInfo::Padding{});
        const auto soundOf = [&](std::int64_t frames) {
            return std::max<std::int64_t>(frames * perFrame_ - padding.before - padding.behind, 0);
        };
        const std::int64_t have = (decoded_.samples.frames() - begin_).count;
        // Some encoders count the frame that says so, and some don't.
        if (framesOut + 1 < declared)
            decoded_.missingFrames +=
                static_cast<std::uint64_t>(std::max<std::int64_t>(soundOf(declared) - have, 0));
        else if (segment.info->padding && soundOf(framesOut) < have)
            decoded_.samples.truncate(begin_ + Frames{soundOf(framesOut)});
        decoded_.repaired |= framesOut > declared + 1;
    }

  private:
    [[nodiscard]] bool silence(std::uint64_t frames) {
        framesOut_ += static_cast<std::int64_t>(frames);
        std::uint64_t samples = frames * static_cast<std::uint64_t>(perFrame_);
        decoded_.lostFrames += samples;
        const std::uint64_t skipped = std::min(samples, static_cast<std::uint64_t>(skip_));
        skip_ -= static_cast<std::int64_t>(skipped);
        samples -= skipped;
        return decoded_.samples.insertSilence(decoded_.samples.frames(), samples);
    }

    ByteWindow window_;
    const Plan& plan_;
    std::int64_t perFrame_;
    Decoded& decoded_;
    FrameDecoder decoder_;
    std::size_t segment_ = 0;
    Frames begin_;               ///< of the segment
    std::int64_t framesOut_ = 0; ///< of the segment, silent ones included
    std::int64_t skip_ = 0;      ///< samples still to be left out
};

} // namespace

Result<Decoded> readMp3(InputFile& file, const Sniffed& sniffed, const Progress& progress) {
    av::prepare();
    constexpr double kPlanShare = 0.1;
    const Plan plan = planOf(file, sniffed.start, progress.part(0.0, kPlanShare, "read"));
    const Progress decoding = progress.part(kPlanShare, 1.0, "read");
    MpegStream stream(file, sniffed.start, decoding);
    auto item = stream.next();
    if (progress.cancelled())
        return file.error(ErrorCode::Cancelled);
    if (!item)
        return file.error(ErrorCode::Corrupt);
    const MpegFrame first = item->header;
    if (auto error = refusal(file, static_cast<std::uint64_t>(first.channels), first.sampleRate))
        return *error;

    const auto expected = static_cast<std::int64_t>(plan.frames) * first.samples;
    Decoded decoded{.format = {.container = "MP3", .codec = "MP3", .lossy = true},
                    .rate = {first.sampleRate},
                    .samples = {first.channels, {expected}, mostFrames(file.size(), true)},
                    .endsEarly = plan.endsEarly,
                    .codedBytes = plan.bytes};
    if (sniffed.id3.size > 0)
        decoded.tagsUnreadable |= !readId3(file, sniffed.id3, decoded.tags);

    Reader reader(file, plan, first.samples, decoded);
    PlaceReport report(decoding, file.size());
    while (item) {
        if (progress.cancelled())
            return file.error(ErrorCode::Cancelled);
        const auto next = stream.next();
        if (!reader.read(*item, next ? &*next : nullptr))
            return tooManyFrames(file);
        report.at(item->offset);
        item = next;
    }
    if (progress.cancelled())
        return file.error(ErrorCode::Cancelled);
    reader.finishSegment();
    decoded.format.channels = decoded.samples.channels();
    return decoded;
}

} // namespace kilter
