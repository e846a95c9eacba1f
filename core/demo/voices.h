// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/demo/dice.h"
#include "core/demo/filters.h"
#include "core/demo/oscillators.h"
#include "core/demo/score.h"

#include <array>
#include <vector>

/// Tuned instruments: each is made for one note and then called once a sample.
namespace kilter::demo {

/// Saw and sub-octave sine through a low-pass that closes as the note ages.
class Bass {
  public:
    Bass(const Note& note, SampleRate rate, Dice dice);
    double operator()();

  private:
    double step_, hz_, velocity_;
    Phase phase_;
    Decay pluck_, sustain_;
    Swell swell_;
    SweptLowPass filter_;
};

/// A plucked string: noise in a loop as long as the period, losing its highs at each turn
/// (Karplus and Strong, Computer Music Journal 7(2), 1983; fractional tuning as in Jaffe and Smith,
/// same issue).
class PluckedString {
  public:
    PluckedString(const Note& note, SampleRate rate, Dice dice);
    double operator()();

  private:
    std::vector<double> loop_;
    std::size_t at_ = 0;
    double loss_, fraction_, previous_ = 0, allpassIn_ = 0, allpassOut_ = 0;
    Swell swell_;
    Biquad body_;
};

/// Two sines, one bending the phase of the other: a tine and its bell.
class ElectricPiano {
  public:
    ElectricPiano(const Note& note, SampleRate rate, Dice dice);
    double operator()();

  private:
    double step_, velocity_;
    Phase carrier_, modulator_, bell_;
    Decay ring_, bite_, ping_;
    Swell swell_;
};

/// Saws a little out of tune with one another, through a low-pass: pads when the attack is slow,
/// stabs when it is fast.
class SawStack {
  public:
    struct Character {
        double attack, release; ///< s
        double cutoff;          ///< Hz where the filter rests
        double opening;         ///< octaves it opens at the attack
        double detune;          ///< semitones between the outer saws
    };
    SawStack(const Note& note, const Character& character, SampleRate rate, Dice dice);
    double operator()();

  private:
    static constexpr std::size_t kSaws = 3;
    double cutoff_, opening_, velocity_;
    std::array<double, kSaws> steps_{};
    std::array<Phase, kSaws> phases_;
    Decay closing_;
    Swell swell_;
    SweptLowPass filter_;
    int untilTuned_ = 0;
};

/// A pulse whose width and pitch breathe.
class Lead {
  public:
    Lead(const Note& note, SampleRate rate, Dice dice);
    double operator()();

  private:
    double perSecond_, hz_, velocity_;
    Phase phase_, vibrato_;
    double age_ = 0;
    Swell swell_;
    Decay pluck_;
    SweptLowPass filter_;
};

} // namespace kilter::demo
