// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/biquad.h"
#include "core/base/units.h"

#include <array>

namespace kilter {

/// The K weighting of ITU-R BS.1770-4 Annex 1 at any rate: a high shelf (the head) and a high
/// pass. The standard prints coefficients for 48 kHz only; these are their analogue parameters,
/// found by B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES
/// 145 (2018), through the bilinear transform. At 48 kHz they are the standard's (k_weighting in
/// loudness_test).
struct KWeighting {
    std::array<BiquadCoefficients, 2> sections;

    explicit KWeighting(SampleRate rate);

    /// |H(f)|^2 of both sections together.
    [[nodiscard]] double powerResponse(Hertz f) const;

  private:
    SampleRate rate_;
};

} // namespace kilter
