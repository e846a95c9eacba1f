// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit.h"
#include "core/moves/move.h"
#include "core/reference/gap.h"

#include <cstddef>
#include <vector>

namespace kilter {

/// Why `filters[m]` is proposed beside the others: where it works, and what the gap is there.
/// `target` is made of `gap`.
[[nodiscard]] MoveReason reasonFor(const Gap& gap, const FitTarget& target,
                                   const std::vector<FilterShape>& filters, std::size_t m);

} // namespace kilter
