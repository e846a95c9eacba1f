// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/reference/gap.h"

namespace kilter {

/// From here on a gap is the mix's matter, not mastering's.
inline constexpr Decibels kBeyondMastering{6.0};

/// All findings: gap.findings is replaced.
void findDifferences(Gap& gap, const Analysis& mix, const Profile& target);

/// Those that follow from the spectrum alone are replaced; dynamics and loudness stay.
void findSpectralDifferences(Gap& gap);

} // namespace kilter
