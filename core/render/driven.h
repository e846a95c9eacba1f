// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/render/prefix.h"
#include "core/render/render.h"
#include "core/render/strictest_peak.h"

#include <optional>
#include <vector>

namespace kilter {

/// What one drive makes of a prefix, as render() would with the settings' limiter and no trim, bit
/// for bit, but worked out only where the limiter does something.
struct Driven {
    Decibels drive{};
    Reduction reduction;
    std::vector<double> energies; ///< of every 10 ms: LoudnessMeter::energies
    /// Where the limiter was at work, in order; elsewhere the master is the prefix times the drive.
    std::vector<FrameRange> worked;
    /// As long as the mix. Right in the stretches and kAround on either side of them, else silent.
    /// Empty unless it was to be kept.
    AudioBuffer audio;
    static constexpr Frames kAround{256};
};

enum class KeepAudio { No, Yes };

/// Prefix::look with `drive` has to come before. Reads `prefix` only: several may run at
/// once. nullopt: cancelled. Thread: worker.
[[nodiscard]] std::optional<Driven> driven(const Prefix& prefix, Decibels drive, KeepAudio keep,
                                           const Progress& progress = {});

/// The whole master of `driven` (kept), times the gain of `trim`.
[[nodiscard]] AudioBuffer masterOf(const Prefix& prefix, Driven driven, Decibels trim);

} // namespace kilter
