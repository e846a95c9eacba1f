// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/fit.h"
#include "core/reference/gap.h"

namespace kilter {

/// What moves should do to the thirds of `gap.mix`, and how much each third counts.
/// `fullGap`: the thirds' powers, all of the gap, every third alike. Otherwise what can be known of
/// the balance (gap.balance), of that half of what lies inside the corridor, and no more than 10
/// dB. One song beside itself is always counted in full, by what is known of each third.
[[nodiscard]] FitTarget targetFor(const Gap& gap, bool fullGap);

} // namespace kilter
