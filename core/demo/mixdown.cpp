// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/mixdown.h"

#include "core/demo/drums.h"
#include "core/demo/room.h"
#include "core/demo/singer.h"
#include "core/demo/voices.h"

#include <algorithm>
#include <utility>

namespace kilter::demo {

namespace {

/// Where a sound stands.
struct Strip {
    double level = 0;    ///< dB
    double pan = 0;      ///< -1 left .. 1 right
    double room = -60;   ///< dB of it sent to the room
    double echo = -60;   ///< dB of it sent to the echo
    bool ducked = false; ///< makes way for the kick
};

class Desk {
  public:
    explicit Desk(const DemoRecipe& recipe)
        : recipe_(recipe)
        , rate_(recipe.rate)
        , frames_(recipe.length * recipe.rate)
        , dry_(2, frames_)
        , ducked_(2, frames_)
        , toRoom_(2, frames_)
        , toEcho_(1, frames_) {}

    /// Calls `voice` once a sample for `length` from `start` on.
    template <class Voice>
    void play(Voice&& voice, Seconds start, Seconds length, const Strip& strip) {
        const auto first = static_cast<std::size_t>((start * rate_).count);
        const auto end =
            static_cast<std::size_t>(std::min((start + length) * rate_, frames_).count);
        // Equal power: a quarter turn from left to right.
        const double level = ratio(strip.level);
        const double left = level * cosine((strip.pan + 1) / 8);
        const double right = level * sine((strip.pan + 1) / 8);
        const double room = ratio(strip.room);
        const double echo = level * ratio(strip.echo);
        AudioBuffer& bus = strip.ducked ? ducked_ : dry_;
        float* const busLeft = bus.channel(0).data();
        float* const busRight = bus.channel(1).data();
        float* const roomLeft = toRoom_.channel(0).data();
        float* const roomRight = toRoom_.channel(1).data();
        float* const toEcho = toEcho_.channel(0).data();
        for (std::size_t n = first; n < end; ++n) {
            const double sound = voice();
            busLeft[n] += static_cast<float>(left * sound);
            busRight[n] += static_cast<float>(right * sound);
            roomLeft[n] += static_cast<float>(room * left * sound);
            roomRight[n] += static_cast<float>(room * right * sound);
            toEcho[n] += static_cast<float>(echo * sound);
        }
    }

    /// All of it together: what makes way for the kick, the room, the echo.
    AudioBuffer sum(const Score& score) {
        duck(score.drums);
        const Seconds reverberation{recipe_.groove == DemoGroove::HalfTime ? 1.9 : 1.4};
        addRoom(dry_, toRoom_, reverberation, rate_);
        addEcho(dry_, toEcho_, 0.75 * score.beat, 0.45, rate_);
        return std::move(dry_);
    }

  private:
    /// Adds the ducked parts, softer for a moment at each kick.
    void duck(const std::vector<Hit>& drums) {
        const double depth = recipe_.groove == DemoGroove::FourOnTheFloor ? 1.1 : 0.45;
        std::vector<std::size_t> kicks;
        for (const Hit& hit : drums)
            if (hit.drum == Drum::Kick)
                kicks.push_back(static_cast<std::size_t>((hit.start * rate_).count));
        const double fall = power2(-1 / (0.07 * rate_.hz));
        Lag smooth(0.004, rate_);
        double pressed = 0;
        std::size_t next = 0;
        const auto frames = static_cast<std::size_t>(frames_.count);
        for (std::size_t n = 0; n < frames; ++n) {
            while (next < kicks.size() && kicks[next] <= n) {
                pressed = 1;
                ++next;
            }
            pressed *= fall;
            const double gain = 1 / (1 + depth * smooth(pressed));
            for (int c = 0; c < 2; ++c)
                dry_.channel(c)[n] +=
                    static_cast<float>(gain * static_cast<double>(ducked_.channel(c)[n]));
        }
    }

    const DemoRecipe& recipe_;
    SampleRate rate_;
    Frames frames_;
    AudioBuffer dry_, ducked_, toRoom_, toEcho_;
};

/// The musicians, each with the strip of the desk that is theirs.
class Band {
  public:
    explicit Band(const DemoRecipe& recipe)
        : recipe_(recipe)
        , rate_(recipe.rate)
        , dice_(Dice(recipe.seed).other(3))
        , desk_(recipe) {}

    AudioBuffer play(const Score& score) {
        for (const Hit& hit : score.drums)
            drum(hit);
        for (const Note& note : score.bass)
            bass(note);
        for (const Note& note : score.chords)
            chord(note);
        for (const Note& note : score.pad)
            pad(note);
        for (const Note& note : score.lead)
            lead(note);
        for (const Phrase& phrase : score.voice)
            sing(phrase);
        for (const Phrase& phrase : score.harmony)
            harmonise(phrase);
        return desk_.sum(score);
    }

