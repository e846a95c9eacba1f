// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/demo_song.h"

#include "core/demo/arrangement.h"
#include "core/demo/dice.h"
#include "core/demo/finish.h"
#include "core/demo/mixdown.h"

#include <cassert>

namespace kilter {

namespace {

FilterShape bell(double hz, double gain, double q) {
    return {.kind = FilterKind::Bell, .frequency = {hz}, .gain = {gain}, .q = q};
}

FilterShape lowShelf(double hz, double gain) {
    return {.kind = FilterKind::LowShelf, .frequency = {hz}, .gain = {gain}};
}

FilterShape highShelf(double hz, double gain) {
    return {.kind = FilterKind::HighShelf, .frequency = {hz}, .gain = {gain}};
}

} // namespace

DemoRecipe demoRecipe(DemoSong which, std::uint64_t seed) {
    DemoRecipe recipe;
    recipe.seed = seed;
    switch (which) {
    case DemoSong::Mix:
        recipe.colour = {bell(120, -5.4, 0.75), bell(2900, 3.5, 2.0)};
        recipe.loudness = Lufs{-18.0};
        break;
    case DemoSong::ReferenceA:
        recipe.beatsPerMinute = 96;
        recipe.key = 3;
        recipe.mode = DemoMode::Minor;
        recipe.groove = DemoGroove::HalfTime;
        recipe.chords = DemoChords::ElectricPiano;
        recipe.swing = 0.15;
        recipe.faders = {.drums = {1.0}, .pad = {-1.0}, .voice = {-1.5}, .room = {2.0}};
        recipe.colour = {bell(1200, 2.4, 0.6), highShelf(4000, 1.6)};
        recipe.loudness = Lufs{-9.0};
        recipe.mastered = true;
        break;
    case DemoSong::ReferenceB:
        recipe.beatsPerMinute = 124;
        recipe.key = 9;
        recipe.groove = DemoGroove::FourOnTheFloor;
        recipe.chords = DemoChords::Saws;
        recipe.faders = {
            .drums = {-0.5}, .bass = {0.5}, .lead = {1.0}, .voice = {-1.5}, .room = {-2.0}};
        recipe.colour = {lowShelf(110, 0.6), bell(800, 1.8, 0.6), highShelf(4000, 2.2)};
        recipe.loudness = Lufs{-10.5};
        recipe.mastered = true;
        break;
    }
    return recipe;
}

DemoRecipe improvisedRecipe(std::uint64_t seed) {
    demo::Dice dice(seed);
    DemoRecipe recipe;
    recipe.seed = dice.bits();
    recipe.beatsPerMinute = 76 + dice.below(70);
    recipe.key = dice.below(12);
    recipe.mode = dice.below(2) == 0 ? DemoMode::Major : DemoMode::Minor;
    recipe.groove = static_cast<DemoGroove>(dice.below(3));
    recipe.chords = static_cast<DemoChords>(dice.below(3));
    recipe.swing = dice.below(2) == 0 ? 0.0 : 0.3 * dice.unit();
    recipe.sung = dice.below(4) != 0;
    for (Decibels* fader :
         {&recipe.faders.drums, &recipe.faders.bass, &recipe.faders.chords, &recipe.faders.pad,
          &recipe.faders.lead, &recipe.faders.voice, &recipe.faders.room})
        *fader = Decibels{1.5 * dice.human()};
    recipe.colour = {lowShelf(120, dice.human()), bell(500, 0.8 * dice.human(), 0.7),
                     bell(2800, 0.8 * dice.human(), 0.7), highShelf(6000, 1.2 * dice.human())};
    recipe.mastered = dice.below(2) == 0;
    recipe.loudness = Lufs{recipe.mastered ? -13 + 4 * dice.unit() : -22 + 4 * dice.unit()};
    return recipe;
}

AudioBuffer render(const DemoRecipe& recipe) {
    assert(recipe.length.value > 0 && recipe.rate.hz >= 8000);
    const demo::Score score = demo::arrange(recipe);
    AudioBuffer song = demo::mixdown(score, recipe);
    demo::balance(song, recipe.rate);
    demo::colour(song, recipe.colour, recipe.rate);
    demo::fadeEnd(song, recipe.rate);
    if (recipe.mastered)
        demo::master(song, recipe.loudness, recipe.rate);
    else
        demo::bringTo(song, recipe.loudness, recipe.rate);
    return song;
}

AudioBuffer demoSong(DemoSong which, Seconds length, SampleRate rate, std::uint64_t seed) {
    DemoRecipe recipe = demoRecipe(which, seed);
    recipe.length = length;
    recipe.rate = rate;
    return render(recipe);
}

} // namespace kilter
