// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace kilter {

enum class Container { Riff, Wave64, Aiff, Flac, Ogg, Mpeg, Adts, Mp4, Asf, WavPack, Caf };

/// What a file is by its first bytes.
struct Sniffed {
    Container container{};
    FileRange id3{};         ///< an ID3v2 tag that stands before it; empty without one
    std::uint64_t start = 0; ///< where the container itself begins
};

/// Looks at the content only, and only at places that the allow-list of readTrack() knows.
/// Errors: UnknownFormat; UnsupportedCodec for formats that are known and not allowed, with their
/// name; ReadFailed.
[[nodiscard]] Result<Sniffed> sniff(InputFile& file);

/// Header of one MPEG audio frame (ISO 11172-3, section 2.4.1.3; 13818-3 for the lower rates).
struct MpegFrame {
    int layer = 0;      ///< 1, 2 or 3
    int sampleRate = 0; ///< in Hz
    int channels = 0;
    int samples = 0; ///< frames of audio in it
    std::size_t bytes = 0;
    std::size_t sideInfo = 0; ///< layer III: bytes between the header and a Xing tag

    /// Of the same stream: what may not change from frame to frame is equal.
    [[nodiscard]] bool continues(const MpegFrame& other) const {
        return layer == other.layer && sampleRate == other.sampleRate;
    }
};

/// Nothing if these four bytes are no such header. Free-format streams are not known.
[[nodiscard]] std::optional<MpegFrame> mpegFrameAt(const std::byte* bytes);

} // namespace kilter
