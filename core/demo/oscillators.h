// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/demo/exact_math.h"

/// Band-limited waves and the envelopes that shape them.
namespace kilter::demo {

/// A running phase in turns, [0, 1).
class Phase {
  public:
    explicit Phase(double start = 0)
        : turns_(start) {}

    double advance(double step) {
        turns_ += step;
        if (turns_ >= 1)
            turns_ -= 1;
        return turns_;
    }

  private:
    double turns_;
};

/// What a step of height 2 downwards at phase 0 lacks to be band-limited (polyBLEP; Valimaki and
/// Huovilainen, IEEE Signal Processing Magazine 24(2), 2007).
[[nodiscard]] inline double blep(double turns, double step) {
    if (turns < step) {
        const double t = turns / step;
        return t + t - t * t - 1;
    }
    if (turns > 1 - step) {
        const double t = (turns - 1) / step;
        return t * t + t + t + 1;
    }
    return 0;
}

[[nodiscard]] inline double saw(double turns, double step) {
    return 2 * turns - 1 - blep(turns, step);
}

/// Pulse that is high for `duty` of each turn, without its mean.
[[nodiscard]] inline double pulse(double turns, double duty, double step) {
    const double later = turns < duty ? turns + 1 - duty : turns - duty;
    return saw(turns, step) - saw(later, step);
}

/// Falls from 1 to a half in every half-life.
class Decay {
  public:
    Decay(double halfLifeSeconds, SampleRate rate)
        : factor_(power2(-1 / (halfLifeSeconds * rate.hz))) {}

    double operator()() {
        const double now = level_;
        level_ *= factor_;
        return now;
    }

  private:
    double level_ = 1;
    double factor_;
};

/// Rises in `attack`, stays while the note is held, and falls in `release` (straight lines,
/// rounded by a smooth step so that neither end clicks).
class Swell {
  public:
    Swell(double attack, double held, double release, SampleRate rate)
        : up_(1 / (attack * rate.hz))
        , down_(1 / (release * rate.hz))
        , held_(held * rate.hz) {}

    double operator()() {
        if (n_ < held_)
            level_ = level_ + up_ < 1 ? level_ + up_ : 1;
        else
            level_ = level_ > down_ ? level_ - down_ : 0;
        n_ += 1;
        return level_ * level_ * (3 - 2 * level_);
    }

  private:
    double up_, down_, held_;
    double level_ = 0;
    double n_ = 0;
};

/// Soft saturation: a Pade approximant of tanh, exactly +-1 from |x| = 3 on.
[[nodiscard]] inline double warm(double x) {
    x = x > 3 ? 3 : (x < -3 ? -3 : x);
    return x * (27 + x * x) / (27 + 9 * x * x);
}

} // namespace kilter::demo
