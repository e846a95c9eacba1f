// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/av_support.h"
#include "core/audio/input_file.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kilter::av {

/// What libavformat reads from, and whether it is to stop.
struct Source {
    InputFile& file;
    const Progress& progress;
    std::vector<std::uint64_t> passedOver = {}; ///< an MP4's atoms that are shown as free space
    std::uint64_t position = 0;
};

/// libavformat's view of a source, which must outlive it.
class SourceIo {
  public:
    explicit SourceIo(Source& source);
    SourceIo(const SourceIo&) = delete;
    SourceIo& operator=(const SourceIo&) = delete;
    ~SourceIo();
    [[nodiscard]] AVIOContext* context() const { return context_; }

  private:
    AVIOContext* context_ = nullptr;
};

/// libav's words for one of its error numbers.
[[nodiscard]] std::string messageOf(int error);

/// Opens what `io` reads from `source` by one demuxer, and looks at its streams with no other
/// decoders than those of the list (libav's names, with commas). Error: Corrupt.
[[nodiscard]] Result<Format> openFormat(const char* demuxer, const char* decoders, Source& source,
                                        const SourceIo& io);

} // namespace kilter::av
