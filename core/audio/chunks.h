// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/audio/pcm_layout.h"

#include <cstdint>
#include <string>

/// What the readers of RIFF, Wave64 and AIFF share.
namespace kilter {

/// So many chunks no honest file has; a hostile one may have a million a megabyte.
inline constexpr int kMostChunks = 10'000;

/// A chunk's text up to its first 0, if it is not absurdly long.
[[nodiscard]] std::string chunkText(InputFile& file, FileRange range);

/// "PCM 24 bit", "Float 32 bit".
void describeSamples(PcmLayout& layout, int bits);

/// Sets layout.data to the whole frames of `declared` bytes from `offset` that are in the file, and
/// layout.missingFrames to the rest.
void placeData(PcmLayout& layout, const InputFile& file, std::uint64_t offset,
               std::uint64_t declared);

[[nodiscard]] Result<PcmLayout> waveLayout(InputFile& file, const Sniffed& sniffed);
[[nodiscard]] Result<PcmLayout> wave64Layout(InputFile& file, const Sniffed& sniffed);
[[nodiscard]] Result<PcmLayout> aiffLayout(InputFile& file, const Sniffed& sniffed);

} // namespace kilter
