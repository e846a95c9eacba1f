// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

namespace kilter {

/// Planar float audio, [channel][frame], full scale = 1.0. A value: copying copies the samples.
class AudioBuffer {
  public:
    AudioBuffer() = default;
    /// Silence.
    AudioBuffer(int channels, Frames frames)
        : frames_(frames)
        , planes_(static_cast<std::size_t>(channels),
                  std::vector<float>(static_cast<std::size_t>(frames.count))) {}

    [[nodiscard]] int channels() const { return static_cast<int>(planes_.size()); }
    [[nodiscard]] Frames frames() const { return frames_; }

    [[nodiscard]] std::span<float> channel(int c) { return planes_[static_cast<std::size_t>(c)]; }
    [[nodiscard]] std::span<const float> channel(int c) const {
        return planes_[static_cast<std::size_t>(c)];
    }

  private:
    Frames frames_;
    std::vector<std::vector<float>> planes_;
};

} // namespace kilter
