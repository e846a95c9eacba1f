// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/filter_shape.h"
#include "core/base/frequency_grid.h"

#include <array>
#include <vector>

/// The search behind proposeMoves, on plain numbers.
namespace kilter {

/// The thirds of the gap and the few that lie beyond its ends, so that all cells are covered.
inline constexpr int kFitThirds = 59;
inline constexpr int kFitBelow = 5; ///< third b of the gap is third b + kFitBelow here
static_assert(thirdFirstCell(0) == kFitBelow * kCellsPerThird / 2);

using FitThirds = std::array<double, kFitThirds>;

/// What is wanted, and what it is worth.
struct FitTarget {
    FitThirds wanted{};                 ///< dB by which the level of each third should change
    FitThirds weight{};                 ///< 1/sigma^2; 0 where nothing is known
    std::array<double, kCells> power{}; ///< the mix's, any scale
};

struct FitBounds {
    double limit = 4.0;              ///< dB, a filter's and the composite's
    double ridge = 0.001;            ///< penalty on sum g^2: few dB where few do
    double boostQ = 1.5;             ///< largest Q of a boost; the smallest is 0.3
    double cutQ = 3.0;               ///< largest Q of a cut
    double extremeBoost = 2.0;       ///< dB, of a boost under 40 Hz or over 14 kHz
    double bellSpacing = 1.0 / 3.0;  ///< octaves; bells closer than this are one in disguise
    double shelfSpacing = 1.0 / 2.0; ///< octaves; the same for shelves of either kind
    bool oneShelfOfAKind = false;    ///< a second one at the same end is a bell, or nothing
    double lowShelfMost = 16000.0;   ///< Hz, of a low shelf's corner
    double highShelfLeast = 30.0;    ///< Hz, of a high shelf's
};

struct Fit {
    std::vector<FilterShape> filters;
    double cost = 0.0; ///< chi^2/N without penalties
};

struct SearchEffort {
    int beams = 8; ///< states that are kept while filters are added
    int atoms = 6; ///< new filters that each of them tries
    int fits = 1;  ///< of each number of filters that are returned
};

/// The best fits found with 1 filter, best first, then with 2 ... `most`; none with more where more
/// did not help.
/// Cost: 5-35 ms for 5 filters, 8 beams, 6 atoms (tests/benchmarks/moves_benchmark).
[[nodiscard]] std::vector<Fit> beamSearch(const FitTarget& target, const FitBounds& bounds,
                                          int most, double price, const SearchEffort& effort);

/// Whether two of the filters stand where `bounds` allow only one.
[[nodiscard]] bool anyTooClose(const FitBounds& bounds, const std::vector<FilterShape>& filters);

/// Joint Levenberg-Marquardt refinement of `filters`. `gainsOnly` holds frequency and Q.
[[nodiscard]] Fit refine(const FitTarget& target, const FitBounds& bounds,
                         std::vector<FilterShape> filters, bool gainsOnly = false);

/// chi^2/N of `filters` as they are.
[[nodiscard]] double costOf(const FitTarget& target, const std::vector<FilterShape>& filters);

/// Change of level of every third that `filters` make, in dB.
[[nodiscard]] FitThirds thirdChange(const FitTarget& target,
                                    const std::vector<FilterShape>& filters);

/// Largest |composite| in dB over the cells from 20 Hz to 20 kHz.
[[nodiscard]] double compositePeak(const std::vector<FilterShape>& filters);

} // namespace kilter
