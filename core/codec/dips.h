// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/audio/level_curve.h"
#include "core/base/units.h"

#include <span>
#include <vector>

namespace kilter {

/// A short, smooth fall of the level, in both channels alike: the whole depth for 1.2 ms about its
/// place, and 2 ms to either side of that on the way there and back: as short as a limiter's, since
/// what is left of a loud song under many of them is its loudness. Raised cosine in dB.
struct Dip {
    Seconds at;
    Decibels depth; ///< > 0

    friend bool operator==(const Dip&, const Dip&) = default;
};

/// How far `dips` take the level down at `time`. Where several reach, the deepest counts.
[[nodiscard]] Decibels depthAt(std::span<const Dip> dips, Seconds time);

/// The gains of `dips`, which are in order of time, at `rate`.
[[nodiscard]] std::vector<GainRun> gainsOf(std::span<const Dip> dips, SampleRate rate);

/// `audio` with `dips`, which are in order of time. What lies outside of them keeps its bits.
void applyDips(AudioBuffer& audio, SampleRate rate, std::span<const Dip> dips);

/// Makes sure that `dips`, in order of time, go as deep as each of `wanted` at its place: the dip
/// that is within 0.8 ms becomes deeper, or there is a new one.
void deepen(std::vector<Dip>& dips, std::vector<Dip> wanted);

} // namespace kilter
