// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/demo_song.h"

#include <benchmark/benchmark.h>

namespace {

using namespace kilter;

/// 45 s of each of the three songs at 44.1 kHz; range(0) is the DemoSong.
void renderDemoSong(benchmark::State& state) {
    const DemoRecipe recipe = demoRecipe(static_cast<DemoSong>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(render(recipe));
    state.counters["x real time"] =
        benchmark::Counter(recipe.length.value, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(renderDemoSong)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

} // namespace
