// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/brick_wall.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr double kFixedPoint = 1 << 24; ///< steps in a dB; kMost of them fit 31 bits
/// Two boxes of these shares overshoot the ear's sensitivity least: the zeros of one lie between
/// those of the other.
constexpr double kFirstShare = 0.582;

int firstLength(int lookAhead) {
    return static_cast<int>(kFirstShare * lookAhead);
}

} // namespace

BrickWall::BrickWall(int lookAhead, int hop)
    : hop_(hop)
    , largest_(lookAhead + 1)
    , first_(firstLength(lookAhead) + 1)
    , second_(lookAhead - firstLength(lookAhead) + 1)
    , scale_(1.0 / (kFixedPoint * (firstLength(lookAhead) + 1) *
                    (lookAhead - firstLength(lookAhead) + 1)))
    , span_(2 * lookAhead + 2)
    , sinceNeed_(span_) {}

bool BrickWall::process(const float* needed, float* reduction) {
    const bool idle = std::all_of(needed, needed + hop_, [](float v) { return v <= 0.0F; });
    if (idle && sinceNeed_ >= span_) {
        std::fill(reduction, reduction + hop_, 0.0F);
        return false;
    }
    sinceNeed_ = idle ? sinceNeed_ + hop_ : 0;
    for (int n = 0; n < hop_; ++n) {
        const float need = needed[n] > 0.0F ? std::min(needed[n], kMost) : 0.0F;
        const auto fixed = static_cast<std::int32_t>(std::ceil(need * kFixedPoint));
        const std::int64_t sum = second_.push(first_.push(largest_.push(fixed)));
        reduction[n] = static_cast<float>(static_cast<double>(sum) * scale_);
    }
    return true;
}

void BrickWall::reset() {
    largest_.reset();
    first_.reset();
    second_.reset();
    sinceNeed_ = span_;
}

std::int64_t BrickWall::RunningSum::push(std::int64_t value) {
    sum_ += value - values_[oldest_];
    values_[oldest_] = value;
    oldest_ = oldest_ + 1 == values_.size() ? 0 : oldest_ + 1;
    return sum_;
}

void BrickWall::RunningSum::reset() {
    std::fill(values_.begin(), values_.end(), 0);
    oldest_ = 0;
    sum_ = 0;
}

} // namespace kilter
