// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/blind_score.h"

#include "core/base/index.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace kilter {

namespace {

[[maybe_unused]] constexpr int kMostRounds = 100; // 100! is still a double
[[maybe_unused]] constexpr int kMostChoices = 3;

double factorial(int n) {
    double product = 1.0;
    for (int i = 2; i <= n; ++i)
        product *= i;
    return product;
}

} // namespace

std::vector<double> hitsByLuck(int rounds, double chance) {
    assert(rounds >= 0 && rounds <= kMostRounds && chance > 0.0 && chance < 1.0);
    std::vector<double> probability(at(rounds) + 1);
    for (int k = 0; k <= rounds; ++k)
        probability[at(k)] = factorial(rounds) / (factorial(k) * factorial(rounds - k)) *
                             std::pow(chance, k) * std::pow(1.0 - chance, rounds - k);
    return probability;
}

double luckOfHits(int hits, int rounds, double chance) {
    const std::vector<double> probability = hitsByLuck(rounds, chance);
    double sum = 0.0;
    for (int k = rounds; k >= std::max(0, hits); --k) // the smallest first
        sum += probability[at(k)];
    return std::min(1.0, sum);
}

/// Of n rounds, n!/(a! b! c!) orders of the choices have the counts a, b, c. With all counts below
/// `times` that is n! times the coefficient of x^n in (sum of x^i/i!, i < times)^choices.
double luckOfFavouring(int times, int rounds, int choices) {
    assert(rounds >= 0 && rounds <= kMostRounds && choices >= 2 && choices <= kMostChoices);
    std::vector<double> product(at(rounds) + 1, 0.0);
    product[0] = 1.0;
    for (int choice = 0; choice < choices; ++choice) {
        std::vector<double> next(product.size(), 0.0);
        for (int n = 0; n <= rounds; ++n)
            for (int i = 0; i < times && i <= n; ++i)
                next[at(n)] += product[at(n - i)] / factorial(i);
        product = std::move(next);
    }
    const double below = product.back() * factorial(rounds) / std::pow(choices, rounds);
    return std::clamp(1.0 - below, 0.0, 1.0);
}

} // namespace kilter
