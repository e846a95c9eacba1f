// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <vector>

/// What is played when: the arrangement writes it, the players read it.
namespace kilter::demo {

enum class Drum { Kick, Snare, Hat, OpenHat, Tom, Crash };

struct Hit {
    Drum drum{};
    Seconds start;
    double velocity = 1; ///< 0 .. 1
    double pitch = 0;    ///< semitones above the drum's own tuning
};

struct Note {
    Seconds start, length;
    double pitch = 60; ///< MIDI
    double velocity = 1;
};

enum class Vowel { Ah, Eh, Ee, Oh, Oo };
enum class Consonant { None, Em, El, Ess, Tee };

struct Syllable {
    Consonant onset = Consonant::None;
    Vowel vowel = Vowel::Ah;
};

/// Notes sung in one breath, in order, none overlapping the next.
struct Phrase {
    struct Sung {
        Note note;
        Syllable syllable;
    };
    std::vector<Sung> notes;
    bool chorus = false; ///< double-tracked and in harmony
};

struct Score {
    std::vector<Hit> drums;
    std::vector<Note> bass, chords, pad, lead;
    std::vector<Phrase> voice, harmony;
    Seconds beat;
};

} // namespace kilter::demo
