// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace kilter {

/// "It worked, with reservations." Stable codes: scripts read their names (nameOf), and
/// the programs write the sentence. `amount` is the fact that goes with the code, in its unit.
enum class WarningCode {
    // about a file
    Truncated,        ///< amount: frames that were declared and are missing; 0: nobody knows
    DamagedPart,      ///< amount: silent frames where nothing could be decoded; 0: nobody knows
    NonFiniteSamples, ///< amount: how many NaN, infinite or absurd samples were zeroed
    OverFullScale,    ///< amount: sample peak in dBFS of a floating-point file
    TagsUnreadable,   ///< detail: what of them; empty: all
    MonoAsDual,       ///< one channel, measured and mastered as dual mono
    Resampled,        ///< amount: the rate it had, in Hz
    HeaderRepaired,   ///< a length that is missing or wrong was taken from the file
    // about the sound
    Silent,
    BelowGate,        ///< all of it is under the -70 LUFS gate
    TooShort,         ///< amount: seconds; under 0.4 s no loudness, under 3 s no short-term
    RangeUnstable,    ///< amount: seconds; loudness range under 60 s is not reliable (Tech 3342)
    Clipped,          ///< amount: how many runs of full-scale samples
    BrickWalled,      ///< amount: PLR in dB
    DcOffset,         ///< amount: offset, full scale = 1
    LossyCutoff,      ///< amount: Hz above which there is nothing
    Lossy,            ///< amount: bit/s; detail: the codec
    OutOfPhase,       ///< amount: share of loud frames with negative correlation, 0..1
    OneChannelSilent, ///< amount: 0 left, 1 right
    SineLike,         ///< a tone rather than music: low confidence
    SpeechLike,       ///< speech rather than music: low confidence
    // about the comparison
    SameSong,        ///< the reference is the mix itself, perhaps processed
    Outlier,         ///< amount: how many spreads this reference lies from the others
    Duplicate,       ///< two references are one recording and count as one; detail: "B: A"
    PoorMatch,       ///< the reference differs in kind (no drums, other tempo); detail says how
    SectionSilent,   ///< there is nothing in what was to be compared; detail: whose, or the mix
    SectionTooShort, ///< amount: seconds; likewise
    // about the master
    TargetMissed, ///< amount: LUFS that were reached
    OverCeiling,  ///< amount: dBTP; only with the limiter off
    LargeFile,    ///< amount: bytes; more than a WAV holds, so that it is written as RF64
    CodecOver,    ///< amount: dBTP that decoding reaches all the same; detail: the codec
    // about the rules of services
    ServicesIgnored, ///< the user's own file can't be used; detail: why
};

struct Warning {
    WarningCode code{};
    double amount = 0.0;
    std::string detail;

    friend bool operator==(const Warning&, const Warning&) = default;
};

} // namespace kilter
