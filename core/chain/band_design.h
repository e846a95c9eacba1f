// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/filter_shape.h"
#include "core/base/units.h"
#include "core/chain/chain_settings.h"

namespace kilter {

/// The digital filter that follows `shape`'s analogue response most closely, up to 0.907 of the
/// Nyquist frequency (20 kHz at 44.1 kHz).
///
/// Always stable and of minimum phase. A cut is the exact reciprocal of the boost, so that the two
/// cancel. A bell, shelf or tilt of 0 dB is off (no stages). Off the audio thread.
/// Method: least squares over the five coefficients on the error in dB, started from the bilinear
/// transform (RBJ's Audio EQ Cookbook) and from matched poles (M. Vicanek, "Matched second order
/// digital filters", 2016).
[[nodiscard]] BandSettings designBand(const FilterShape& shape, Placement placement,
                                      SampleRate rate);

/// |H(f)|^2 of the band as designed; 1 when it is off.
[[nodiscard]] double powerResponse(const BandSettings& band, SampleRate rate, Hertz f);

} // namespace kilter
