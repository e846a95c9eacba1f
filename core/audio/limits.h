// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/base/result.h"

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

} // namespace kilter
