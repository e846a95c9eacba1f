// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/demo/dice.h"
#include "core/demo/filters.h"
#include "core/demo/oscillators.h"
#include "core/demo/score.h"

#include <array>

namespace kilter::demo {

/// A voice: the pulses of a glottis and a little breath, through five formants in a row (Klatt,
/// JASA 67(3), 1980). Pitch and vowel glide from note to note; vibrato comes on held ones;
/// consonants are closures, hisses and hums at the start of a syllable. Made for a phrase, then
/// called once a sample from the phrase's first note on.
class Singer {
  public:
    /// How this singer differs from the plain one.
    struct Character {
        double formants = 1.0; ///< factor of their frequencies: above 1 a shorter throat
        double detune = 0.0;   ///< semitones
        double breath = 1.0;   ///< factor
    };
    /// `phrase` must outlive the singer.
    Singer(const Phrase& phrase, const Character& character, SampleRate rate, Dice dice);
    double operator()();

    /// From the first note's start until the last one has died away.
    [[nodiscard]] Seconds length() const;

  private:
    static constexpr std::size_t kFormants = 5;

    /// Klatt's digital resonator, unity gain at DC.
    struct Resonator {
        double a = 1, b = 0, c = 0, y1 = 0, y2 = 0;
        void tune(double hz, double width, SampleRate rate);
        double operator()(double x) {
            const double y = a * x + b * y1 + c * y2;
            y2 = y1;
            y1 = y;
            return y;
        }
    };

    void articulate();
    double glottis(double step);

    const Phrase& phrase_;
    Character character_;
    SampleRate rate_;
    Dice dice_;
    double perSecond_;

    std::size_t next_ = 0; ///< the note that has not begun
    double now_ = 0;       ///< s since the phrase's start
    int untilArticulated_ = 0;

    double pitch_, pitchGoal_;
    double step_ = 0;
    double voicingGoal_ = 0, hissGoal_ = 0;
    std::array<double, kFormants> formants_{};
    Phase phase_, vibrato_;
    Lag voicingLag_, hissLag_, tilt_;
    std::array<Resonator, kFormants> throat_;
    Biquad hiss_, air_;
};

} // namespace kilter::demo
