// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/moves/band_response.h"

#include "core/base/index.h"

#include <cmath>

namespace kilter::fitting {

Band bandOf(const FilterShape& s) {
    return {s.kind, std::log(s.frequency.value), s.gain.value, std::log(s.q)};
}

FilterShape shapeOf(const Band& b) {
    return {b.kind, {std::exp(b.lnF)}, {b.g}, std::exp(b.lnQ), 12};
}

// v = (f/f0)^2, a = v/Q^2. Each line of derivatives follows from the line above it.
void evaluate(const Band& band, const CellArray& f2, BandResponse& r) {
    const auto inverseF2 = static_cast<float>(std::exp(-2.0 * band.lnF));
    const auto inverseQ2 = static_cast<float>(std::exp(-2.0 * band.lnQ));
    const float* cells = f2.data();
    float* power = r.power.data();
    float* byLnF = r.byLnF.data();
    float* byGain = r.byGain.data();
    float* byLnQ = r.byLnQ.data();
    if (band.kind == FilterKind::Bell) {
        const auto G = static_cast<float>(std::exp(band.g * (std::numbers::ln10 / 20.0)));
        constexpr float dG = std::numbers::ln10_v<float> / 20.0F; // d ln G / d gain
        const float invG = 1.0F / G;
#pragma omp simd
        for (int i = 0; i < kFitCells; ++i) {
            const float v = cells[i] * inverseF2;
            const float a = v * inverseQ2;
            const float u = (1.0F - v) * (1.0F - v);
            const float n = 1.0F / (u + a * G);
            const float d = 1.0F / (u + a * invG);
            const float du = 4.0F * v * (1.0F - v);
            power[i] = d / n;
            byLnF[i] = (du - 2.0F * a * G) * n - (du - 2.0F * a * invG) * d;
            byGain[i] = dG * a * (G * n + invG * d);
            byLnQ[i] = -2.0F * a * (G * n - invG * d);
        }
        return;
    }
    const bool high = band.kind == FilterKind::HighShelf;
    const auto A = static_cast<float>(std::exp(band.g * (std::numbers::ln10 / 40.0)));
    const float dA = A * (std::numbers::ln10_v<float> / 40.0F);
    const float scale = high ? 1.0F / inverseF2 : inverseF2;
    const float sign = high ? -1.0F : 1.0F;
#pragma omp simd
    for (int i = 0; i < kFitCells; ++i) {
        const float v = high ? scale / cells[i] : cells[i] * scale;
        const float a = A * v * inverseQ2;
        const float p = A - v;
        const float q = 1.0F - A * v;
        const float n = 1.0F / (p * p + a);
        const float d = 1.0F / (q * q + a);
        power[i] = A * A * d / n;
        byLnF[i] = sign * ((4.0F * v * p - 2.0F * a) * n - (4.0F * A * v * q - 2.0F * a) * d);
        byGain[i] =
            dA * (2.0F / A + (2.0F * p + v * inverseQ2) * n - (-2.0F * v * q + v * inverseQ2) * d);
        byLnQ[i] = -2.0F * a * (n - d);
    }
}

FitColumn thirdSums(const float* cells) {
    static_assert(kPerHalf == 4);
    std::array<float, kHalves> halves;
    for (int j = 0; j < kHalves; ++j) {
        const float* c = cells + j * kPerHalf;
        halves[at(j)] = (c[0] + c[1]) + (c[2] + c[3]);
    }
    FitColumn sums;
    for (int b = 0; b < kFitThirds; ++b)
        sums[at(b)] = halves[at(b)] + halves[at(b + 1)];
    return sums;
}

} // namespace kilter::fitting
