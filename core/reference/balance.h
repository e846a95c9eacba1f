// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"

#include <array>
#include <span>

/// What can be known of a song's balance, and of the difference of two. core/moves/README.md tells
/// the model on a page; balance_model.h holds its figures.
namespace kilter {

/// Level of each third as the mean of its cells' levels in dB, re the loudness of the same frames:
/// a single strong partial counts for less in it than in the third's power.
[[nodiscard]] std::array<Decibels, kThirds> balanceLevels(const Spectrum& spectrum);

/// One third of a song's balance, or of the mean of several songs', as it was read.
struct BalanceBand {
    Decibels level{};
    double sectionShare = 1.0; ///< of the variance of one 30 s section: 1/sections for one song
    double songShare = 1.0;    ///< of the variance of one song's notes: 1 for one song, 1/n for n
    Decibels scatter{};        ///< how far such songs lie about their common balance
    /// Of the model's noise, how much songs of this kind show: under 1 where several agree better
    /// than sections and notes of any two songs would.
    double noiseScale = 1.0;
    bool known = false;
};
using BalanceReading = std::array<BalanceBand, kThirds>;

/// What the compared sections of a track tell of its balance: the mean over stretches of about 30
/// s, each at its own loudness; a short song compared whole counts for one. `known` where the cells
/// hold anything, whatever the track's bandwidth. Cost: under a millisecond a section.
[[nodiscard]] BalanceReading balanceOf(const Analysis& analysis);

/// The common balance of several songs, by weight, deaf to what lies far from the others in a
/// third; `scatter` is what they differ by beyond what sections and notes explain, held to a prior.
struct WeightedReading {
    BalanceReading reading;
    double weight = 1.0; ///< > 0
};
[[nodiscard]] BalanceReading commonBalance(std::span<const WeightedReading> songs);

/// Two stretches of one recording are one song's, read for longer.
[[nodiscard]] BalanceReading sameSongBalance(const BalanceReading& a, const BalanceReading& b);

using ThirdMatrix = std::array<std::array<double, kThirds>, kThirds>;

/// dB^2: how far a reading may lie from the balance that it stands for.
[[nodiscard]] ThirdMatrix noiseOf(const BalanceReading& reading);

/// The difference of two balances, mix minus target, as far as it can be known.
struct BalanceGap {
    std::array<Decibels, kThirds>
        gap{};                ///< posterior mean; known for every third by its neighbours
    ThirdMatrix covariance{}; ///< dB^2, of the true difference about `gap`
    ThirdMatrix chance{};     ///< dB^2, of `gap` if there were no difference at all
    ThirdMatrix noise{};      ///< dB^2, of the difference as it was read
    /// What other sections of the same songs would say in place of `gap`, and its covariance in
    /// dB^2.
    std::array<Decibels, kThirds> again{};
    ThirdMatrix againCovariance{};
    /// How far the whole difference lies from what two songs of one balance show by chance, in
    /// standard deviations of a normal variable: the likelihood ratio of "two songs" against "one
    /// balance", which is the most powerful test there is of it (J. Neyman, E. S. Pearson, Phil.
    /// Trans. A 231 (1933)), brought to a normal one (E. B. Wilson, M. M. Hilferty, PNAS 17
    /// (1931)).
    double beyondChance = 0.0;
};

/// The posterior mean of b_mix - b_target and what goes with it: x = b + section + notes, all of
/// them Gaussian; K = C (C + N)^-1, C the covariance between songs' balances, N the noise of both
/// readings. Thirds that either does not know carry nothing. Cost: 0.5 ms.
/// Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), 2.2.
[[nodiscard]] BalanceGap balanceGap(const BalanceReading& mix, const BalanceReading& target);

/// The same of any difference whose noise is known, `lasting` being the part of it that other
/// sections of the same songs show again; thirds that are not known carry nothing.
[[nodiscard]] BalanceGap balanceGap(const std::array<Decibels, kThirds>& difference,
                                    const std::array<bool, kThirds>& known,
                                    const ThirdMatrix& noise, const ThirdMatrix& lasting = {});

/// One song beside itself, or a gap that shall count as it stands: what is known is the reading,
/// each third with its own standard deviation.
[[nodiscard]] BalanceGap exactGap(const std::array<Decibels, kThirds>& gap,
                                  const std::array<Decibels, kThirds>& sigma);

/// sum w_i w_j c_ij, the variance of sum w_i x_i.
[[nodiscard]] double squareOf(const ThirdMatrix& covariance,
                              const std::array<double, kThirds>& weights);
/// The variance of a weighted mean over the thirds, weights of any sum but 0.
[[nodiscard]] double varianceOf(const ThirdMatrix& covariance,
                                const std::array<double, kThirds>& weights);

} // namespace kilter
