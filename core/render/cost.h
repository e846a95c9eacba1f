// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/base/progress.h"
#include "core/render/solve.h"

#include <optional>
#include <span>
#include <string_view>

namespace kilter {

/// What the loudness is paid for with. Green: nothing that one hears. Amber: dI/dDrive < 0.6, or
/// mean gain reduction > 2 dB, or the smallest PSR fell by more than 4 dB. Red: dI/dDrive < 0.4,
/// or the largest gain reduction > 10 dB.
enum class Price { Green, Amber, Red };

/// "green", "amber", "red".
[[nodiscard]] std::string_view nameOf(Price price);

struct Cost {
    Price price = Price::Green;
    Decibels louder{};  ///< integrated loudness gained over the mix
    double slope = 1.0; ///< marginal dI/dDrive
    Reduction reduction;
    std::optional<Decibels> plrLost, psrLost; ///< mix minus master, > 0 when dynamics were lost
    std::optional<Lufs> loudestClean; ///< how loud it could be at a green price; see loudestClean()
};

/// The price of `solved`, from the mix and from the master as measured. `clean` is what
/// loudestClean() found; a master that is green itself shows that at least its own loudness is.
[[nodiscard]] Cost costOf(const Solved& solved, const Analysis& mix, const Analysis& master,
                          std::optional<Lufs> clean);

/// The loudest integrated loudness whose price would still be green, about 0.3 LU coarse: tried on
/// the mix's loudest half minute, where the price is highest, through `asked`, and related to the
/// whole by what a block of that level loses there. `undrivenBlocks`: of the whole behind asked's
/// equaliser (Solved). One figure for one mix and one chain: neither drive nor target matters.
/// Empty without loudness, with the limiter off, or where everything is green.
/// Thread: worker. Cost: a render of a quarter of a minute a step, at most fifteen steps.
/// Accuracy: cost_test.
[[nodiscard]] std::optional<Lufs> loudestClean(const AudioBuffer& mix, SampleRate rate,
                                               Section loudest, const ChainSettings& asked,
                                               std::span<const double> undrivenBlocks,
                                               const Progress& progress = {});

} // namespace kilter
