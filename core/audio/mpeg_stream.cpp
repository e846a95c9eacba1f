// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/mpeg_stream.h"

#include "core/audio/byte_order.h"
#include "core/audio/id3_header.h"

#include <algorithm>
#include <string_view>

namespace kilter {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHeader = 4;

} // namespace

std::optional<MpegFrame> MpegStream::frameAt(std::uint64_t offset) {
    const std::byte* bytes = window_.at(offset, kHeader);
    return bytes ? mpegFrameAt(bytes) : std::nullopt;
}

// ID3v2, ID3v1 and APE tags, which may stand before, between and behind the frames.
std::uint64_t MpegStream::tagBytesAt(std::uint64_t offset) {
    constexpr std::uint64_t kId3v1 = 128;
    constexpr std::uint64_t kApeHeader = 32;
    if (const std::byte* p = window_.at(offset, kId3HeaderBytes)) {
        if (const std::uint64_t bytes = id3TagBytes(p); bytes > 0)
            return bytes;
    }
    if (const std::byte* p = window_.at(offset, kApeHeader); p && reads(p, "APETAGEX"sv))
        return kApeHeader + littleEndian<std::uint32_t>(p + 12);
    if (const std::byte* p = window_.at(offset, kId3v1); p && reads(p, "TAG"sv))
        return kId3v1;
    return 0;
}

bool MpegStream::isFollowed(std::uint64_t end, const MpegFrame& by) {
    if (end == window_.size() || tagBytesAt(end) > 0)
        return true;
    const auto next = frameAt(end);
    return next && next->continues(by);
}

// Whether frames of one kind stand in a row here: what three four-byte headers that lie apart by
// their own lengths say is no accident.
bool MpegStream::startsRun(std::uint64_t offset, const MpegFrame& frame) {
    const std::uint64_t second = offset + frame.bytes;
    if (second > window_.size() || !isFollowed(second, frame))
        return false;
    const auto next = frameAt(second);
    return !next || !next->continues(frame) || second + next->bytes > window_.size() ||
           isFollowed(second + next->bytes, frame);
}

// From position_ on, the first frame that goes on with the stream.
std::optional<std::uint64_t> MpegStream::search() {
    bool sawHeader = false;
    for (std::uint64_t at = position_; !progress_.cancelled();) {
        const auto known = window_.from(at);
        const auto sync = std::ranges::find(known, std::byte{0xFF});
        at += static_cast<std::uint64_t>(sync - known.begin());
        if (at + kHeader > window_.size())
            break;
        if (sync == known.end())
            continue;
        if (const auto frame = frameAt(at)) {
            const bool continues = !first_ || frame->continues(*first_);
            sawHeader |= continues;
            if (startsRun(at, *frame)) {
                if (continues)
                    return at;
                sawHeader = true; // another stream, of which we can't make one with this
                break;
            }
        }
        ++at;
    }
    endsEarly_ |= sawHeader;
    return std::nullopt;
}

std::optional<MpegInfo> MpegStream::infoAt(std::uint64_t offset, const MpegFrame& frame) {
    if (frame.layer != 3)
        return std::nullopt;
    constexpr std::size_t kVbriAt = 32; // whatever the side information's size
    constexpr std::size_t kVbriBytes = 18;
    if (const std::byte* vbri = window_.at(offset + kHeader + kVbriAt, kVbriBytes);
        vbri && reads(vbri, "VBRI"sv))
        return MpegInfo{.frames = bigEndian<std::uint32_t>(vbri + 14), .padding = {}};

    constexpr std::size_t kXingBytes = 156; // with all its fields, and LAME's up to the padding
    const std::byte* tag = window_.at(offset + kHeader + frame.sideInfo, kXingBytes);
    if (!tag || !(reads(tag, "Xing"sv) || reads(tag, "Info"sv)))
        return std::nullopt;
    constexpr std::uint32_t kHasFrames = 1;
    constexpr std::uint32_t kAllFields = 15;
    const auto flags = bigEndian<std::uint32_t>(tag + 4);
    MpegInfo info;
    if ((flags & kHasFrames) != 0)
        info.frames = bigEndian<std::uint32_t>(tag + 8);
    if ((flags & kAllFields) == kAllFields &&
        (reads(tag + 120, "LAME"sv) || reads(tag + 120, "Lavc"sv) || reads(tag + 120, "Lavf"sv))) {
        const auto at = [&](std::size_t i) { return std::to_integer<int>(tag[141 + i]); };
        info.padding = {.before = at(0) << 4 | at(1) >> 4, .behind = (at(1) & 15) << 8 | at(2)};
    }
    return info;
}

std::optional<MpegItem> MpegStream::next() {
    while (const std::uint64_t tag = tagBytesAt(position_))
        position_ += std::min(tag, window_.size() - position_);
    if (position_ >= window_.size())
        return std::nullopt;

    MpegItem item;
    item.offset = position_;
    auto frame = frameAt(position_);
    if (!frame || (first_ && !frame->continues(*first_))) {
        const auto found = search();
        if (!found)
            return std::nullopt;
        item.offset = *found;
        item.skipped = *found - position_;
        frame = frameAt(*found);
    }
    if (!frame || item.offset + frame->bytes > window_.size()) {
        endsEarly_ = true;
        return std::nullopt;
    }
    if (!first_)
        first_ = frame;
    item.header = *frame;
    item.followed = isFollowed(item.offset + frame->bytes, *frame);
    item.info = infoAt(item.offset, *frame);
    position_ = item.offset + frame->bytes;
    return item;
}

} // namespace kilter
