// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"

#include "core/base/biquad.h"
#include "core/chain/section_fit.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace kilter {

namespace {

// Worse than this, a band takes a second section.
constexpr Decibels kBoostsWithin{0.06};

// The analogue prototypes of core/base/filter_shape as sections, for gain >= 0.
AnalogueSection bell(double gainDb, double q) {
    const double A = std::pow(10.0, gainDb / 40.0);
    return {{1.0, A / q, 1.0}, {1.0, 1.0 / (A * q), 1.0}};
}

AnalogueSection lowShelf(double gainDb, double q) {
    const double A = std::pow(10.0, gainDb / 40.0);
    const double damping = std::sqrt(A) / q;
    return {{A, A * damping, A * A}, {A, damping, 1.0}};
}

AnalogueSection highShelf(double gainDb, double q) {
    const double A = std::pow(10.0, gainDb / 40.0);
    const double damping = std::sqrt(A) / q;
    return {{A * A, A * damping, A}, {1.0, damping, A}};
}

AnalogueSection tilt(double gainDb) {
    const double k = std::pow(10.0, gainDb / 40.0);
    return {{0.0, k, 1.0}, {0.0, 1.0, k}};
}

BiquadCoefficients reciprocal(const BiquadCoefficients& h) {
    return {1.0 / h.b0, h.a1 / h.b0, h.a2 / h.b0, h.b1 / h.b0, h.b2 / h.b0};
}

// Butterworth of order n: its poles lie evenly on the left half of the unit circle, in pairs at
// +-angle from the negative axis; when n is odd, one on the axis.
void designCut(const FilterShape& shape, SampleRate rate, BandSettings& band) {
    const int order = std::clamp(shape.slopeDbPerOctave / 6, 1, 2 * kStagesPerBand);
    const int alike = (order + 1) / 2;
    const bool low = shape.kind == FilterKind::LowCut;
    for (int k = 0; k < order / 2; ++k) {
        const double angle = std::numbers::pi * (2 * k + 1 + order % 2) / (2.0 * order);
        const Quadratic denominator{1.0, 2.0 * std::cos(angle), 1.0};
        const Quadratic numerator{low ? 1.0 : 0.0, 0.0, low ? 0.0 : 1.0};
        band.stages[static_cast<std::size_t>(band.stageCount++)] =
            fitSection({numerator, denominator}, shape.frequency, rate, alike);
    }
    if (order % 2 == 1)
        band.stages[static_cast<std::size_t>(band.stageCount++)] =
            fitSection({{0.0, low ? 1.0 : 0.0, low ? 0.0 : 1.0}, {0.0, 1.0, 1.0}}, shape.frequency,
                       rate, order);
}

} // namespace

BandSettings designBand(const FilterShape& shape, Placement placement, SampleRate rate) {
    BandSettings band;
    band.placement = placement;
    band.corner = shape.frequency;
    const double boost = std::abs(shape.gain.value);
    AnalogueSection section;
    switch (shape.kind) {
    case FilterKind::Bell:
        section = bell(boost, shape.q);
        break;
    case FilterKind::LowShelf:
        section = lowShelf(boost, shape.q);
        break;
    case FilterKind::HighShelf:
        section = highShelf(boost, shape.q);
        break;
    case FilterKind::Tilt:
        section = tilt(boost);
        break;
    case FilterKind::Notch:
        band.stages[0] =
            fitSection({{1.0, 0.0, 1.0}, {1.0, 1.0 / shape.q, 1.0}}, shape.frequency, rate);
        band.stageCount = 1;
        return band;
    case FilterKind::LowCut:
    case FilterKind::HighCut:
        designCut(shape, rate, band);
        return band;
    }
    if (boost == 0.0)
        return band;
    const FittedSections fitted = fitSections(section, shape.frequency, rate, kBoostsWithin);
    band.stageCount = fitted.count;
    for (std::size_t i = 0; i < static_cast<std::size_t>(fitted.count); ++i)
        band.stages[i] =
            shape.gain.value > 0.0 ? fitted.sections[i] : reciprocal(fitted.sections[i]);
    return band;
}

double powerResponse(const BandSettings& band, SampleRate rate, Hertz f) {
    double h = 1.0;
    for (int i = 0; i < band.stageCount; ++i)
        h *= powerResponse(band.stages[static_cast<std::size_t>(i)], rate, f);
    return h;
}

} // namespace kilter
