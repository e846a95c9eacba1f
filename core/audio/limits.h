// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kilter {

inline constexpr int kLowestRate = 8000;
inline constexpr int kHighestRate = 384000;

/// Refuses what a header says before anything is computed from it. `rate` in Hz.
[[nodiscard]] inline std::optional<Error> refusal(const InputFile& file, std::uint64_t channels,
                                                  std::int64_t rate) {
    if (channels == 0)
        return file.error(ErrorCode::Corrupt, "0 channels");
    if (channels > 2)
        return file.error(ErrorCode::UnsupportedLayout, std::to_string(channels) + " channels");
    if (rate < kLowestRate || rate > kHighestRate)
        return file.error(ErrorCode::UnsupportedRate, std::to_string(rate) + " Hz");
    return std::nullopt;
}

/// How many frames a compressed file of so many bytes may become: some minutes whatever its size,
/// and beyond them 8 a byte without loss (a bit for each frame), 64 a byte with (6 kbit/s at
/// 48 kHz). Only silence, or a file made to fill memory and disk, needs more.
[[nodiscard]] inline Frames mostFrames(std::uint64_t bytes, bool lossy) {
    constexpr std::uint64_t kAlways = std::uint64_t{7} << 20;
    return {static_cast<std::int64_t>(kAlways + bytes * (lossy ? 64 : 8))};
}

[[nodiscard]] inline Error tooManyFrames(const InputFile& file) {
    return file.error(ErrorCode::UnsupportedCodec,
                      "it unpacks to more silence than its size allows");
}

} // namespace kilter
