// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/builtin_profile.h"

#include "core/reference/levels.h"
#include "core/reference/priors.h"

namespace kilter {

namespace {

// Level of the power spectral density re 1 kHz, from the published slope: with x = log2(f/200),
// the integral of -2.350 - 1.318 x over octaves.
double densityLevel(Hertz f) {
    const auto integral = [](double x) { return -2.350 * x - 0.5 * 1.318 * x * x; };
    return integral(std::log2(f.value / 200.0)) - integral(std::log2(1000.0 / 200.0));
}

// Between records of the whole of popular music; where the fit extrapolates (under 200 Hz, over 10
// kHz), more.
Decibels spreadOf(Hertz f) {
    static constexpr PriorPoint kPoints[]{{{40}, {6.0}},   {{60}, {4.0}},   {{100}, {3.0}},
                                          {{200}, {2.6}},  {{4000}, {3.0}}, {{8000}, {4.0}},
                                          {{16000}, {6.0}}};
    return interpolate(kPoints, f);
}

} // namespace

Profile builtinProfile() {
    Profile profile;
    profile.name = "builtin";
    Spectrum spectrum;
    const auto weights = kWeightingOfCells();
    for (int i = 0; i < kCells; ++i) {
        // Under 40 Hz records fall; the parabola does too, only later. Nothing is asked there.
        const double density = power(Decibels{densityLevel(cellCentre(i))});
        const double cell = density * (cellEdge(i + 1) - cellEdge(i)).value;
        spectrum.mid[static_cast<std::size_t>(i)] = 0.5 * cell;
        spectrum.loudnessPower += cell * weights[static_cast<std::size_t>(i)];
    }
    spectrum.frames = 1;
    const auto thirds = thirdLevels(spectrum);
    const auto balance = balanceLevels(spectrum);
    constexpr double kSongs = 12345.0;
    for (std::size_t b = 0; b < kThirds; ++b) {
        const Decibels spread = spreadOf(thirdCentre(static_cast<int>(b)));
        profile.thirds[b] = {thirds[b], spread, {0.3}, true};
        // The mean of so many songs has neither sections nor notes.
        profile.balance[b] = {balance[b], 0.0, 1.0 / kSongs, spread, 1.0, true};
    }
    const BandLevels bands = bandLevels(spectrum);
    profile.share = bands.share;
    for (std::size_t b = 0; b < kNamedBands; ++b) {
        const Hertz centre{std::sqrt(kBands[b].low.value * kBands[b].high.value)};
        profile.bands[b] = {bands.level[b], spreadOf(centre), {0.3}, true};
        profile.width[b].known = false;
        profile.dynamics[b].known = false;
    }
    for (ProfileBand& side : profile.sideThirds)
        side.known = false;
    profile.reliability = 0.6; // a target for music in general, for nobody's song in particular
    return profile;
}

} // namespace kilter
