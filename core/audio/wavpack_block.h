// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/base/progress.h"

#include <cstdint>
#include <optional>

/// What of WavPack's blocks libavformat does not tell ("WavPack 4 & 5 Binary File / Block Format").
namespace kilter {

inline constexpr std::uint64_t kWavPackHeader = 32; ///< bytes at a block's front

/// Where the next block begins, at `from` or behind: libavformat looks only where it should be.
/// Nothing without one, and when `progress` is cancelled.
[[nodiscard]] std::optional<std::uint64_t> nextWavPackBlock(InputFile& file, std::uint64_t from,
                                                            const Progress& progress);

/// Whether the block at `start` is the first of a file, joined to another one perhaps.
[[nodiscard]] bool isFirstWavPackBlock(InputFile& file, std::uint64_t start);

/// Whether the block at `start` is of the hybrid mode: lossy without the corrections, which lie in
/// another file.
[[nodiscard]] bool isHybridWavPack(InputFile& file, std::uint64_t start);

} // namespace kilter
