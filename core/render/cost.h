// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/base/progress.h"
#include "core/render/solve.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace kilter {

/// What the loudness is paid for with. Green: nothing that one hears. Amber: dI/dDrive < 0.6, or
/// mean gain reduction > 2 dB, or the largest > 6 dB, or the smallest PSR fell by more than 4 dB.
/// Red: dI/dDrive < 0.4, or the largest gain reduction > 10 dB, or the equaliser raises some of the
/// mix by more than 24 dB.
enum class Price { Green, Amber, Red };

/// "green", "amber", "red".
[[nodiscard]] std::string_view nameOf(Price price);

struct Cost {
    Price price = Price::Green;
    Decibels louder{};  ///< integrated loudness gained over the mix
    double slope = 1.0; ///< marginal dI/dDrive
    Reduction reduction;
    std::optional<Decibels> plrLost, psrLost; ///< mix minus master, > 0 when dynamics were lost
    std::optional<Lufs> loudestClean; ///< how loud it could be at a green price; see CleanSearch
    Decibels raised{};                ///< the most that the equaliser gives to any frequency
};

/// The price of `solved`, from the mix and from the master as measured. `clean` is what
/// CleanSearch found, and decides: up to it the price is green, and above it it is not; left out
/// of the answer where what was measured speaks against it. `raised` is the
/// most that the equaliser gives to any frequency.
[[nodiscard]] Cost costOf(const Solved& solved, const Analysis& mix, const Analysis& master,
                          std::optional<Lufs> clean, Decibels raised = {});

/// Looks for the loudest integrated loudness whose price would still be green, a fact of the mix,
/// of its equaliser and limiter (`prefix` is what they make of `mix` before the drive) and of no
/// target: from where the limiter has nothing to do, on a quarter of a minute of the mix's loudest
/// half minute, where the price is highest, to a quarter of a decibel of drive; then at the hits
/// elsewhere that are higher still. The whole is taken to lose as much as that part. Accuracy:
/// cost_test.
class CleanSearch {
  public:
    /// Copies what it needs, so that it can run beside the solver.
    CleanSearch(const AudioBuffer& mix, const Prefix& prefix, Section loudest);
    CleanSearch(CleanSearch&&) noexcept;
    ~CleanSearch();

    /// Once. Empty without loudness, with the limiter off, or cancelled. Thread: worker. Cost: a
    /// trial (driven.h) of a quarter of a minute a step, some ten steps.
    [[nodiscard]] std::optional<Lufs> run(const Progress& progress = {});

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_; ///< empty: there is nothing to look for
};

} // namespace kilter
