// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit_problem.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace kilter::fitting {

inline constexpr double kLeastQ = 0.3;
inline constexpr double kLeastShelfQ = 0.4;
inline constexpr double kMostShelfQ = 1.0;
inline constexpr double kLeastHz = 30.0;
inline constexpr double kMostHz = 16000.0;
inline constexpr int kIterations = 25; ///< enough to settle

/// One point of the search: where the bands stand, what that costs, and how the cost changes.
/// `problem` and `bounds` live at least as long.
class State {
  public:
    State(const Problem& problem, const FitBounds& bounds, std::vector<Band> bands);

    [[nodiscard]] const std::vector<Band>& bands() const { return bands_; }
    [[nodiscard]] double objective() const { return objective_; } ///< penalties included
    /// chi^2/N.
    [[nodiscard]] double cost() const {
        return problem_->known > 0 ? chi2_ / problem_->known : 0.0;
    }
    [[nodiscard]] const FitThirds& residual() const { return residual_; }

    /// Holds a band within the bounds.
    void hold(Band& b) const;

    /// Levenberg-Marquardt until it settles.
    void refine(bool gainsOnly, int iterations);

  private:
    void update();
    void linearise(bool gainsOnly);
    /// How the level of each third changes with one parameter, less its mean, times 1/sigma.
    [[nodiscard]] FitColumn weightedColumn(const float* derivative, const FitColumn& scale) const;
    [[nodiscard]] const float* derivativeOf(std::size_t column, bool gainsOnly) const;
    /// Where the damped normal equations lead. Parameters that would only push against their
    /// bound are frozen.
    [[nodiscard]] std::optional<State> step(double mu, bool gainsOnly) const;

    struct Over {
        int cell;
        double excess;
    };

    const Problem* problem_;
    const FitBounds* bounds_;
    std::vector<Band> bands_;
    std::vector<BandResponse> responses_;
    CellArray total_{};
    FitThirds sums_{}, change_{}, residual_{};
    double chi2_ = 0.0;
    double objective_ = 0.0;
    std::vector<Over> over_; ///< where the composite is beyond its limit
    std::vector<FitColumn> columns_;
    std::vector<double> gradient_, normal_;
};

[[nodiscard]] Fit fitOf(const State& state);

} // namespace kilter::fitting
