// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

namespace kilter {

/// A gain with its factor at hand: the audio thread calls no pow.
class Gain {
  public:
    Gain(Decibels level = {}) // NOLINT(google-explicit-constructor): a gain is its level
        : level_(level)
        , factor_(amplitude(level)) {}

    [[nodiscard]] Decibels level() const { return level_; }
    [[nodiscard]] double factor() const { return factor_; }

    friend bool operator==(const Gain&, const Gain&) = default;

  private:
    Decibels level_;
    double factor_;
};

} // namespace kilter
