// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/chain_settings.h"
#include "core/chain/compressor/compressor.h"
#include "core/chain/equaliser.h"
#include "core/chain/gain_ramp.h"
#include "core/chain/limiter.h"

#include <concepts>
#include <tuple>

namespace kilter {

/// What the chain asks of a processor. tests/core/chain/processors_test holds all of them to more:
/// the same bits for every block size, nothing forbidden on the audio thread, equal channels stay
/// equal, neutral settings pass the input.
template <class P, class Settings>
concept Processor = std::constructible_from<P, SampleRate, const Settings&> &&
    requires(P& p, const P& c, Realtime& realtime, const Settings& settings, StereoBlock block) {
    p.reset(realtime, settings);
    p.set(realtime, settings);
    p.process(realtime, block);
    { c.latency() } -> std::same_as<Frames>;
};

/// A processor, and where its settings are in the chain's.
template <class P, auto Member>
struct ChainStage {
    using Type = P;
    [[nodiscard]] static const auto& of(const ChainSettings& settings) { return settings.*Member; }

    static_assert(Processor<P, std::remove_cvref_t<decltype(ChainSettings{}.*Member)>>);
};

/// The chain, in the order in which the sound passes it.
using ChainStages = std::tuple<ChainStage<Equaliser, &ChainSettings::equaliser>,
                               ChainStage<Compressor, &ChainSettings::compressor>,
                               ChainStage<GainRamp, &ChainSettings::drive>,
                               ChainStage<Limiter, &ChainSettings::limiter>>; // ends with the trim

} // namespace kilter
