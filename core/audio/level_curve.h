// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <vector>

namespace kilter {

/// The gain of some frames of a song, one a frame, for all channels.
struct GainRun {
    Frames begin{}; ///< may lie before the song
    std::vector<float> gains;

    [[nodiscard]] std::int64_t end() const noexcept {
        return begin.count + static_cast<std::int64_t>(gains.size());
    }
    friend bool operator==(const GainRun&, const GainRun&) = default;
};

/// A level over a song's time: 1 where there is no run, and everything by `everywhere`.
struct LevelCurve {
    std::vector<GainRun> runs; ///< in order, none overlaps another
    float everywhere = 1.0F;
};

} // namespace kilter
