// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit.h"

#include <vector>

namespace kilter {

/// `filters` on the grid of figures that a user reads and types (1/24 octave, 0.1 dB, 0.05 of Q):
/// frequency and Q first, then the gains that go with them, then single steps as long as one of
/// them helps. The composite stays within bounds.limit.
[[nodiscard]] std::vector<FilterShape> roundedFit(const FitTarget& target, const FitBounds& bounds,
                                                  std::vector<FilterShape> filters);

/// A low shelf is a high shelf of the opposite gain but for a constant, and a spectrum at equal
/// loudness can't tell which it was. The one that leaves the greater part of the spectrum alone is
/// what a user would have turned; chosen where the composite stays within `limit` dB.
void preferNearerEnd(std::vector<FilterShape>& filters, double limit);

} // namespace kilter
