// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/codec/encoded_file.h"

#include <cstdint>

namespace kilter {

/// Where the music lies in what an encoder made.
struct CodedLength {
    Frames priming;   ///< before the first sample
    Frames frames;    ///< of music
    Frames frameSize; ///< of the codec
};

/// Writes title, artist, ISRC and the gain to play it at into the finished file of `bytes` bytes:
/// REPLAYGAIN_TRACK_GAIN and _PEAK (ReplayGain 2, -18 LUFS), in Opus R128_TRACK_GAIN (RFC 7845,
/// -23 LUFS), in M4A also iTunSMPB, which players of Apple's go by. Errors: DiskFull, WriteFailed.
[[nodiscard]] Result<Done> addTags(AtomicFile& out, std::int64_t bytes, Codec codec,
                                   const EncodedFileText& text, const CodedLength& length);

} // namespace kilter
