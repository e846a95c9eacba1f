// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/voices.h"

#include <algorithm>

namespace kilter::demo {

Bass::Bass(const Note& note, SampleRate rate, Dice dice)
    : step_(pitchHz(note.pitch) / rate.hz)
    , hz_(pitchHz(note.pitch))
    , velocity_(note.velocity)
    , phase_(dice.unit() * 0.1)
    , pluck_(0.07, rate)
    , sustain_(0.9, rate)
    , swell_(0.004, note.length.value, 0.05, rate)
    , filter_(0.9, rate) {}

double Bass::operator()() {
    const double turns = phase_.advance(step_);
    filter_.tune(hz_ * (2.2 + (6 + 8 * velocity_) * pluck_()));
    const double bright = filter_(saw(turns, step_));
    return velocity_ * warm(1.1 * (0.75 * sine(turns) + 0.6 * bright)) * sustain_() * swell_();
}

PluckedString::PluckedString(const Note& note, SampleRate rate, Dice dice)
    : swell_(0.001, note.length.value, 0.12, rate)
    , body_(Biquad::bell(210, 4, 1.2, rate)) {
    const double hz = pitchHz(note.pitch);
    const double period = rate.hz / hz - 0.5; // the averaging below delays by half a sample
    const double whole = std::max(2.0, std::floor(period - 0.3));
    const double rest = period - whole;
    fraction_ = (1 - rest) / (1 + rest);
    loop_.resize(static_cast<std::size_t>(whole));
    // Falls by 60 dB in about 3 s at 110 Hz, faster above.
    loss_ = power2(-1 / (hz * 0.35 * power2((57 - note.pitch) / 24)));
    // Harder is brighter; and a pluck at a seventh of the string leaves its harmonics out.
    Lag mute(0.00012 / (0.3 + note.velocity), rate);
    for (double& x : loop_)
        x = note.velocity * mute(dice.noise());
    const std::size_t comb = loop_.size() / 7;
    for (std::size_t i = loop_.size(); i-- > comb;)
        loop_[i] -= 0.8 * loop_[i - comb];
    const double mean = [&] {
        double sum = 0;
        for (const double x : loop_)
            sum += x;
        return sum / static_cast<double>(loop_.size());
    }();
    for (double& x : loop_)
        x -= mean;
}

double PluckedString::operator()() {
    const double out = loop_[at_];
    const double averaged = 0.5 * (out + previous_);
    previous_ = out;
    allpassOut_ = fraction_ * (averaged - allpassOut_) + allpassIn_;
    allpassIn_ = averaged;
    loop_[at_] = loss_ * allpassOut_;
    at_ = at_ + 1 < loop_.size() ? at_ + 1 : 0;
    return body_(out) * swell_();
}

ElectricPiano::ElectricPiano(const Note& note, SampleRate rate, Dice dice)
    : step_(pitchHz(note.pitch) / rate.hz)
    , velocity_(note.velocity)
    , carrier_(dice.unit())
    , modulator_(0)
    , ring_(0.9 * power2((60 - note.pitch) / 24), rate)
    , bite_(0.35, rate)
    , ping_(0.05, rate)
    , swell_(0.003, note.length.value, 0.15, rate) {}

double ElectricPiano::operator()() {
    const double bite = 0.28 * velocity_ * velocity_ * bite_();
    const double bend = bite * sine(modulator_.advance(step_));
    const double tine = sine(carrier_.advance(step_) + bend + 1);
    const double bell = 0.12 * velocity_ * ping_() * sine(bell_.advance(std::min(0.45, 7 * step_)));
    return velocity_ * (tine + bell) * ring_() * swell_();
}

SawStack::SawStack(const Note& note, const Character& character, SampleRate rate, Dice dice)
    : cutoff_(character.cutoff)
    , opening_(character.opening)
    , velocity_(note.velocity)
    , closing_(0.12, rate)
    , swell_(character.attack, note.length.value, character.release, rate)
    , filter_(0.75, rate) {
    for (std::size_t i = 0; i < kSaws; ++i) {
        const double off = character.detune * (static_cast<double>(i) - 1 + 0.2 * dice.noise()) / 2;
        steps_[i] = pitchHz(note.pitch + off) / rate.hz;
        phases_[i] = Phase(dice.unit());
    }
}

double SawStack::operator()() {
    constexpr int kTuneEvery = 16; // samples
    const double closing = closing_();
    if (untilTuned_-- == 0) {
        filter_.tune(cutoff_ * power2(opening_ * closing + velocity_ - 1));
        untilTuned_ = kTuneEvery - 1;
    }
    double sum = 0;
    for (std::size_t i = 0; i < kSaws; ++i)
        sum += saw(phases_[i].advance(steps_[i]), steps_[i]);
    return velocity_ * 0.4 * filter_(sum) * swell_();
}

Lead::Lead(const Note& note, SampleRate rate, Dice dice)
    : perSecond_(1.0 / rate.hz)
    , hz_(pitchHz(note.pitch))
    , velocity_(note.velocity)
    , phase_(dice.unit())
    , vibrato_(dice.unit())
    , swell_(0.012, note.length.value, 0.09, rate)
    , pluck_(0.15, rate)
    , filter_(0.9, rate) {}

double Lead::operator()() {
    age_ += perSecond_;
    const double depth = std::min(1.0, age_ / 0.4); // the vibrato comes once the note stands
    const double wave = sine(vibrato_.advance(5.2 * perSecond_));
    const double step = hz_ * perSecond_ * (1 + 0.005 * depth * wave);
    filter_.tune(hz_ * (3 + 5 * velocity_ * pluck_()));
    const double tone = 0.5 * pulse(phase_.advance(step), 0.38 + 0.08 * wave, step);
    return velocity_ * filter_(tone) * swell_();
}

} // namespace kilter::demo
