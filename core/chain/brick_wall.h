// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/sliding_extremum.h"

#include <cstdint>
#include <vector>

namespace kilter {

/// Turns the reduction that each sample needs into a smooth one that gives every sample at least
/// that: the maximum over the look-ahead, then two moving averages that together are as long. A
/// mean of values that all cover the peak covers it.
///
/// The averages are sums of integers, so that they return to exactly zero, do not drift, and do
/// not depend on where a block began.
class BrickWall {
  public:
    /// `lookAhead` in samples, at least 2.
    BrickWall(int lookAhead, int hop);

    /// `reduction`[n], n in [0, hop): what sample n - lookAhead gets, where `needed`[n] >= 0 is
    /// what sample n needs; both in dB, up to kMost. Returns whether any of it is above 0.
    bool process(const float* needed, float* reduction);
    void reset();

    static constexpr float kMost = 120.0F;

  private:
    class RunningSum {
      public:
        explicit RunningSum(int length)
            : values_(static_cast<std::size_t>(length)) {}
        std::int64_t push(std::int64_t value);
        void reset();

      private:
        std::vector<std::int64_t> values_;
        std::size_t oldest_ = 0;
        std::int64_t sum_ = 0;
    };

    int hop_;
    SlidingMaximum<std::int32_t> largest_;
    RunningSum first_, second_;
    double scale_;
    int span_;      ///< samples after which a need has left the state
    int sinceNeed_; ///< samples since the last need, up to span_
};

} // namespace kilter
