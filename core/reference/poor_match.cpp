// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/poor_match.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

// Onsets a second of music with a beat.
constexpr double kBeat = 2.5;
constexpr double kNoOnsets = 0.3; // so few that what they are made of says nothing
// Percussiveness of music with drums, and of music without: on 96 finished pieces the orchestral
// and ambient ones without drums lie at 0.11-0.20, those with timpani at 0.20-0.26.
constexpr double kDrums = 0.25;
constexpr double kNoDrums = 0.2;
constexpr double kFarDenser = 2.5;
// Tempos that no halving or doubling brings together.
constexpr double kOtherTempo = 1.25;

template <class T>
std::optional<T> sure(const std::optional<Estimate<T>>& e) {
    if (e && e->confidence >= kSureEstimate)
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

    // Dense, distorted music hides its drums: with many onsets a low percussiveness says nothing.
    const auto drumless = [](const std::optional<double>& onsets,
                             const std::optional<double>& strokes) {
        return (onsets && *onsets < kNoOnsets) ||
               (strokes && *strokes < kNoDrums && onsets.value_or(0.0) < kBeat);
    };
    const auto drums = [](const std::optional<double>& onsets,
                          const std::optional<double>& strokes) {
        return strokes ? *strokes >= kDrums : onsets.value_or(0.0) >= kBeat;
    };
    std::string why;
    if (drums(mixOnsets, mixStrokes) && drumless(otherOnsets, otherStrokes))
        why = "no drums";
    else if (drumless(mixOnsets, mixStrokes) && drums(otherOnsets, otherStrokes))
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
