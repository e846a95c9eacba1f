// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/base/warning.h"
#include "core/render/balance.h"
#include "core/render/cost.h"
#include "core/session/session.h"

#include <optional>
#include <string>

/// The sentences for what went wrong, what was noticed, and what loudness costs. One place, so
/// that the command line, the report and the window say the same.
namespace kilter {

/// What happened, and what helps.
[[nodiscard]] std::string sentenceFor(const Error& error);

[[nodiscard]] std::string sentenceFor(const Warning& warning);

/// "+4.3 LU takes 3.4 dB of limiting on the loudest hits, 1.2 dB on average. ..."
[[nodiscard]] std::string sentenceFor(const Cost& cost, const Solved& solved, const Target& target);

/// "The compressor (2:1 above −18 dBFS ...) takes 0.8 dB on average and 2.7 dB at most ..."
[[nodiscard]] std::string compressorText(const CompressorSpec& spec,
                                         const CompressorEffect& effect);

/// "The limiter would have taken 0.4 dB from the low end; the equaliser was corrected for it ..."
/// `predicted` and `measured`: the gap after the moves, where something was compared; or null.
/// Empty when there is nothing to tell.
[[nodiscard]] std::string balanceText(const Balance& balance, const Gap* predicted,
                                      const Gap* measured);

} // namespace kilter
