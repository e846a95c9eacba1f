// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/singer.h"

#include <algorithm>

namespace kilter::demo {

namespace {

// F1-F3 of women's vowels (Peterson and Barney, JASA 24(2), 1952, table II); F4 and F5 usual ones.
std::array<double, 5> formantsOf(Vowel vowel) {
    switch (vowel) {
    case Vowel::Ah:
        return {850, 1220, 2810, 3800, 4700};
    case Vowel::Eh:
        return {610, 2330, 2990, 3900, 4800};
    case Vowel::Ee:
        return {310, 2790, 3310, 4000, 4900};
    case Vowel::Oh:
        return {590, 920, 2710, 3700, 4600};
    case Vowel::Oo:
        break;
    }
    return {370, 950, 2670, 3600, 4500};
}

constexpr std::array<double, 5> kHum{280, 1000, 2300, 3500, 4500}; // lips or tongue closed
constexpr std::array<double, 5> kWidths{90, 110, 150, 220, 300};   // Hz

struct Onset {
    double length;  ///< s
    double voicing; ///< of the vowel's, while it lasts
    double hiss;
    bool hummed; ///< towards the formants of a closed mouth
};

Onset onsetOf(Consonant consonant) {
    switch (consonant) {
    case Consonant::Em:
        return {0.06, 0.35, 0.0, true};
    case Consonant::El:
        return {0.045, 0.5, 0.0, true};
    case Consonant::Ess:
        return {0.085, 0.0, 1.0, false};
    case Consonant::Tee:
        return {0.05, 0.0, 0.5, false};
    case Consonant::None:
        break;
    }
    return {0.0, 1.0, 0.0, false};
}

constexpr double kRelease = 0.12; // s
constexpr int kArticulateEvery = 32;

} // namespace

void Singer::Resonator::tune(double hz, double width, SampleRate rate) {
    // r = exp(-pi width T), c = -r^2, b = 2 r cos(2 pi hz T), a = 1 - b - c.
    const double r = power2(-1.4426950408889634 * kPi * width / rate.hz);
    c = -r * r;
    b = 2 * r * cosine(tunable(hz, rate) / rate.hz);
    a = 1 - b - c;
}

Singer::Singer(const Phrase& phrase, const Character& character, SampleRate rate, Dice dice)
    : phrase_(phrase)
    , character_(character)
    , rate_(rate)
    , dice_(dice)
    , perSecond_(1.0 / rate.hz)
    , pitch_(phrase.notes.front().note.pitch - 1)
    , pitchGoal_(pitch_ + 1)
    , formants_(formantsOf(phrase.notes.front().syllable.vowel))
    , vibrato_(dice_.unit())
    , voicingLag_(0.012, rate)
    , hissLag_(0.006, rate)
    , tilt_(0.00006, rate)
    , hiss_(Biquad::bandPass(6800, 0.9, rate))
    , air_(Biquad::highPass(3500, 0.6, rate)) {}

Seconds Singer::length() const {
    const Note& last = phrase_.notes.back().note;
    return last.start + last.length - phrase_.notes.front().note.start + Seconds{2 * kRelease};
}

/// What the mouth does next; pitch and formants on their way there.
void Singer::articulate() {
    const double begin = phrase_.notes.front().note.start.value;
    while (next_ < phrase_.notes.size() &&
           phrase_.notes[next_].note.start.value - begin <= now_ + 1e-9)
        ++next_;
    const auto& [note, syllable] = phrase_.notes[next_ - 1];
    const double age = now_ - (note.start.value - begin);
    const Onset onset = onsetOf(syllable.onset);
    const bool sounding = age < note.length.value;
    const bool onsetting = age < onset.length;

    pitchGoal_ = note.pitch + character_.detune;
    voicingGoal_ = sounding ? (onsetting ? onset.voicing : 1.0) * note.velocity : 0.0;
    const bool closure = syllable.onset == Consonant::Tee && age < 0.6 * onset.length;
    hissGoal_ = sounding && onsetting && !closure ? onset.hiss * note.velocity : 0.0;

    // Time constants of 45 ms from vowel to vowel and 30 ms from pitch to pitch.
    const double elapsed = kArticulateEvery * perSecond_;
    const double glide = std::min(1.0, elapsed / 0.030);
    const double blend = std::min(1.0, elapsed / 0.045);
    pitch_ += glide * (pitchGoal_ - pitch_);
    const double held = std::clamp((age - 0.25) / 0.3, 0.0, 1.0);
    const double vibrato = 0.32 * held * sine(vibrato_.advance(5.4 * elapsed));
    const double jitter = 0.04 * dice_.human();
    const double hz = pitchHz(pitch_ + vibrato + jitter);
    step_ = hz * perSecond_;

    const auto goals = onsetting && onset.hummed ? kHum : formantsOf(syllable.vowel);
    for (std::size_t i = 0; i < kFormants; ++i) {
        formants_[i] += blend * (goals[i] - formants_[i]);
        double centre = character_.formants * formants_[i];
        if (i == 0) // sung above its first formant a vowel opens until they meet
            centre = std::max(centre, 1.05 * hz);
        throat_[i].tune(centre, kWidths[i], rate_);
    }
}

/// Derivative of the flow: 2u - 3u^2 while the glottis is open (Klatt and Klatt, JASA 87(2), 1990),
/// its closing step band-limited.
double Singer::glottis(double step) {
    constexpr double kOpen = 0.62;
    const double turns = phase_.advance(step);
    const double u = turns / kOpen;
    const double flow = turns < kOpen ? 2 * u - 3 * u * u : 0.0;
    const double sinceClosing = turns < kOpen ? turns + 1 - kOpen : turns - kOpen;
    return flow + 0.5 * blep(sinceClosing, step);
}

double Singer::operator()() {
    if (untilArticulated_-- == 0) {
        articulate();
        untilArticulated_ = kArticulateEvery - 1;
    }
    now_ += perSecond_;

    const double voicing = voicingLag_(voicingGoal_);
    const double noise = dice_.noise();
    const double source = voicing * (glottis(step_) + 0.02 * character_.breath * noise);
    double sound = tilt_(source);
    for (Resonator& formant : throat_)
        sound = formant(sound);
    const double hiss = 0.35 * hissLag_(hissGoal_) * hiss_(noise);
    const double breath = 0.012 * character_.breath * voicing * air_(noise);
    return sound + hiss + breath;
}

} // namespace kilter::demo
