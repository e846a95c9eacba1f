// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/drums.h"

namespace kilter::demo {

namespace {

double ringOf(Drum drum) { // half-life, s
    switch (drum) {
    case Drum::OpenHat:
        return 0.11;
    case Drum::Crash:
        return 0.45;
    default:
        return 0.022;
    }
}

// The six oscillators of a well-known drum machine's cymbals, Hz.
constexpr std::array<double, 6> kCymbalHz{205.3, 304.4, 369.6, 522.7, 540.0, 800.0};

} // namespace

Kick::Kick(const Hit& hit, SampleRate rate, Dice dice)
    : perSecond_(1.0 / rate.hz)
    , velocity_(hit.velocity)
    , fall_(0.013, rate)
    , tone_(0.075, rate)
    , click_(0.003, rate)
    , beater_(Biquad::bandPass(3200, 0.7, rate))
    , dice_(dice) {}

double Kick::operator()() {
    const double hz = 49 + 190 * fall_() * (0.6 + 0.4 * velocity_);
    const double tone = warm(1.6 * sine(phase_.advance(hz * perSecond_))) * tone_();
    return velocity_ * (tone + 0.5 * velocity_ * beater_(dice_.noise()) * click_());
}

Snare::Snare(const Hit& hit, SampleRate rate, Dice dice)
    : perSecond_(1.0 / rate.hz)
    , velocity_(hit.velocity)
    , head_(0.035, rate)
    , wires_(0.055, rate)
    , crack_(0.006, rate)
    , body_(Biquad::bandPass(1900, 0.5, rate))
    , sizzle_(Biquad::highPass(2600, 0.6, rate))
    , dice_(dice) {}

double Snare::operator()() {
    const double crack = crack_();
    const double bend = 1 + 0.25 * crack;
    const double head = sine(low_.advance(188 * bend * perSecond_)) +
                        0.6 * sine(high_.advance(331 * bend * perSecond_));
    const double noise = dice_.noise();
    const double wires = 0.9 * body_(noise) + 0.55 * sizzle_(noise);
    return velocity_ * (0.55 * head * head_() + wires * (velocity_ * wires_() + 0.6 * crack));
}

Cymbal::Cymbal(const Hit& hit, SampleRate rate, Dice dice)
    : perSecond_(1.0 / rate.hz)
    , velocity_(hit.velocity)
    , metal_(hit.drum == Drum::Crash ? 0.08 : 0.16)
    , ring_(ringOf(hit.drum) * (0.8 + 0.4 * hit.velocity), rate)
    , stick_(0.004, rate)
    , cut_(Biquad::highPass(hit.drum == Drum::Crash ? 3200 : 6500, 0.8, rate))
    , shine_(Biquad::highPass(hit.drum == Drum::Crash ? 1800 : 5000, 0.6, rate))
    , dice_(dice) {
    for (Phase& square : squares_)
        square = Phase(dice_.unit());
}

double Cymbal::operator()() {
    double metal = 0;
    for (std::size_t i = 0; i < squares_.size(); ++i)
        metal += squares_[i].advance(2.7 * kCymbalHz[i] * perSecond_) < 0.5 ? 1 : -1;
    const double sound = shine_(cut_(0.7 * dice_.noise() + metal_ * metal));
    return velocity_ * sound * (ring_() + 0.5 * stick_());
}

Tom::Tom(const Hit& hit, SampleRate rate, Dice dice)
    : perSecond_(1.0 / rate.hz)
    , hz_(105 * power2(hit.pitch / 12))
    , velocity_(hit.velocity)
    , fall_(0.04, rate)
    , tone_(0.09, rate)
    , skin_(Biquad::bandPass(900, 0.5, rate))
    , dice_(dice) {}

double Tom::operator()() {
    const double fall = fall_();
    const double tone = sine(phase_.advance(hz_ * (1 + 0.5 * fall) * perSecond_)) * tone_();
    return velocity_ * (tone + 0.25 * skin_(dice_.noise()) * fall);
}

} // namespace kilter::demo
