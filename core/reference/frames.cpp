// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/frames.h"

#include "core/base/index.h"
#include "core/reference/levels.h"
#include "core/reference/priors.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr int kBlocks = 12;
constexpr double kUnderReading = 1.5;

void add(Spectrum& sum, const Spectrogram& spectrogram, int frame, double weight) {
    const float* mid = spectrogram.midOf(frame);
    const float* side = spectrogram.sideOf(frame);
    double* sumMid = sum.mid.data();
    double* sumSide = sum.side.data();
#pragma omp simd
    for (int i = 0; i < kCells; ++i) {
        sumMid[i] += weight * static_cast<double>(mid[i]);
        sumSide[i] += weight * static_cast<double>(side[i]);
    }
    sum.loudnessPower += weight * static_cast<double>(spectrogram.loudnessPower[at(frame)]);
    ++sum.frames;
}

void scale(Spectrum& spectrum, double k) {
    for (double& v : spectrum.mid)
        v *= k;
    for (double& v : spectrum.side)
        v *= k;
    spectrum.loudnessPower *= k;
}

Spectrum difference(const Spectrum& all, const Spectrum& part) {
    Spectrum rest = all;
    for (int i = 0; i < kCells; ++i) {
        rest.mid[at(i)] = std::max(0.0, all.mid[at(i)] - part.mid[at(i)]);
        rest.side[at(i)] = std::max(0.0, all.side[at(i)] - part.side[at(i)]);
    }
    rest.loudnessPower = all.loudnessPower - part.loudnessPower;
    rest.frames = all.frames - part.frames;
    return rest;
}

using Thirds = std::array<Decibels, kThirds>;

Thirds sigmaOf(const std::vector<Thirds>& leftOut) {
    const double n = static_cast<double>(leftOut.size());
    Thirds sigma{};
    for (int b = 0; b < kThirds; ++b) {
        const double prior = sectionPrior(thirdCentre(b)).value;
        double jack = 0.0;
        if (n >= 2.0) {
            double mean = 0.0;
            for (const Thirds& t : leftOut)
                mean += t[at(b)].value / n;
            for (const Thirds& t : leftOut)
                jack += (t[at(b)].value - mean) * (t[at(b)].value - mean);
            jack = std::sqrt(jack * (n - 1.0) / n);
        } else {
            jack = prior; // one block tells nothing of its like
        }
        const double j = kUnderReading * jack;
        sigma[at(b)] = {std::sqrt(0.5 * (j * j + prior * prior))};
    }
    return sigma;
}

} // namespace

std::vector<int> comparedFrames(const Analysis& analysis) {
    if (analysis.spectrogram.frames == 0)
        return {};
    return gatedFrames(analysis.spectrogram, analysis.sections);
}

Spectrum meanOf(const Spectrogram& spectrogram, const std::vector<WeightedFrame>& frames) {
    Spectrum mean;
    double weights = 0.0;
    for (const WeightedFrame& f : frames) {
        add(mean, spectrogram, f.frame, f.weight);
        weights += f.weight;
    }
    if (weights > 0.0)
        scale(mean, 1.0 / weights);
    return mean;
}

LevelSigmas levelSigmas(const Spectrogram& spectrogram, const std::vector<int>& frames) {
    const int blocks = std::min<int>(kBlocks, static_cast<int>(frames.size()));
    std::vector<Spectrum> sums(at(blocks));
    Spectrum all;
    for (std::size_t i = 0; i < frames.size(); ++i)
        add(sums[i * at(blocks) / frames.size()], spectrogram, frames[i], 1.0);
    for (const Spectrum& s : sums) {
        for (int i = 0; i < kCells; ++i) {
            all.mid[at(i)] += s.mid[at(i)];
            all.side[at(i)] += s.side[at(i)];
        }
        all.loudnessPower += s.loudnessPower;
        all.frames += s.frames;
    }
    std::vector<Thirds> stereo, side;
    for (const Spectrum& s : sums) {
        const Spectrum rest = difference(all, s);
        if (rest.frames > 0 && rest.loudnessPower > 0.0) {
            stereo.push_back(thirdLevels(rest));
            side.push_back(sideLevels(rest));
        }
    }
    return {sigmaOf(stereo), sigmaOf(side)};
}

std::array<Decibels, kNamedBands> bandDynamics(const Spectrogram& spectrogram,
                                               const std::vector<int>& frames) {
    std::array<Decibels, kNamedBands> dynamics{};
    if (frames.empty())
        return dynamics;
    // Whole cells do here: the figure compares a band with itself.
    std::vector<float> levels(frames.size());
    for (int b = 0; b < kNamedBands; ++b) {
        int first = 0;
        while (first < kCells && cellCentre(first) < kBands[at(b)].low)
            ++first;
        int last = first;
        while (last < kCells && cellCentre(last) < kBands[at(b)].high)
            ++last;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const float* mid = spectrogram.midOf(frames[i]);
            const float* side = spectrogram.sideOf(frames[i]);
            float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
            for (int c = first; c < last; ++c)
                sum += mid[c] + side[c];
            levels[i] = sum;
        }
        const auto percentile = [&](double p) {
            const auto k = static_cast<std::ptrdiff_t>(p * static_cast<double>(levels.size() - 1));
            std::nth_element(levels.begin(), levels.begin() + k, levels.end());
            return static_cast<double>(levels[static_cast<std::size_t>(k)]);
        };
        const double high = percentile(0.95);
        const double middle = percentile(0.5);
        if (middle > 0.0)
            dynamics[at(b)] = {std::min(40.0, powerToDecibels(high / middle).value)};
    }
    return dynamics;
}

} // namespace kilter
