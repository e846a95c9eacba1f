// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/reference/gap.h"

namespace kilter {

/// Fills what follows from `gap.mix` and the target: the gap per third, band and reference, sides,
/// widths, shares, what can be known of the balance, verdicts and the RMS. Before it `known`,
/// `spread` and, for one song beside itself, `sigma` are set, and gap.references hold the
/// references' levels, which become gaps. `mix` is read over the same sections as gap.mix.
void compareSpectra(Gap& gap, const Profile& target, BalanceReading mix);

/// `before` with another version of the mix's spectrum against the same target.
[[nodiscard]] Gap withMix(const Gap& before, const Spectrum& mix);

/// `profile` with levels, sides, shares and widths of one spectrum, its spreads kept.
[[nodiscard]] Profile withSpectrum(const Profile& profile, const Spectrum& spectrum);

} // namespace kilter
