// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/warning.h"
#include "core/render/codec_guard.h"

#include <string>
#include <string_view>
#include <vector>

namespace kilter {

/// Stable names: dips local_ceiling lower_level missed.
[[nodiscard]] std::string_view nameOf(GuardMeans means);

/// Of the codecs that pass the ceiling all the same.
[[nodiscard]] std::vector<Warning> codecWarnings(const CodecGuard& guard);

/// What the guard did so that what is decoded keeps `ceiling`, and for which codecs, in sentences.
[[nodiscard]] std::string guardText(const CodecGuard& guard, Decibels ceiling);

/// The same where there is room for a line: "57 short dips, deepest 1.7 dB, cost 0.012 LU". Without
/// a full stop.
[[nodiscard]] std::string guardInShort(const CodecGuard& guard);

} // namespace kilter