  private:
    void drum(const Hit& hit) {
        const double level = recipe_.faders.drums.value;
        const double room = recipe_.faders.room.value;
        switch (hit.drum) {
        case Drum::Kick:
            return desk_.play(Kick(hit, rate_, dice()), hit.start, {0.6},
                              {.level = level - 7, .room = room - 30});
        case Drum::Snare:
            return desk_.play(Snare(hit, rate_, dice()), hit.start, {0.6},
                              {.level = level - 10.5, .pan = 0.05, .room = room - 11});
        case Drum::Hat:
            return desk_.play(Cymbal(hit, rate_, dice()), hit.start, {0.3},
                              {.level = level - 20, .pan = 0.3, .room = room - 20});
        case Drum::OpenHat:
            return desk_.play(Cymbal(hit, rate_, dice()), hit.start, {0.9},
                              {.level = level - 21, .pan = 0.3, .room = room - 18});
        case Drum::Tom:
            return desk_.play(Tom(hit, rate_, dice()), hit.start, {0.8},
                              {.level = level - 10, .pan = -hit.pitch / 12, .room = room - 13});
        case Drum::Crash: // two cymbals, as two microphones would hear it
            for (const double side : {-0.8, 0.8})
                desk_.play(Cymbal(hit, rate_, dice()), hit.start, {3.5},
                           {.level = level - 25, .pan = side, .room = room - 18});
            return;
        }
    }

    void bass(const Note& note) {
        desk_.play(Bass(note, rate_, dice()), note.start, note.length + Seconds{0.06},
                   {.level = recipe_.faders.bass.value - 6, .room = -40, .ducked = true});
    }

    void chord(const Note& note) {
        const double level = recipe_.faders.chords.value;
        const double room = recipe_.faders.room.value;
        const Seconds ring = note.length + Seconds{0.2};
        switch (recipe_.chords) {
        case DemoChords::Guitar: // two takes, left and right
            for (const double side : {-0.6, 0.6}) {
                const Seconds start = note.start + Seconds{0.004 * (1 + side)};
                desk_.play(PluckedString(note, rate_, dice()), start, ring,
                           {.level = level - 13, .pan = side, .room = room - 16});
            }
            return;
        case DemoChords::ElectricPiano: // low to high from left to right
            return desk_.play(ElectricPiano(note, rate_, dice()), note.start, ring,
                              {.level = level - 18,
                               .pan = std::clamp((note.pitch - 60) / 16, -0.7, 0.7),
                               .room = room - 14,
                               .ducked = true});
        case DemoChords::Saws:
            for (const double side : {-0.9, 0.9})
                desk_.play(SawStack(note, kStab, rate_, dice()), note.start, ring,
                           {.level = level - 21,
                            .pan = side,
                            .room = room - 14,
                            .echo = -16,
                            .ducked = true});
            return;
        }
    }

    void pad(const Note& note) {
        for (const double side : {-1.0, 1.0})
            desk_.play(SawStack(note, kPad, rate_, dice()), note.start, note.length + Seconds{0.5},
                       {.level = recipe_.faders.pad.value - 25.5,
                        .pan = side,
                        .room = recipe_.faders.room.value - 10,
                        .ducked = true});
    }

    void lead(const Note& note) {
        desk_.play(Lead(note, rate_, dice()), note.start, note.length + Seconds{0.1},
                   {.level = recipe_.faders.lead.value - 18.5,
                    .pan = -0.25,
                    .room = recipe_.faders.room.value - 12,
                    .echo = -8});
    }

    void sing(const Phrase& phrase) {
        const double level = recipe_.faders.voice.value;
        const double room = recipe_.faders.room.value;
        take(phrase, {}, {.level = level - 20.5, .pan = 0, .room = room - 12, .echo = -17});
        if (!phrase.chorus)
            return;
        take(phrase, {.formants = 0.97, .detune = 0.07, .breath = 1.5},
             {.level = level - 28, .pan = -0.8, .room = room - 10});
        take(phrase, {.formants = 1.03, .detune = -0.06, .breath = 1.5},
             {.level = level - 28, .pan = 0.8, .room = room - 10});
    }

    void harmonise(const Phrase& phrase) {
        for (const double side : {-0.55, 0.55})
            take(phrase, {.formants = 1.02 + 0.02 * side, .detune = 0.05 * side, .breath = 2},
                 {.level = recipe_.faders.voice.value - 29,
                  .pan = side,
                  .room = recipe_.faders.room.value - 9});
    }

    void take(const Phrase& phrase, const Singer::Character& character, const Strip& strip) {
        Singer singer(phrase, character, rate_, dice());
        const Seconds sway{0.006 * (1 + dice_.noise())};
        desk_.play(singer, phrase.notes.front().note.start + sway, singer.length(), strip);
    }

    Dice dice() { return Dice(dice_.bits()); }

    static constexpr SawStack::Character kPad{
        .attack = 0.25, .release = 0.45, .cutoff = 2400, .opening = 0.4, .detune = 0.22};
    static constexpr SawStack::Character kStab{
        .attack = 0.004, .release = 0.12, .cutoff = 2000, .opening = 2.2, .detune = 0.3};

    const DemoRecipe& recipe_;
    SampleRate rate_;
    Dice dice_;
    Desk desk_;
};

} // namespace

AudioBuffer mixdown(const Score& score, const DemoRecipe& recipe) {
    return Band(recipe).play(score);
}

} // namespace kilter::demo
