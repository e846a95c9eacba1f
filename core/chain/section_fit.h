// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/chain_settings.h"

#include <array>

namespace kilter {

/// c2 s^2 + c1 s + c0, s in units of the corner frequency.
struct Quadratic {
    double c2 = 0.0, c1 = 0.0, c0 = 1.0;
};

/// An analogue filter of first or second order.
struct AnalogueSection {
    Quadratic numerator, denominator;
};

/// |H|^2 at `ratio` times the corner frequency.
[[nodiscard]] double powerResponse(const AnalogueSection& section, double ratio);

/// The stable digital section of minimum phase whose response in dB is closest to the analogue one
/// up to 0.907 of the Nyquist frequency (20 kHz at 44.1 kHz).
///
/// `alike`: how many sections of about this response make the whole filter, which decides how deep
/// into the stop band an error counts. Off the audio thread.
[[nodiscard]] BiquadCoefficients fitSection(const AnalogueSection& section, Hertz corner,
                                            SampleRate rate, int alike = 1);

struct FittedSections {
    std::array<BiquadCoefficients, 2> sections;
    int count;
};

/// The same by two sections where one is not within `enough` of it: a shelf that resonates close to
/// Nyquist has more to it than five coefficients can follow. Off the audio thread.
[[nodiscard]] FittedSections fitSections(const AnalogueSection& section, Hertz corner,
                                         SampleRate rate, Decibels enough);

} // namespace kilter
