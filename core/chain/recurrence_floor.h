// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/limiter_tuning.h"
#include "core/chain/sliding_extremum.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kilter {

/// How much of the reduction that peaks ask for recurs at the same level.
///
/// Of the level `a`, held for `hold`, it takes the largest over `memory` and falls below it by
/// `distrust` dB for each dB (beyond `tolerance`) that it varied there: what varies is not
/// recurring. It rises at once and releases exponentially.
class RecurrenceFloor {
  public:
    /// `period`: seconds between two calls of push.
    RecurrenceFloor(const RecurrenceTuning& tuning, Seconds period);

    /// `level` >= 0: the reduction in dB that the newest period's loudest peak asks for.
    [[nodiscard]] double push(double level);
    void reset();
    /// Nothing of what was pushed still counts.
    [[nodiscard]] bool rests() const { return rests_; }
    /// Takes the place of both release times; 0 restores the tuning's.
    void setRelease(Seconds release);
    /// Takes the place of the tuning's.
    void setDistrust(double distrust) { tuning_.distrust = distrust; }

  private:
    RecurrenceTuning tuning_;
    double period_;
    double slow_, fast_;
    SlidingMaximum<double> held_, largest_;
    SlidingMinimum<double> smallest_;
    double value_ = 0.0;
    bool rests_ = true;
};

/// The mean of the last `length` values, summed afresh each time: no drift. Starts as zeros.
class ShortMean {
  public:
    explicit ShortMean(int length)
        : values_(static_cast<std::size_t>(length)) {}
    [[nodiscard]] double push(double value);
    /// As push() of so many zeros, when all that it holds are zeros: rounding goes by the place in
    /// the ring.
    void rest(std::int64_t values) {
        const auto length = static_cast<std::int64_t>(values_.size());
        oldest_ = static_cast<std::size_t>((static_cast<std::int64_t>(oldest_) + values) % length);
    }
    void reset();

  private:
    std::vector<double> values_;
    std::size_t oldest_ = 0;
};

/// `time` in whole periods, at least 1.
[[nodiscard]] int periodsIn(double time, Seconds period);

} // namespace kilter
