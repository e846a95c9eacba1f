// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/reference/profile.h"

namespace kilter {

/// The target when there is nothing else: the mean spectrum of 12,345 popular recordings, whose
/// slope in dB/octave is -2.350 - 1.318 log2(f/200) (A. Elowsson, A. Friberg, "Long-term average
/// spectrum in popular music and its relation to the level of the percussion", AES 142nd
/// Convention, 2017, paper 9762). Below 200 Hz the fit is an extrapolation, so the corridor is
/// wider there. Sides, dynamics and loudness are unknown.
[[nodiscard]] Profile builtinProfile();

} // namespace kilter
