// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a comparison and its moves cost. Promised: a fit <= 50 ms.

#include "core/moves/match_curve.h"
#include "core/moves/propose.h"
#include "core/reference/gap.h"
#include "core/reference/same_song.h"
#include "tests/support/synthetic_song.h"

#include <benchmark/benchmark.h>

namespace {

using namespace kilter;
using namespace kilter::testing;

constexpr int kFourMinutes = 2584; // frames

struct Pair {
    Analysis mix, reference;
    Gap gap;
};

Pair differentSongs() {
    Random random(1);
    Pair p;
    p.mix = songOf(musicSpectrum(random), 1, kFourMinutes);
    p.reference = songOf(behind(musicSpectrum(random), sectionNoise(random, 6.0)), 2, kFourMinutes);
    const Reference r{&p.reference, nullptr, 1.0, "A"};
    p.gap = gapBetween(p.mix, profileOf({&r, 1}), {&r, 1});
    return p;
}

void movesByDefault(benchmark::State& state) {
    const Pair p = differentSongs();
    for (auto _ : state)
        benchmark::DoNotOptimize(proposeMoves(p.gap));
}
BENCHMARK(movesByDefault)->Unit(benchmark::kMillisecond);

void movesForTheFullGap(benchmark::State& state) {
    const Pair p = differentSongs();
    MoveOptions options;
    options.limit = {24.0};
    options.fullGap = true;
    for (auto _ : state)
        benchmark::DoNotOptimize(proposeMoves(p.gap, options));
}
BENCHMARK(movesForTheFullGap)->Unit(benchmark::kMillisecond);

void theMatchCurve(benchmark::State& state) {
    const Pair p = differentSongs();
    for (auto _ : state)
        benchmark::DoNotOptimize(matchCurve(p.gap));
}
BENCHMARK(theMatchCurve)->Unit(benchmark::kMillisecond);

void oneReference(benchmark::State& state) {
    const Pair p = differentSongs();
    const Reference r{&p.reference, nullptr, 1.0, "A"};
    for (auto _ : state)
        benchmark::DoNotOptimize(profileOf({&r, 1}));
}
BENCHMARK(oneReference)->Unit(benchmark::kMillisecond);

void theGapOfFourMinutes(benchmark::State& state) {
    const Pair p = differentSongs();
    const Reference r{&p.reference, nullptr, 1.0, "A"};
    const Profile profile = profileOf({&r, 1});
    for (auto _ : state)
        benchmark::DoNotOptimize(gapBetween(p.mix, profile, {&r, 1}));
}
BENCHMARK(theGapOfFourMinutes)->Unit(benchmark::kMillisecond);

void isItTheSameSong(benchmark::State& state) {
    const Pair p = differentSongs();
    for (auto _ : state)
        benchmark::DoNotOptimize(
            alignmentOf(p.mix.spectrogram, p.reference.spectrogram, p.mix.section()));
}
BENCHMARK(isItTheSameSong)->Unit(benchmark::kMillisecond);

} // namespace
