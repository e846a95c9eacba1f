// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/base/filter_shape.h"
#include "core/reference/levels.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

/// Spectra of music that nobody wrote, with known differences between them.
namespace kilter::testing {

/// Seeded, and the same on every platform (std::normal_distribution is not).
class Random {
  public:
    explicit Random(unsigned seed)
        : engine_(seed) {}

    [[nodiscard]] double uniform(double from, double to) {
        return from + (to - from) * (static_cast<double>(engine_()) + 0.5) / 4294967296.0;
    }
    [[nodiscard]] double normal() {
        double sum = 0.0;
        for (int i = 0; i < 12; ++i)
            sum += uniform(-0.5, 0.5);
        return sum;
    }
    [[nodiscard]] int whole(int from, int to) { // inclusive
        return from + static_cast<int>(engine_() % static_cast<unsigned>(to - from + 1));
    }

  private:
    std::mt19937 engine_;
};

/// Adds the loudness to a spectrum of which the cells are set.
inline Spectrum withLoudness(Spectrum s) {
    const auto weights = kWeightingOfCells();
    s.loudnessPower = 0.0;
    for (int i = 0; i < kCells; ++i)
        s.loudnessPower += weights[static_cast<std::size_t>(i)] * s.stereo(i);
    s.frames = 300;
    return s;
}

/// A mix: the slope of popular music, a random walk of about 2 dB a third, a little of partials'
/// comb, and sides that are 10 dB under the middle, less in the bass.
inline Spectrum musicSpectrum(Random& random) {
    Spectrum s;
    double walk = 0.0;
    for (int i = 0; i < kCells; ++i) {
        walk = 0.995 * walk + 0.7 * random.normal();
        const double octave = std::log2(cellCentre(i).value / 200.0);
        const double level = -0.659 * octave * octave + 0.65 * octave + walk + random.normal();
        const double mid = power(Decibels{level - 20.0});
        s.mid[static_cast<std::size_t>(i)] = mid;
        s.side[static_cast<std::size_t>(i)] =
            mid * power(Decibels{cellCentre(i).value < 150.0 ? -25.0 : -10.0});
    }
    return withLoudness(s);
}

/// `s` behind a curve, in dB per cell.
inline Spectrum behind(const Spectrum& s, const std::array<double, kCells>& curve) {
    Spectrum r = s;
    for (std::size_t i = 0; i < kCells; ++i) {
        r.mid[i] *= power(Decibels{curve[i]});
        r.side[i] *= power(Decibels{curve[i]});
    }
    return withLoudness(r);
}

/// The curve of some filters, in dB per cell.
inline std::array<double, kCells> curveOf(const std::vector<FilterShape>& filters) {
    std::array<double, kCells> curve{};
    for (int i = 0; i < kCells; ++i)
        for (const FilterShape& f : filters)
            curve[static_cast<std::size_t>(i)] += response(f, cellCentre(i)).value;
    return curve;
}

/// Noise on a spectrum, in dB per cell, as one song's sections differ: standard deviation `rms`,
/// neighbouring thirds of an octave correlated by about .68 .51 .42 .26 .15.
inline std::array<double, kCells> sectionNoise(Random& random, double rms) {
    // exp(-d/2.2) for d thirds: an autoregression with 8 cells a third.
    const double keep = std::exp(-1.0 / (2.2 * kCellsPerThird));
    const double fresh = std::sqrt(1.0 - keep * keep);
    std::array<double, kCells> noise{};
    double x = random.normal();
    for (double& n : noise) {
        x = keep * x + fresh * random.normal();
        n = rms * x;
    }
    return noise;
}

/// An analysis that knows no more than the spectrum.
inline Analysis analysisOf(const Spectrum& s) {
    Analysis a;
    a.rate = {44100};
    a.frames = {44100 * 60};
    a.sections = {{{0.0}, {60.0}}};
    a.spectrum = s;
    return a;
}

} // namespace kilter::testing
