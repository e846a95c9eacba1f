// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

/// What luck alone does in a blind test. Exact, for up to 100 rounds; blind_score_test.
namespace kilter {

/// The probability of each number of hits, 0..rounds, when every round is a hit with `chance`: the
/// binomial distribution.
[[nodiscard]] std::vector<double> hitsByLuck(int rounds, double chance);

/// The probability of `hits` or more.
[[nodiscard]] double luckOfHits(int hits, int rounds, double chance);

/// The probability that somebody who likes all of `choices` equally chooses any one of them
/// `times` or more: the largest count of a multinomial distribution.
[[nodiscard]] double luckOfFavouring(int times, int rounds, int choices);

} // namespace kilter
