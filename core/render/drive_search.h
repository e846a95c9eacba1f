// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace kilter {

inline constexpr Decibels kSolverTolerance{0.02}; ///< LU
inline constexpr Decibels kPromise{0.05};         ///< LU; what the answer promises
/// So many renders find the drive where loudness rises steadily with it. Where the gate of BS.1770
/// makes it jump, it takes more, each of them short: what jumps is short or mostly silent.
inline constexpr int kMostRenders = 6;
inline constexpr int kMostRendersWhereItJumps = 60;

/// One trial of the solver: with this drive into the limiter the master is so loud.
struct DriveTrial {
    Decibels drive;
    std::vector<double> blocks; ///< gatingBlocks() of the master before the trim
    Lufs loudness;              ///< with the trim, as far as it is known
};

/// What the solver knows before its first render.
struct DriveProblem {
    Lufs target;
    std::vector<double> blocks; ///< gatingBlocks() of what goes into the drive
    Lufs undriven;              ///< its loudness
    Decibels free;              ///< with less drive than about this the limiter has nothing to do
    /// From a search with nearly the same equaliser: the drive that should reach the target, and
    /// how much louder a dB of drive makes each block there.
    std::optional<Decibels> guess = std::nullopt;
    std::vector<double> slopes = {};
};

/// Plans which drives to try for a target. Between the trials it knows every block of 400 ms, so
/// that it sees where the relative gate lets blocks in or out and the loudness of the whole jumps.
/// A target is given up when every stretch of drive in which it might hide was looked into.
class DriveSearch {
  public:
    explicit DriveSearch(DriveProblem problem);

    void add(DriveTrial trial);
    /// What every master is moved by that was not measured yet: the trim, about.
    void expectTrim(Decibels trim) { trim_ = trim; }

    /// The drive to try next. nullopt: the nearest trial is close enough, or there is no other
    /// drive with which it might be.
    [[nodiscard]] std::optional<Decibels> next() const;
    /// One to try at the same time as `drive`, where little is known yet.
    [[nodiscard]] std::optional<Decibels> companion(Decibels drive) const;

    [[nodiscard]] const std::vector<DriveTrial>& trials() const { return trials_; } ///< by drive
    /// The trial nearest to the target, with the least drive of those; there is one.
    [[nodiscard]] const DriveTrial& nearest() const;
    /// What the nearest trials under and over the target reach; empty where there is none.
    [[nodiscard]] std::optional<Lufs> below() const;
    [[nodiscard]] std::optional<Lufs> above() const;

    /// The loudness to expect.
    [[nodiscard]] Lufs predict(Decibels drive) const;
    /// How much louder a dB of drive makes each block, or the whole: dI/dDrive, 1 where nothing is
    /// limited, towards 0 where drive buys nothing.
    [[nodiscard]] std::vector<double> slopesAt(Decibels drive) const;
    [[nodiscard]] double slopeAt(Decibels drive) const;

  private:
    struct Curve {
        double drive;
        std::vector<double> levels; ///< of every block, dB
    };
    struct Approach {
        double drive, error;
    };

    [[nodiscard]] double errorAt(double drive) const;
    [[nodiscard]] double closestAt(double drive, double doubt) const;
    [[nodiscard]] double miss(const DriveTrial& trial) const;
    void levelsAt(double drive, std::vector<double>& levels) const;
    [[nodiscard]] std::optional<Decibels> crossing(double step) const;
    [[nodiscard]] std::optional<Decibels> hidingPlace(double step) const;
    [[nodiscard]] std::optional<Decibels> nearer(double step) const;
    [[nodiscard]] double leastDrive() const;
    [[nodiscard]] double mostDrive() const;
    [[nodiscard]] bool wasTried(double drive) const;

    DriveProblem problem_;
    std::vector<double> undriven_; ///< levels of every block, dB
    std::vector<DriveTrial> trials_;
    std::vector<Curve> curves_; ///< of the trials in which the limiter worked, by drive
    Decibels trim_{};
};

} // namespace kilter
