// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/filter_shape.h"

#include <cmath>

namespace kilter {

namespace {

// RBJ's bell: with v = (f/f0)^2, a = v/Q^2, G = 10^(gain/20).
double bell(double v, double q, double gainDb) {
    const double G = std::pow(10.0, gainDb / 20.0);
    const double a = v / (q * q);
    const double u = (1.0 - v) * (1.0 - v);
    return (u + a * G) / (u + a / G);
}

// RBJ's low shelf: A = 10^(gain/40). The high shelf is the same in 1/v.
double lowShelf(double v, double q, double gainDb) {
    const double A = std::pow(10.0, gainDb / 40.0);
    const double a = A * v / (q * q);
    const double n = (A - v) * (A - v) + a;
    const double d = (1.0 - A * v) * (1.0 - A * v) + a;
    return A * A * n / d;
}

// Butterworth low-pass of order n: 1 / (1 + v^n).
double butterworthLowPass(double v, int slopeDbPerOctave) {
    return 1.0 / (1.0 + std::pow(v, slopeDbPerOctave / 6));
}

// H(s) = (k s + 1) / (s + k), k = 10^(gain/40).
double tilt(double v, double gainDb) {
    const double k2 = std::pow(10.0, gainDb / 20.0);
    return (k2 * v + 1.0) / (v + k2);
}

} // namespace

double powerResponse(const FilterShape& shape, Hertz f) {
    const double x = f / shape.frequency;
    const double v = x * x;
    switch (shape.kind) {
    case FilterKind::Bell:
        return bell(v, shape.q, shape.gain.value);
    case FilterKind::LowShelf:
        return lowShelf(v, shape.q, shape.gain.value);
    case FilterKind::HighShelf:
        return v > 0.0 ? lowShelf(1.0 / v, shape.q, shape.gain.value) : 1.0;
    case FilterKind::LowCut:
        return v > 0.0 ? butterworthLowPass(1.0 / v, shape.slopeDbPerOctave) : 0.0;
    case FilterKind::HighCut:
        return butterworthLowPass(v, shape.slopeDbPerOctave);
    case FilterKind::Notch: {
        const double u = (1.0 - v) * (1.0 - v);
        return u / (u + v / (shape.q * shape.q));
    }
    case FilterKind::Tilt:
        return tilt(v, shape.gain.value);
    }
    return 1.0;
}

std::string_view nameOf(FilterKind kind) {
    switch (kind) {
    case FilterKind::Bell:
        return "bell";
    case FilterKind::LowShelf:
        return "lowshelf";
    case FilterKind::HighShelf:
        return "highshelf";
    case FilterKind::LowCut:
        return "lowcut";
    case FilterKind::HighCut:
        return "highcut";
    case FilterKind::Notch:
        return "notch";
    case FilterKind::Tilt:
        return "tilt";
    }
    return {};
}

std::string_view nameOf(Placement placement) {
    switch (placement) {
    case Placement::Stereo:
        return "stereo";
    case Placement::Mid:
        return "mid";
    case Placement::Side:
        return "side";
    }
    return {};
}

} // namespace kilter
