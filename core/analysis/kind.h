// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"

namespace kilter {

/// A tone or two rather than music: 95 % of the K-weighted energy of the section lies in 16 of the
/// 240 cells (of some fifty pieces of music none had under 24).
[[nodiscard]] bool isSineLike(const Analysis& analysis);

/// One voice that speaks rather than music: syllables at 2.5 to 7.5 Hz with pauses between them
/// (E. Scheirer, M. Slaney, ICASSP 1997), no bass, nothing at the sides. Needs five seconds.
[[nodiscard]] bool isSpeechLike(const Analysis& analysis);

} // namespace kilter
