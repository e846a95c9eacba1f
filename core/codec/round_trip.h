// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/codec/codec.h"

namespace kilter {

/// What comes out of a codec: as floats, so that what passes full scale is still there.
struct Decoded {
    AudioBuffer audio;
    SampleRate rate; ///< codedRate: 48 kHz for Opus
};

/// `master` (two channels), converted to the codec's rate where it has another, encoded and decoded
/// by libavcodec in memory. Aligned with `master` to the sample and as long: the delays and the
/// padding of both ends are taken out (round_trip_test). What is handed to the encoder begins
/// `skipped` frames late, as where a service cuts the beginning off, and so does the result.
///
/// The same input gives the same samples; they are those of FFmpeg's programs.
/// Errors: UnsupportedCodec, WriteFailed (the encoder's words), Cancelled. Thread: worker. Cost:
/// tests/benchmarks (codec).
[[nodiscard]] Result<Decoded> roundTrip(const AudioBuffer& master, SampleRate rate, Codec codec,
                                        Frames skipped = {}, const Progress& progress = {});

} // namespace kilter
