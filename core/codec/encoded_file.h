// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/track.h"
#include "core/base/atomic_file.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/codec/codec.h"

#include <optional>

namespace kilter {

/// What an encoded file says beside its sound.
struct EncodedFileText {
    Tags tags;
    std::optional<Lufs> loudness;     ///< for ReplayGain 2 (-18 LUFS), or R128 (-23) in Opus
    std::optional<Decibels> truePeak; ///< dBTP, of the master
};

/// `audio` (two channels) by `codec` into `out` (not committed): AAC in M4A, MP3 with LAME's
/// header, Vorbis and Opus in Ogg. The sound is the one that roundTrip() makes, and as long as
/// `audio` where a reader honours the format's word on it (encoded_file_test). The same input gives
/// the same bytes.
/// Errors: UnsupportedCodec, DiskFull, WriteFailed, Cancelled. Thread: worker.
[[nodiscard]] Result<Done> writeEncoded(AtomicFile& out, const AudioBuffer& audio, SampleRate rate,
                                        Codec codec, const EncodedFileText& text,
                                        const Progress& progress = {});

} // namespace kilter
