// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace kilter::demo {

/// Seeded chance: the same throws on every machine, which the distributions of <random> do not
/// promise. SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
class Dice {
  public:
    explicit Dice(std::uint64_t seed)
        : state_(seed) {}

    /// Other dice, whose throws do not depend on how often these were thrown.
    [[nodiscard]] Dice other(std::uint64_t name) const {
        Dice d(state_ ^ (name * 0xd1342543de82ef95ULL));
        d.bits();
        return d;
    }

    std::uint64_t bits() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; } ///< [0, 1)
    double noise() { return 2.0 * unit() - 1.0; }                         ///< [-1, 1)
    /// Mean 0, variance 1, never beyond +-3: three uniform throws.
    double human() { return noise() + noise() + noise(); }
    int below(int n) { return static_cast<int>(unit() * n); } ///< 0 .. n - 1

  private:
    std::uint64_t state_;
};

} // namespace kilter::demo
