// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/byte_window.h"
#include "core/audio/input_file.h"
#include "core/audio/mpeg_frame.h"
#include "core/base/progress.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace kilter {

/// What an encoder says of the frames that follow, in a frame that holds no sound: Xing, Info (both
/// G. Bouvigne, "MP3 Info Tag", revision 1) or VBRI.
struct MpegInfo {
    std::optional<std::uint64_t> frames; ///< without its own
    /// Samples of silence that the encoder put before and behind; nothing if it does not say.
    struct Padding {
        std::int64_t before = 0;
        std::int64_t behind = 0;
    };
    std::optional<Padding> padding;
};

/// A frame of MPEG audio and where it lies.
struct MpegItem {
    std::uint64_t offset = 0;
    MpegFrame header;
    std::uint64_t skipped = 0; ///< bytes before it that are neither frames nor tags
    bool followed = false;     ///< the next frame, a tag or the end stands where it ends
    std::optional<MpegInfo> info;
};

/// Walks over the frames of an MPEG stream to the end of the file, past tags and over what is
/// damaged. A second walk gives the same items.
class MpegStream {
  public:
    MpegStream(InputFile& file, std::uint64_t start, const Progress& progress)
        : window_(file)
        , progress_(progress)
        , position_(start) {}

    /// Nothing at the end, and when `progress` is cancelled.
    [[nodiscard]] std::optional<MpegItem> next();

    /// At the end: the last frame is cut off, or frames of another sampling rate follow.
    [[nodiscard]] bool endsEarly() const { return endsEarly_; }

  private:
    [[nodiscard]] std::optional<MpegFrame> frameAt(std::uint64_t offset);
    [[nodiscard]] std::uint64_t tagBytesAt(std::uint64_t offset);
    [[nodiscard]] bool isFollowed(std::uint64_t end, const MpegFrame& by);
    [[nodiscard]] bool startsRun(std::uint64_t offset, const MpegFrame& frame);
    [[nodiscard]] std::optional<std::uint64_t> search();
    [[nodiscard]] std::optional<MpegInfo> infoAt(std::uint64_t offset, const MpegFrame& frame);

    ByteWindow window_;
    const Progress& progress_;
    std::uint64_t position_;
    std::optional<MpegFrame> first_;
    bool endsEarly_ = false;
};

} // namespace kilter
