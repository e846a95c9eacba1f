// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/audio/level_curve.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/codec/codec.h"
#include "core/codec/dips.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace kilter {

/// What a codec makes of a master: the places where the decoded true peak passes the ceiling.
struct CodecPeaks {
    int overs = 0;
    Decibels truePeak{};          ///< dBTP, of the whole decoded file
    std::optional<Seconds> worst; ///< where it lies; empty without an over

    friend bool operator==(const CodecPeaks&, const CodecPeaks&) = default;
};

/// A codec that a master has to survive, before and after the guard's work.
struct GuardedCodec {
    Codec codec;
    CodecPeaks before, after;
    Decibels shifted{}; ///< the highest true peak where the encoder begins 100, 500 and 1000 frames
                        ///< later, as when a service cuts or pads
    int encodes = 0;

    friend bool operator==(const GuardedCodec&, const GuardedCodec&) = default;
};

/// How the ceiling was kept where dips alone did not do it.
enum class GuardMeans {
    Dips,         ///< they did, or nothing had to be done
    LocalCeiling, ///< peaks were lowered wherever the codecs' noise may take them over the ceiling
    LowerLevel,   ///< the whole master had to be lowered
    Missed,       ///< not even so
};

struct CodecGuard {
    std::vector<Dip> dips; ///< in order of time
    std::vector<GuardedCodec> codecs;
    GuardMeans means = GuardMeans::Dips;
    Decibels lowered{};      ///< by how much, with LowerLevel
    Decibels loudnessCost{}; ///< integrated loudness that the guard took, LU

    [[nodiscard]] bool changes() const { return !dips.empty() || lowered.value > 0.0; }
    [[nodiscard]] int encodes() const;
    [[nodiscard]] Decibels deepest() const; ///< 0 without dips

    friend bool operator==(const CodecGuard&, const CodecGuard&) = default;
};

/// What the guard does to a master at `rate`, over its time. A player that multiplies by it (the
/// run's gain, then `everywhere`) plays what guardCodecs writes, bit for bit.
[[nodiscard]] LevelCurve levelCurveOf(const CodecGuard& guard, SampleRate rate);

/// What is written of a master: its samples as they will stand in the file.
using AsWritten = std::function<void(AudioBuffer& master)>;

/// Finds the dips with which `master` (two channels) keeps the decoded true peak of every one of
/// `codecs` under `ceiling` (0.05 dB are left for other meters), and within 0.3 dB of it where the
/// encoder's frames begin elsewhere. `master` gets the dips. Without an over it keeps its bits.
///
/// Decoding overshoots at few and short places, and what mends one changes the encoder's decisions
/// elsewhere: so those that were over run again, at last all of them, until none passes the
/// ceiling. Where overs come back, what may be over next time (codec_noise.h) is lowered with them,
/// and at last the whole master is. Errors: those of roundTrip. Thread: worker; uses one a core, up
/// to four.
[[nodiscard]] Result<CodecGuard> guardCodecs(AudioBuffer& master, SampleRate rate,
                                             std::span<const Codec> codecs, Decibels ceiling,
                                             const AsWritten& asWritten,
                                             const Progress& progress = {});

} // namespace kilter
