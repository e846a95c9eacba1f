// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <algorithm>

namespace kilter {

/// What an output does, measured by when it asks for sound: many systems do not say it, and some
/// say it wrong. One thread.
class OutputTiming {
  public:
    /// At `now`, on any clock that runs evenly, it asked for `block` more.
    constexpr void asked(Seconds now, Seconds block) noexcept {
        if (total_.value == 0.0)
            began_ = now;
        total_ = total_ + block;
        const Seconds elapsed = now - began_;
        ahead_ = total_ - elapsed;
        if (elapsed <= kFilling) {
            // Later the two clocks' drift would be in it.
            lead_ = std::max(lead_, ahead_);
            markedAt_ = now;
            markedTotal_ = total_;
        } else if (now - markedAt_ >= kLongEnough) {
            speed_ = (total_ - markedTotal_) / (now - markedAt_);
        }
    }

    /// How long before it is due the sound is handed over: what is heard of a change comes that
    /// much later, or more, by what the device itself takes. 0: nothing was asked for yet.
    [[nodiscard]] constexpr Seconds lead() const noexcept { return lead_; }
    /// How far what was asked for last is ahead of the clock: that much of it is not played yet, or
    /// never will be, when the device is gone. Some clocks' drift is in it.
    [[nodiscard]] constexpr Seconds ahead() const noexcept { return ahead_; }
    /// Sound per time: 1 where the device runs at the rate that it was opened with. To one block in
    /// the time it has run. 0: not known yet.
    [[nodiscard]] constexpr double speed() const noexcept { return speed_; }

  private:
    static constexpr Seconds kFilling{2.0};
    static constexpr Seconds kLongEnough{3.0};

    Seconds began_{}, total_{}, lead_{}, ahead_{};
    Seconds markedAt_{}, markedTotal_{};
    double speed_ = 0.0;
};

} // namespace kilter
