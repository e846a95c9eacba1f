// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/file_sink.h"

#include <cstddef>
#include <cstdint>
#include <memory>

#include <FLAC/stream_encoder.h>

namespace kilter {

/// Writes FLAC at any sampling rate. Frame headers of FLAC's streamable subset can't say some
/// (96096 Hz, 88288 Hz): those stand in the file's header alone, where every player finds them.
class FlacEncoder {
  public:
    /// `sink` must outlive it.
    FlacEncoder(FileSink& sink, int channels, int bits, int rate);

    /// False, here and below: see the sink's error, or detail().
    [[nodiscard]] bool begin();
    /// Interleaved samples of `bits` bits.
    [[nodiscard]] bool write(const std::int32_t* samples, std::size_t frames);
    [[nodiscard]] bool finish();
    [[nodiscard]] const char* detail() const;

  private:
    struct Delete {
        void operator()(FLAC__StreamEncoder* encoder) const {
            FLAC__stream_encoder_delete(encoder);
        }
    };
    FileSink& sink_;
    std::unique_ptr<FLAC__StreamEncoder, Delete> encoder_;
};

} // namespace kilter
