// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/master_inputs.h"

namespace kilter {

SolveInputs solveInputsOf(const SessionState& state, const Moves& moves,
                          const std::optional<MatchCurve>& curve) {
    const Session& session = state.session;
    const Section section = state.mix.analysis ? state.mix.analysis->section() : Section{};
    return {state.mix.track,
            section,
            moves,
            curve,
            session.phase,
            session.compressor.enabled ? session.compressor : CompressorSpec{},
            session.limiter,
            session.target,
            session.delivery.rate};
}

GuardInputs guardInputsOf(const Delivery& delivery) {
    if (delivery.survives.codecs.empty())
        return {};
    return {delivery.survives, delivery.samples, delivery.dither};
}

} // namespace kilter
