// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/filter_shape.h"
#include "core/base/units.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kilter {

/// The three pieces of the demo: a mix with faults, and two records to hold it against.
enum class DemoSong {
    Mix,        ///< too little at 60-250 Hz, too much at 2-4 kHz, -18 LUFS, peaks as they fell
    ReferenceA, ///< slower, in minor, electric piano; -9 LUFS
    ReferenceB, ///< faster, four on the floor, saw chords; -10.5 LUFS
};

enum class DemoMode { Major, Minor };
enum class DemoGroove { Backbeat, HalfTime, FourOnTheFloor };
enum class DemoChords { Guitar, ElectricPiano, Saws };

/// Louder or softer than the plain mix has each part.
struct DemoFaders {
    Decibels drums{}, bass{}, chords{}, pad{}, lead{}, voice{}, room{};
};

/// Everything that makes one invented song: what is played, how it is mixed, how it is finished.
struct DemoRecipe {
    double beatsPerMinute = 112.0; ///< 40 .. 220, four beats a bar
    int key = 11;                  ///< semitones of the tonic above C, 0 .. 11
    DemoMode mode = DemoMode::Major;
    DemoGroove groove = DemoGroove::Backbeat;
    DemoChords chords = DemoChords::Guitar;
    double swing = 0.0; ///< how late every second sixteenth is, 0 .. 0.33 of a sixteenth
    bool sung = true;
    DemoFaders faders;
    /// Laid over the common tonal balance that every recipe is first mixed to: the character of the
    /// record, or the faults of the mix.
    std::vector<FilterShape> colour;
    Lufs loudness{-18.0}; ///< integrated, reached within 0.2 LU
    /// Compressed, saturated and limited, true peak below 0 dBTP; otherwise only gain.
    bool mastered = false;
    Seconds length{45.0};   ///< of the whole, the last ring included; > 0
    SampleRate rate{44100}; ///< 8 kHz .. 384 kHz
    std::uint64_t seed = 1; ///< of everything that is left to chance
};

/// How the three pieces are made, 45 s at 44.1 kHz.
[[nodiscard]] DemoRecipe demoRecipe(DemoSong which, std::uint64_t seed = 1);

/// Another song with every seed, mastered or not: variety for property tests.
[[nodiscard]] DemoRecipe improvisedRecipe(std::uint64_t seed);

/// Plays, mixes and finishes a song: two channels, exactly `length` long, finite samples. The same
/// recipe gives the same samples on every machine with IEEE 754 doubles. Long enough (from about
/// 20 s on) it has intro, verse, chorus, verse, chorus, outro; shorter, a verse and a chorus, or a
/// chorus alone. Cost: about 1 s of CPU for 45 s (tests/benchmarks/demo_benchmark.cpp).
[[nodiscard]] AudioBuffer render(const DemoRecipe& recipe);

[[nodiscard]] AudioBuffer demoSong(DemoSong which, Seconds length, SampleRate rate,
                                   std::uint64_t seed);

} // namespace kilter
