// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/demo/dice.h"
#include "core/demo/filters.h"
#include "core/demo/oscillators.h"
#include "core/demo/score.h"

#include <array>

/// Drums: each is made for one hit and then called once a sample.
namespace kilter::demo {

/// A sine that falls from a slap to its tone, and the click of the beater.
class Kick {
  public:
    Kick(const Hit& hit, SampleRate rate, Dice dice);
    double operator()();

  private:
    double perSecond_, velocity_;
    Phase phase_;
    Decay fall_, tone_, click_;
    Biquad beater_;
    Dice dice_;
};

/// Two modes of the head, and the wires under it.
class Snare {
  public:
    Snare(const Hit& hit, SampleRate rate, Dice dice);
    double operator()();

  private:
    double perSecond_, velocity_;
    Phase low_, high_;
    Decay head_, wires_, crack_;
    Biquad body_, sizzle_;
    Dice dice_;
};

/// Closed or open hi-hat, or crash: six untuned square waves and noise, the lows cut away.
class Cymbal {
  public:
    Cymbal(const Hit& hit, SampleRate rate, Dice dice);
    double operator()();

  private:
    double perSecond_, velocity_, metal_;
    std::array<Phase, 6> squares_;
    Decay ring_, stick_;
    Biquad cut_, shine_;
    Dice dice_;
};

class Tom {
  public:
    Tom(const Hit& hit, SampleRate rate, Dice dice);
    double operator()();

  private:
    double perSecond_, hz_, velocity_;
    Phase phase_;
    Decay fall_, tone_;
    Biquad skin_;
    Dice dice_;
};

} // namespace kilter::demo
