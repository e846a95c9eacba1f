// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/audio/sniff.h"
#include "core/audio/track.h"
#include "core/base/result.h"

#include <cstdint>

namespace kilter {

enum class PcmEncoding { Unsigned8, Signed8, Signed16, Signed24, Signed32, Float32, Float64 };

[[nodiscard]] constexpr int bytesOf(PcmEncoding encoding) {
    switch (encoding) {
    case PcmEncoding::Unsigned8:
    case PcmEncoding::Signed8:
        return 1;
    case PcmEncoding::Signed16:
        return 2;
    case PcmEncoding::Signed24:
        return 3;
    case PcmEncoding::Signed32:
    case PcmEncoding::Float32:
        return 4;
    case PcmEncoding::Float64:
        return 8;
    }
    return 0;
}

/// Where and how uncompressed samples lie in a file. Everything in it has been checked against
/// the file and against readTrack's limits.
struct PcmLayout {
    SourceFormat format;
    SampleRate rate;
    PcmEncoding encoding{};
    bool bigEndian = false;
    FileRange data;                  ///< whole frames that are really there
    std::uint64_t missingFrames = 0; ///< declared, and beyond the end of the file
    bool repaired = false;           ///< the declared size was 0, -1 or wrapped at 4 GB
    Tags tags;                       ///< from the container's own text chunks
    FileRange id3;                   ///< what is there of an ID3v2 chunk; empty without one

    [[nodiscard]] int frameBytes() const { return format.channels * bytesOf(encoding); }
};

/// Whether the CAF file that begins at `start` holds PCM, which pcmLayout() knows.
[[nodiscard]] bool isPcmInCaf(InputFile& file, std::uint64_t start);

/// RIFF (also RF64, BW64: EBU Tech 3306, ITU-R BS.2088), Wave64, AIFF/AIFC and CAF. Only PCM and
/// IEEE float are allowed. The tags are as they stand in the file, perhaps no valid UTF-8.
/// Errors: UnsupportedCodec, UnsupportedLayout, UnsupportedRate, Corrupt, NoAudio, ReadFailed.
[[nodiscard]] Result<PcmLayout> pcmLayout(InputFile& file, const Sniffed& sniffed);

} // namespace kilter
