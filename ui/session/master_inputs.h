// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/session/master_work.h"

#include <memory>
#include <optional>

/// What masters depend on: one is stale when what it was found for is not what there is now.
namespace kilter {

/// All that a solved master depends on.
struct SolveInputs {
    std::shared_ptr<const Track> mix;
    Section section; ///< in which the limiter is listened to
    Moves moves;
    std::optional<MatchCurve> curve;
    KernelPhase phase{};
    CompressorSpec compressor;
    LimiterSettings limiter;
    Target target;
    std::optional<SampleRate> rate;

    friend bool operator==(const SolveInputs&, const SolveInputs&) = default;
};
[[nodiscard]] SolveInputs solveInputsOf(const SessionState& state, const Moves& moves,
                                        const std::optional<MatchCurve>& curve);

/// What the codecs' dips depend on besides the solved master. Codecs hear the samples of the file;
/// without codecs all of it is one.
struct GuardInputs {
    CodecDemands demands;
    SampleFormat samples{};
    DitherKind dither{};

    friend bool operator==(const GuardInputs&, const GuardInputs&) = default;
};
[[nodiscard]] GuardInputs guardInputsOf(const Delivery& delivery);

} // namespace kilter
