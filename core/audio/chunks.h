// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/audio/pcm_layout.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

/// What the readers of RIFF, Wave64, AIFF and CAF share.
namespace kilter {

/// So many chunks no honest file has; a hostile one may have a million a megabyte.
inline constexpr int kMostChunks = 10'000;

/// A chunk's text up to its first 0, as UTF-8; its first 4 KB.
[[nodiscard]] std::string chunkText(InputFile& file, FileRange range);

/// "PCM 24 bit", "Float 32 bit".
void describeSamples(PcmLayout& layout, int bits);

/// Whether a declared size of sound is none: what programs write that can't go back to the header
/// (0, all ones, or what a signed 32-bit number just holds, as SoX does), or that did not come to
/// it. 0 may be true, too: the caller looks at what follows.
[[nodiscard]] constexpr bool isUnsetSize(std::uint64_t declared) {
    const bool isSigned = declared >= 0x7FFFF000 && declared <= 0x7FFFFFFF;
    const bool isSoxAiff = declared >= 0x7F000000 && declared <= 0x7F000000 + 64;
    const bool isUnsigned = declared >= 0xFFFFF000 && declared <= 0xFFFFFFFF;
    return declared == 0 || isSigned || isSoxAiff || isUnsigned ||
           declared >> 56 != 0; // beyond any disk
}

/// Where a run of chunks that ends with the file begins, at `from` or behind; the end of the file
/// if there is none. `sizeOf` gives the whole size of a known chunk, padding included, from the
/// `headBytes` at its front, and nothing for what is none. For sound whose length is not declared:
/// what lies behind it is not to be heard.
using ChunkSize = std::function<std::optional<std::uint64_t>(const std::byte* head)>;
[[nodiscard]] std::uint64_t trailingChunks(InputFile& file, std::uint64_t from,
                                           std::size_t headBytes, const ChunkSize& sizeOf);

/// Sets layout.data to the whole frames of `declared` bytes from `offset` that are in the file, and
/// layout.missingFrames to the rest.
void placeData(PcmLayout& layout, const InputFile& file, std::uint64_t offset,
               std::uint64_t declared);

[[nodiscard]] Result<PcmLayout> waveLayout(InputFile& file, const Sniffed& sniffed);
[[nodiscard]] Result<PcmLayout> wave64Layout(InputFile& file, const Sniffed& sniffed);
[[nodiscard]] Result<PcmLayout> cafLayout(InputFile& file, const Sniffed& sniffed);
[[nodiscard]] Result<PcmLayout> aiffLayout(InputFile& file, const Sniffed& sniffed);

} // namespace kilter
