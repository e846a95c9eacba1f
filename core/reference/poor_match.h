// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"

#include <optional>
#include <string>

namespace kilter {

/// Why `reference` is music of another kind than `mix`, in words for a warning's detail: "no
/// drums", "far denser", with the tempos where they differ too. Empty when it will do, and when too
/// little is known of either.
[[nodiscard]] std::optional<std::string> poorMatch(const Character& mix,
                                                   const Character& reference);

} // namespace kilter
