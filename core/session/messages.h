// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/base/warning.h"
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

/// "+4.3 LU cost 1.2 dB of the peaks on average and 3.4 dB on the loudest hits; ..."
[[nodiscard]] std::string sentenceFor(const Cost& cost, const Solved& solved, const Target& target);

} // namespace kilter
