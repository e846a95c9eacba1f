// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/k_weighting.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace kilter {

namespace {

BiquadCoefficients headShelf(SampleRate rate) {
    const double K = std::tan(std::numbers::pi * 1681.974450955533 / rate.hz);
    const double Q = 0.7071752369554196;
    const double Vh = std::pow(10.0, 3.999843853973347 / 20.0);
    const double Vb = std::pow(Vh, 0.4996667741545416);
    const double a0 = 1.0 + K / Q + K * K;
    return {(Vh + Vb * K / Q + K * K) / a0, 2.0 * (K * K - Vh) / a0, (Vh - Vb * K / Q + K * K) / a0,
            2.0 * (K * K - 1.0) / a0, (1.0 - K / Q + K * K) / a0};
}

// The numerator stays 1, -2, 1 as in the standard: the pass band's gain is a little over 1.
BiquadCoefficients highPass(SampleRate rate) {
    const double K = std::tan(std::numbers::pi * 38.13547087602444 / rate.hz);
    const double Q = 0.5003270373238773;
    const double a0 = 1.0 + K / Q + K * K;
    return {1.0, -2.0, 1.0, 2.0 * (K * K - 1.0) / a0, (1.0 - K / Q + K * K) / a0};
}

} // namespace

KWeighting::KWeighting(SampleRate rate)
    : sections{headShelf(rate), highPass(rate)}
    , rate_(rate) {}

double KWeighting::powerResponse(Hertz f) const {
    const std::complex<double> z1 = std::polar(1.0, -2.0 * std::numbers::pi * f.value / rate_.hz);
    double power = 1.0;
    for (const BiquadCoefficients& s : sections)
        power *= std::norm((s.b0 + z1 * (s.b1 + z1 * s.b2)) / (1.0 + z1 * (s.a1 + z1 * s.a2)));
    return power;
}

} // namespace kilter
