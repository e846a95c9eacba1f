// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/chain_settings.h"
#include "core/chain/realtime.h"

#include <vector>

namespace kilter {

/// A gain that goes from one value to the next by smoothTransition over 10 ms. One change runs at a
/// time; the latest wish waits for its end. A gain of 1 leaves every bit as it was.
class GainRamp {
  public:
    explicit GainRamp(SampleRate rate, const Gain& gain = {});

    void reset(Realtime&, const Gain& gain) noexcept;
    void set(Realtime&, const Gain& gain) noexcept;
    void process(Realtime&, StereoBlock block) noexcept;
    [[nodiscard]] static Frames latency() noexcept { return {}; }

  private:
    void begin(double gain) noexcept;

    std::vector<double> weights_;
    double from_ = 1.0, to_ = 1.0;
    double waiting_ = 1.0; ///< to_, when none waits
    int position_ = 0;     ///< weights_.size(): it has arrived
};

} // namespace kilter
