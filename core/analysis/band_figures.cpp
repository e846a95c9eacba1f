// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"
#include "core/analysis/cell_weights.h"

#include <cmath>

namespace kilter {

namespace {

struct StereoPower {
    double mid = 0.0, side = 0.0, cross = 0.0;

    [[nodiscard]] double total() const { return 2.0 * (mid + side); } // L^2 + R^2
};

StereoPower powerIn(const Spectrum& s, Hertz low, Hertz high) {
    const auto weights = cellWeights(low, high);
    StereoPower sum;
    for (std::size_t i = 0; i < kCells; ++i) {
        sum.mid += weights[i] * s.mid[i];
        sum.side += weights[i] * s.side[i];
        sum.cross += weights[i] * s.cross[i];
    }
    return sum;
}

Decibels widthOf(const StereoPower& p) {
    if (p.mid <= 0.0)
        return {p.side > 0.0 ? kWidthOfAntiPhase.value : toDecibels(0.0).value};
    return std::min(kWidthOfAntiPhase, powerToDecibels(p.side / p.mid));
}

// L R* = M^2 - S^2 and L^2, R^2 = M^2 + S^2 +- 2 M S*, real parts.
double correlationOf(const StereoPower& p) {
    const double sum = p.mid + p.side;
    const double energies = sum * sum - 4.0 * p.cross * p.cross;
    if (sum <= 0.0)
        return 1.0;
    if (energies <= 1e-12 * sum * sum)
        return 0.0; // one channel alone
    return std::clamp((p.mid - p.side) / std::sqrt(energies), -1.0, 1.0);
}

} // namespace

std::array<BandFigures, kNamedBands> bandFigures(const Spectrum& spectrum) {
    std::array<StereoPower, kNamedBands> powers;
    double total = 0.0;
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        powers[b] = powerIn(spectrum, kBands[b].low, kBands[b].high);
        total += powers[b].total();
    }
    std::array<BandFigures, kNamedBands> figures;
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        const StereoPower& p = powers[b];
        figures[b].level =
            p.total() > 0.0 ? Decibels{powerToDecibels(p.total()).value - spectrum.loudness().value}
                            : toDecibels(0.0);
        figures[b].share = total > 0.0 ? p.total() / total : 0.0;
        figures[b].width = widthOf(p);
        figures[b].correlation = correlationOf(p);
    }
    return figures;
}

Decibels widthOf(const Spectrum& spectrum) {
    return widthOf(powerIn(spectrum, cellEdge(0), cellEdge(kCells)));
}

} // namespace kilter
