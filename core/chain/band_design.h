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
/// cancel. A bell, shelf or tilt of 0 dB is off (no stages). Off the audio thread: up to
/// 0.7 ms a section where the analogue response bends near Nyquist, 0.01 ms elsewhere
/// (equaliser_benchmark).
/// Method: least squares over the five coefficients on the error in dB, started from the bilinear
/// transform (RBJ's Audio EQ Cookbook) and from matched poles (M. Vicanek, "Matched second order
/// digital filters", 2016).
/// A bell or shelf that one section does not follow within 0.06 dB takes two.
/// Deviation at 44.1 kHz up to 20 kHz (band_design_test), Q 0.3-8: bells and shelves of up to 12 dB
/// 0.07 dB; cuts of 48 dB/oct 0.7 dB where they are above -60 dB.
[[nodiscard]] BandSettings designBand(const FilterShape& shape, Placement placement,
                                      SampleRate rate);

/// |H(f)|^2 of the band as designed; 1 when it is off.
[[nodiscard]] double powerResponse(const BandSettings& band, SampleRate rate, Hertz f);

} // namespace kilter
