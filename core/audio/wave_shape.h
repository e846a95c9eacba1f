// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace kilter {

/// How a RIFF WAVE file is laid out: some services take only the plainest.
struct WaveShape {
    int formatTag = 0;                ///< of its format chunk: 1 is plain PCM, 0xFFFE extensible
    std::uint64_t bytesAfterData = 0; ///< behind the data chunk and its pad byte
};

/// nullopt: no RIFF WAVE file with a format and a data chunk, or it can't be read. Reads the heads
/// of its chunks. Any thread.
[[nodiscard]] std::optional<WaveShape> waveShapeOf(const std::filesystem::path& path);

} // namespace kilter
