// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <cmath>
#include <limits>

namespace kilter {

/// How a peak meter moves: up at once, down by 20 dB in 1.5 s (13.3 dB/s, IEC 60268-18 type II
/// and most digital meters since), with a mark that holds the last peak for a while.
class PeakBallistics {
  public:
    static constexpr double kFallPerSecond = 20.0 / 1.5;
    static constexpr Seconds kHold{2.0};

    /// A new peak in dB at `now`; minus infinity when there was none. `now` never goes back.
    void feed(Decibels peak, Seconds now) {
        const double passed = std::fmax((now - last_).value, 0.0);
        last_ = now;
        level_ = std::fmax(peak.value, level_ - kFallPerSecond * passed);
        if (peak.value >= held_) {
            held_ = peak.value;
            heldSince_ = now;
        } else if ((now - heldSince_).value > kHold.value) {
            held_ = std::fmax(level_, held_ - kFallPerSecond * passed);
        }
    }
    void reset() { *this = PeakBallistics{}; }

    [[nodiscard]] Decibels level() const { return {level_}; }
    [[nodiscard]] Decibels held() const { return {held_}; }
    /// Nothing will move below `floor` until the next peak: no repaint is due.
    [[nodiscard]] bool atRest(Decibels floor) const {
        return level_ <= floor.value && held_ <= floor.value;
    }

  private:
    double level_ = -std::numeric_limits<double>::infinity();
    double held_ = -std::numeric_limits<double>::infinity();
    Seconds last_{}, heldSince_{};
};

} // namespace kilter
