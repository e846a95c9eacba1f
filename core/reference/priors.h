// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/frequency_grid.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

/// What is known before anything is measured: how far songs and sections of songs scatter. The
/// figures are from 30 s sections of about 30 finished records at equal loudness; the method that
/// uses them is insensitive to a third more or less.
namespace kilter {

/// A figure that changes along the frequency axis: straight lines over log frequency between the
/// points, flat beyond them.
struct PriorPoint {
    Hertz frequency;
    Decibels value;
};

[[nodiscard]] inline Decibels interpolate(std::span<const PriorPoint> points, Hertz f) {
    if (f <= points.front().frequency)
        return points.front().value;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const PriorPoint& a = points[i - 1];
        const PriorPoint& b = points[i];
        if (f <= b.frequency) {
            const double t = std::log(f / a.frequency) / std::log(b.frequency / a.frequency);
            return a.value + t * (b.value - a.value);
        }
    }
    return points.back().value;
}

/// Spread of references that one user chose: s0 of the shrinkage.
[[nodiscard]] inline Decibels spreadPrior(Hertz f) {
    static constexpr PriorPoint kPoints[]{
        {{30}, {1.5}}, {{60}, {0.75}}, {{10000}, {0.75}}, {{16000}, {1.5}}};
    return interpolate(kPoints, f);
}

/// Standard error of a section's spectrum against its song's.
[[nodiscard]] inline Decibels sectionPrior(Hertz f) {
    static constexpr PriorPoint kPoints[]{{{40}, {1.0}},    {{60}, {0.8}},   {{100}, {0.65}},
                                          {{5000}, {0.65}}, {{8000}, {0.8}}, {{16000}, {1.0}}};
    return interpolate(kPoints, f);
}

} // namespace kilter
