// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit.h"

#include <array>
#include <numbers>

/// The responses that the search for moves is made of, with derivatives.
namespace kilter::fitting {

/// The thirds overlap by half on their 1/6-octave grid, so that each is the sum of two neighbouring
/// halves of four cells.
inline constexpr int kPerHalf = kCellsPerThird / 2;
inline constexpr int kHalves = kFitThirds + 1;
inline constexpr int kFitCells = kHalves * kPerHalf;
static_assert(kFitCells == kCells);

/// Single precision is a hundred times finer than a hundredth of a decibel, and twice as fast.
using CellArray = std::array<float, kFitCells>;
using FitColumn = std::array<float, kFitThirds>;

inline constexpr double kDbPerLn = 10.0 / std::numbers::ln10; // of power

/// A filter as the search moves it: ln f in Hz, gain in dB, ln Q.
struct Band {
    FilterKind kind = FilterKind::Bell;
    double lnF = 0.0, g = 0.0, lnQ = 0.0;
};

[[nodiscard]] Band bandOf(const FilterShape& shape);
[[nodiscard]] FilterShape shapeOf(const Band& band);

/// |H|^2 of one band in every cell, and the derivatives of its logarithm.
struct BandResponse {
    CellArray power{}, byLnF{}, byGain{}, byLnQ{};
};

/// The RBJ cookbook's analogue prototypes as in core/base/filter_shape. `f2`: the cells' squared
/// centres.
void evaluate(const Band& band, const CellArray& f2, BandResponse& r);

/// Sums over the thirds of what is given per cell.
[[nodiscard]] FitColumn thirdSums(const float* cells);

} // namespace kilter::fitting
