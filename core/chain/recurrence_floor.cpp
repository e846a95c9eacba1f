// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/recurrence_floor.h"

#include "core/chain/decibel_math.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kilter {

namespace {

/// Under this the floor is at rest: exactly zero, so that the signal passes untouched.
constexpr double kAtRest = 1e-4;

double decayPerPeriod(double period, double release) {
    if (release <= 0.0)
        return 0.0;
    return fastExp2(static_cast<float>(-period / release * std::numbers::log2e));
}

} // namespace

int periodsIn(double time, Seconds period) {
    return std::max(1, static_cast<int>(std::lround(time / period.value)));
}

RecurrenceFloor::RecurrenceFloor(const RecurrenceTuning& tuning, Seconds period)
    : tuning_(tuning)
    , period_(period.value)
    , slow_(decayPerPeriod(period_, tuning.release))
    , fast_(decayPerPeriod(period_, tuning.fastRelease))
    , held_(periodsIn(tuning.hold, period))
    , largest_(periodsIn(tuning.memory, period))
    , smallest_(periodsIn(tuning.memory, period)) {}

void RecurrenceFloor::setRelease(Seconds release) {
    slow_ = decayPerPeriod(period_, release.value > 0.0 ? release.value : tuning_.release);
    fast_ = decayPerPeriod(period_, release.value > 0.0 ? release.value : tuning_.fastRelease);
}

double RecurrenceFloor::push(double level) {
    const double a = held_.push(level);
    const double mx = largest_.push(a);
    const double mn = smallest_.push(a);
    const double b =
        std::max(0.0, mx - (1.0 + tuning_.distrust) * std::max(0.0, mx - mn - tuning_.tolerance));
    const double decay = a > value_ - tuning_.releaseGap ? slow_ : fast_;
    value_ = std::max(b, b + (value_ - b) * decay);
    if (value_ < kAtRest)
        value_ = 0.0;
    rests_ = mx == 0.0 && value_ == 0.0;
    return value_;
}

void RecurrenceFloor::reset() {
    held_.reset();
    largest_.reset();
    smallest_.reset();
    value_ = 0.0;
    rests_ = true;
}

double ShortMean::push(double value) {
    values_[oldest_] = value;
    oldest_ = oldest_ + 1 == values_.size() ? 0 : oldest_ + 1;
    double sum = 0.0;
    for (const double v : values_)
        sum += v;
    return sum / static_cast<double>(values_.size());
}

void ShortMean::reset() {
    std::fill(values_.begin(), values_.end(), 0.0);
    oldest_ = 0;
}

} // namespace kilter
