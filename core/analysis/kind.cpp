// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/kind.h"

#include "core/analysis/cell_weights.h"
#include "core/analysis/k_weighting.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

namespace kilter {

namespace {

constexpr double kEnvelopeRate = 50.0; // a second

// Amplitude of the section, left and right together.
std::vector<double> envelopeOf(const Overview& overview, Section section) {
    const auto& [left, right] = overview.channels;
    const auto point = [&](Seconds t) {
        return std::min(static_cast<std::size_t>(std::max(0.0, 2.0 * kEnvelopeRate * t.value)),
                        overview.points());
    };
    std::vector<double> envelope;
    for (std::size_t p = point(section.begin); p + 2 <= point(section.end); p += 2)
        envelope.push_back(
            std::sqrt(static_cast<double>(left.meanSquare[p] + left.meanSquare[p + 1] +
                                          right.meanSquare[p] + right.meanSquare[p + 1])));
    return envelope;
}

// RMS of the envelope's changes between 2.5 and 7.5 Hz, re its mean: Hann windows of two seconds.
double syllableDepth(const std::vector<double>& envelope) {
    constexpr std::size_t kWindow = 100;
    constexpr int kFirst = 5; // of 0.5 Hz
    constexpr int kLast = 15;
    double mean = 0.0;
    for (const double e : envelope)
        mean += e / static_cast<double>(envelope.size());
    if (mean <= 0.0)
        return 0.0;
    double power = 0.0;
    int windows = 0;
    for (std::size_t begin = 0; begin + kWindow <= envelope.size(); begin += kWindow / 2) {
        ++windows;
        for (int bin = kFirst; bin <= kLast; ++bin) {
            double re = 0.0;
            double im = 0.0;
            for (std::size_t i = 0; i < kWindow; ++i) {
                const double turn = 2.0 * std::numbers::pi * static_cast<double>(i) / kWindow;
                const double e = (0.5 - 0.5 * std::cos(turn)) * envelope[begin + i];
                re += e * std::cos(bin * turn);
                im += e * std::sin(bin * turn);
            }
            power += re * re + im * im;
        }
    }
    // Parseval: a Hann window keeps 3/8 of the power, and half of the bins are negative ones.
    return windows == 0 ? 0.0
                        : std::sqrt(2.0 * power / (0.375 * kWindow * kWindow * windows)) / mean;
}

// Share of the time in which there is next to nothing: 28 dB under the loud moments.
double pauseShare(std::vector<double> envelope) {
    const auto loud =
        envelope.begin() + static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(envelope.size()));
    std::nth_element(envelope.begin(), loud, envelope.end());
    const double threshold = 0.04 * *loud;
    const auto pauses =
        std::count_if(envelope.begin(), envelope.end(), [&](double e) { return e < threshold; });
    return static_cast<double>(pauses) / static_cast<double>(envelope.size());
}

double stereoPower(const Spectrum& spectrum, Hertz low, Hertz high) {
    const auto weights = cellWeights(low, high);
    double sum = 0.0;
    for (int i = 0; i < kCells; ++i)
        sum += weights[static_cast<std::size_t>(i)] * spectrum.stereo(i);
    return sum;
}

} // namespace

bool isSineLike(const Analysis& a) {
    constexpr std::size_t kFewCells = 16;
    const KWeighting k(a.rate);
    std::array<double, kCells> power{};
    for (int i = 0; i < kCells; ++i)
        if (cellCentre(i) < a.rate.nyquist())
            power[static_cast<std::size_t>(i)] =
                a.spectrum.stereo(i) * k.powerResponse(cellCentre(i));
    std::sort(power.begin(), power.end(), std::greater<>());
    const double all = std::accumulate(power.begin(), power.end(), 0.0);
    return all > 0.0 && std::accumulate(power.begin(), power.begin() + kFewCells, 0.0) > 0.95 * all;
}

bool isSpeechLike(const Analysis& a) {
    constexpr double kDepth = 0.4;
    constexpr double kPauses = 0.05;
    constexpr double kVoice = 0.5;    // of the energy in 200 Hz-4 kHz
    constexpr double kBass = 0.05;    // at most, under 90 Hz
    constexpr Decibels kWidth{-15.0}; // at most
    const std::vector<double> envelope = envelopeOf(a.overview, a.section());
    if (static_cast<double>(envelope.size()) < 5.0 * kEnvelopeRate || a.width > kWidth)
        return false;
    const double all = stereoPower(a.spectrum, cellEdge(0), cellEdge(kCells));
    return stereoPower(a.spectrum, {200.0}, {4000.0}) > kVoice * all &&
           stereoPower(a.spectrum, cellEdge(0), {90.0}) < kBass * all &&
           pauseShare(envelope) > kPauses && syllableDepth(envelope) > kDepth;
}

} // namespace kilter
