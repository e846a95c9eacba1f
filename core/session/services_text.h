// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/delivery/services.h"

#include <string>

namespace kilter {

/// What `rule` makes of a measured track.
[[nodiscard]] Played playedBy(const ServiceRule& rule, const Analysis& track);

/// "−14 LUFS, up only to −1 dBTP; its normal setting".
[[nodiscard]] std::string ruleText(const ServiceRule& rule);

/// What that means for the listener, and never that a master passes or fails: "plays 4.9 dB lower
/// there than a −14 LUFS one would".
[[nodiscard]] std::string playedText(const ServiceRule& rule, const Played& played);

/// Of all whose rule is known better than by hearsay: how many turn the track down, and what that
/// leaves above it. Empty where none does.
[[nodiscard]] std::string servicesText(const Services& services, const Analysis& track);

} // namespace kilter
