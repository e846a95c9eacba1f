// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/moves/match_curve.h"
#include "core/moves/move.h"
#include "core/reference/gap.h"

namespace kilter {

/// The gap after the enabled moves, again at equal loudness: the mix's spectrum times |H|^2, per
/// third and named band. Warnings, findings and verdicts follow. Accuracy: within 0.1 dB a band
/// of what is measured before a limiter (tests/quality/moves_bench).
[[nodiscard]] Gap predictedGap(const Gap& before, const Moves& moves);
[[nodiscard]] Gap predictedGap(const Gap& before, const MatchCurve& curve);

/// How much the loudness of the mix's compared frames changes by the moves, from its spectrum and
/// the K-weighting of ITU-R BS.1770-4.
[[nodiscard]] Decibels predictedLoudnessChange(const Gap& before, const Moves& moves);
[[nodiscard]] Decibels predictedLoudnessChange(const Gap& before, const MatchCurve& curve);

/// Power of the mono sum re the stereo power, <= 0 dB: what a listener in mono loses. 10
/// log(M^2/(M^2 + S^2)) over the compared frames after the enabled moves.
[[nodiscard]] Decibels predictedMonoLoss(const Gap& before, const Moves& moves);

} // namespace kilter
