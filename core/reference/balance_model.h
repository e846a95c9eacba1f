// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/reference/priors.h"

#include <cmath>

/// How songs, their sections and their notes scatter in the level of a third: the figures behind
/// balance.h, rounded from 77 pieces of game music, 284 good sections of 30 s.
namespace kilter::balance_model {

/// Standard deviation of a song's balance about the mean of all music, smooth part.
[[nodiscard]] inline Decibels songDeviation(Hertz f) {
    static constexpr PriorPoint kPoints[]{{{40}, {6.0}},    {{50}, {5.5}},   {{100}, {4.0}},
                                          {{200}, {3.5}},   {{400}, {3.0}},  {{1300}, {3.0}},
                                          {{2500}, {3.0}},  {{4000}, {3.5}}, {{7000}, {4.5}},
                                          {{10000}, {5.5}}, {{16000}, {7.0}}};
    return interpolate(kPoints, f);
}

/// Standard deviation of one good 30 s section about its song.
[[nodiscard]] inline Decibels sectionDeviation(Hertz f) {
    static constexpr PriorPoint kPoints[]{
        {{40}, {4.0}},   {{50}, {3.0}},   {{100}, {2.2}},  {{200}, {1.7}},   {{400}, {1.6}},
        {{1300}, {1.6}}, {{4000}, {1.9}}, {{7000}, {2.6}}, {{10000}, {3.0}}, {{16000}, {3.5}}};
    return interpolate(kPoints, f);
}

/// Standard deviation that a song's key and chords make: a third as its fine structure is moved by
/// up to three semitones either way under its envelope of an octave.
[[nodiscard]] inline Decibels noteDeviation(Hertz f) {
    static constexpr PriorPoint kPoints[]{{{40}, {2.1}},   {{100}, {1.9}},  {{200}, {1.4}},
                                          {{400}, {1.25}}, {{1300}, {1.0}}, {{4000}, {0.8}},
                                          {{7000}, {1.2}}, {{16000}, {1.5}}};
    return interpolate(kPoints, f);
}

/// Over how many octaves balance changes: three in the bass, where little but its level is known,
/// one from 400 Hz on.
[[nodiscard]] inline double balanceOctaves(Hertz f) {
    static constexpr PriorPoint kPoints[]{{{100}, {3.0}}, {{200}, {1.8}}, {{400}, {1.0}}};
    return interpolate(kPoints, f).value;
}

/// Correlations over `octaves`. Balance is smooth (Matern, nu = 3/2, on an axis that is stretched
/// by balanceOctaves), what a section plays is rough, notes are forgotten within a third.
[[nodiscard]] inline double balanceCorrelation(double lengths) {
    const double a = std::sqrt(3.0) * std::abs(lengths);
    return (1.0 + a) * std::exp(-a);
}
[[nodiscard]] inline double sectionCorrelation(double octaves) {
    return std::exp(-std::abs(octaves));
}
[[nodiscard]] inline double noteCorrelation(double octaves) {
    constexpr double kOctaves = 0.3;
    return std::exp(-0.5 * octaves * octaves / (kOctaves * kOctaves));
}

} // namespace kilter::balance_model
