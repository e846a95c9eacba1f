// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/levels.h"

#include "core/analysis/analysis.h"
#include "core/analysis/k_weighting.h"
#include "core/base/index.h"

#include <algorithm>

namespace kilter {

namespace {

Decibels relative(double cellPower, Decibels loudness) {
    return std::max(kFloor, powerToDecibels(cellPower) - loudness);
}

template <class Power>
std::array<Decibels, kThirds> levelsOf(Power powerOfCell, Decibels loudness) {
    std::array<Decibels, kThirds> levels{};
    for (int b = 0; b < kThirds; ++b) {
        double sum = 0.0;
        for (int i = 0; i < kCellsPerThird; ++i)
            sum += powerOfCell(thirdFirstCell(b) + i);
        levels[at(b)] = relative(sum, loudness);
    }
    return levels;
}

// Loudness as a level, so that differences of powers and loudness are plain decibels.
Decibels loudnessLevel(const Spectrum& spectrum) {
    return {spectrum.loudness().value};
}

} // namespace

std::array<Decibels, kThirds> thirdLevels(const Spectrum& spectrum) {
    return levelsOf([&](int i) { return spectrum.stereo(i); }, loudnessLevel(spectrum));
}

std::array<Decibels, kThirds> sideLevels(const Spectrum& spectrum) {
    return levelsOf([&](int i) { return 2.0 * spectrum.side[at(i)]; }, loudnessLevel(spectrum));
}

BandLevels bandLevels(const Spectrum& spectrum) {
    constexpr Decibels kWidest{60.0};
    BandLevels levels;
    const auto figures = bandFigures(spectrum);
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        levels.level[b] = std::max(kFloor, figures[b].level);
        levels.share[b] = figures[b].share;
        levels.width[b] = std::clamp(figures[b].width, -kWidest, kWidest);
    }
    return levels;
}

int bandAt(Hertz f) {
    for (int b = 0; b < kNamedBands; ++b)
        if (f < kBands[at(b)].high)
            return b;
    return kNamedBands - 1;
}

std::array<double, kCells> kWeightingOfCells() {
    // The rate matters above 15 kHz only, where there is next to no power.
    const KWeighting k(SampleRate{48000});
    std::array<double, kCells> weights{};
    for (int i = 0; i < kCells; ++i)
        weights[at(i)] = k.powerResponse(cellCentre(i));
    return weights;
}

} // namespace kilter
