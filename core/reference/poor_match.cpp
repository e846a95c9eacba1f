// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/poor_match.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

// Enough to build on: the estimates' own confidence.
constexpr double kSure = 0.5;
// Onsets a second of music with a beat, and of music that has hardly any.
constexpr double kBeat = 2.5;
constexpr double kNoBeat = 1.0;
constexpr double kNoOnsets = 0.3; // so few that what they are made of says nothing
// Share of the energy that is broad and short: drums stand out, or there is hardly a stroke. A
// dense, distorted mix hides its drums, so that little of it alone says nothing.
constexpr double kDrums = 0.05;
constexpr double kNoDrums = 0.01;
constexpr double kFarDenser = 2.5;
// Tempos that no halving or doubling brings together.
constexpr double kOtherTempo = 1.25;

template <class T>
std::optional<T> sure(const std::optional<Estimate<T>>& e) {
    if (e && e->confidence >= kSure)
        return e->value;
    return std::nullopt;
}

// How far apart two tempos are at best, by halves and doubles.
double tempoRatio(double a, double b) {
    double octaves = std::abs(std::log2(a / b));
    octaves -= std::floor(octaves);
    return std::exp2(std::min(octaves, 1.0 - octaves));
}

} // namespace

std::optional<std::string> poorMatch(const Character& mix, const Character& reference) {
    const auto mixOnsets = sure(mix.onsetDensity);
    const auto otherOnsets = sure(reference.onsetDensity);
    const auto mixStrokes = sure(mix.percussiveness);
    const auto otherStrokes = sure(reference.percussiveness);
    // Without an onset there is no density to estimate.
    const double mixDensity = mixOnsets.value_or(0.0);
    const double otherDensity = otherOnsets.value_or(0.0);
    const bool mixKnown = mixOnsets || mixStrokes;
    const bool otherKnown = otherOnsets || otherStrokes;
    if (!mixKnown || !otherKnown)
        return std::nullopt;

    const auto drumless = [](const std::optional<double>& onsets,
                             const std::optional<double>& strokes) {
        return (onsets && *onsets < kNoOnsets) ||
               (onsets.value_or(0.0) < kNoBeat && strokes.value_or(0.0) < kNoDrums);
    };
    const auto drums = [](double density, const std::optional<double>& strokes) {
        return density >= kBeat || strokes.value_or(0.0) >= kDrums;
    };
    std::string why;
    if (drums(mixDensity, mixStrokes) && drumless(otherOnsets, otherStrokes))
        why = "no drums";
    else if (drumless(mixOnsets, mixStrokes) && drums(otherDensity, otherStrokes))
        why = "drums, where the mix has none";
    else if (mixOnsets && otherOnsets && mixDensity > kFarDenser * otherDensity)
        why = "far sparser";
    else if (mixOnsets && otherOnsets && otherDensity > kFarDenser * mixDensity)
        why = "far denser";
    if (why.empty())
        return std::nullopt;
    const auto mixTempo = sure(mix.tempo);
    const auto otherTempo = sure(reference.tempo);
    if (mixTempo && otherTempo && tempoRatio(*mixTempo, *otherTempo) > kOtherTempo)
        why += ", " + std::to_string(std::lround(*otherTempo)) + " beats a minute against " +
               std::to_string(std::lround(*mixTempo));
    return why;
}

} // namespace kilter
