// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/chain_settings.h"
#include "core/chain/fir_kernel.h"
#include "core/moves/match_curve.h"
#include "core/moves/move.h"

#include <memory>
#include <optional>

namespace kilter {

/// Settings for the chain, and what they point to: keep it alive for as long as they are in use.
struct DesignedChain {
    ChainSettings settings;
    std::shared_ptr<const FirKernel> kernel; ///< empty unless a FIR does the equalising
};

/// The chain that sounds as the enabled moves (and the match curve, when there is one) say, at
/// `rate`. Drive and trim are 0: the solver finds them. At most kEqualiserBands moves count.
/// Thread: worker or gui, not audio. Cost: < 3 ms a band, some 20 ms with a FIR.
[[nodiscard]] DesignedChain designChain(const Moves& moves, const std::optional<MatchCurve>& curve,
                                        KernelPhase phase, const LimiterSettings& limiter,
                                        SampleRate rate);

} // namespace kilter
