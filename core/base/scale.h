// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <array>
#include <cmath>
#include <span>

/// The arithmetic of axes, free of any window, so that it can be tested by value.
namespace kilter {

/// A straight axis: `from` lies at `begin`, `to` at `end` (pixels, either way round).
struct LinearScale {
    double from = 0.0, to = 1.0;
    double begin = 0.0, end = 1.0;

    [[nodiscard]] double position(double value) const {
        return begin + (value - from) / (to - from) * (end - begin);
    }
    [[nodiscard]] double value(double position) const {
        return from + (position - begin) / (end - begin) * (to - from);
    }
    /// The nearest value on the axis.
    [[nodiscard]] double clamped(double value) const {
        return from < to ? std::fmin(std::fmax(value, from), to)
                         : std::fmin(std::fmax(value, to), from);
    }
};

/// An axis on which every octave is equally long; both ends > 0.
struct LogFrequencyScale {
    Hertz from{20.0}, to{20000.0};
    double begin = 0.0, end = 1.0;

    [[nodiscard]] double position(Hertz f) const {
        return begin + std::log(f / from) / std::log(to / from) * (end - begin);
    }
    [[nodiscard]] Hertz frequency(double position) const {
        return from * std::exp((position - begin) / (end - begin) * std::log(to / from));
    }
    [[nodiscard]] Hertz clamped(Hertz f) const {
        return {std::fmin(std::fmax(f.value, from.value), to.value)};
    }
    [[nodiscard]] double pixelsPerOctave() const { return (end - begin) / std::log2(to / from); }
};

/// What a tilt of `slopePerOctave` adds at f, 0 dB at 1 kHz.
[[nodiscard]] inline Decibels tiltAt(Hertz f, Decibels slopePerOctave) {
    return slopePerOctave * std::log2(f.value / 1000.0);
}

/// Spectrum analysers tilt the power *density*. What is kept in cells of equal ratio has 3.01 dB
/// an octave in it already, from the cell's growing width: so much less is to be added to it.
[[nodiscard]] inline Decibels cellTiltAt(Hertz f, Decibels densitySlopePerOctave) {
    return tiltAt(f, densitySlopePerOctave - powerToDecibels(2.0));
}

/// Where a frequency axis from 20 Hz to 20 kHz has its lines. Those with `named` carry a figure.
struct FrequencyTick {
    Hertz frequency;
    bool named = false;
};
inline constexpr std::array<FrequencyTick, 28> kFrequencyTicks{
    {{{20}, true},    {{30}, false},   {{40}, false},   {{50}, true},    {{60}, false},
     {{70}, false},   {{80}, false},   {{90}, false},   {{100}, true},   {{200}, true},
     {{300}, false},  {{400}, false},  {{500}, true},   {{600}, false},  {{700}, false},
     {{800}, false},  {{900}, false},  {{1000}, true},  {{2000}, true},  {{3000}, false},
     {{4000}, false}, {{5000}, true},  {{6000}, false}, {{7000}, false}, {{8000}, false},
     {{9000}, false}, {{10000}, true}, {{20000}, true}}};

/// The two loudness scales of EBU Tech 3341, section 2.8 (0 LU is the target): -18..+9 and
/// -36..+18 LU.
enum class EbuScale { Plus9, Plus18 };

[[nodiscard]] constexpr Decibels scaleTop(EbuScale s) {
    return {s == EbuScale::Plus9 ? 9.0 : 18.0};
}
[[nodiscard]] constexpr Decibels scaleBottom(EbuScale s) {
    return {s == EbuScale::Plus9 ? -18.0 : -36.0};
}

/// The smallest of `ranges` (ascending) that holds `extent`; the largest when none does.
[[nodiscard]] constexpr double rangeHolding(std::span<const double> ranges, double extent) {
    for (const double r : ranges)
        if (extent <= r)
            return r;
    return ranges.back();
}

/// The interval between lines of a time axis that keeps them at least `pixels` apart.
[[nodiscard]] inline Seconds timeTick(double pixelsPerSecond, double pixels) {
    constexpr std::array<double, 15> kSteps{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,  2,
                                            5,    10,   15,   30,  60,  120, 300};
    for (const double step : kSteps)
        if (step * pixelsPerSecond >= pixels)
            return {step};
    return {600.0};
}

} // namespace kilter
