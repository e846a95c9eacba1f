// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/band_design.h"
#include "core/chain/equaliser.h"
#include "tests/support/realtime_scope.h"
#include "tests/support/stereo_signal.h"

#include <benchmark/benchmark.h>
#include <cmath>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate kRate{44100};
constexpr int kBlock = 512;

EqualiserSettings bells(int count, Placement placement) {
    EqualiserSettings s;
    for (int i = 0; i < count; ++i)
        s.bands[static_cast<std::size_t>(i)] =
            designBand({FilterKind::Bell, {60.0 * std::exp2(i / 3.0)}, {i % 2 == 0 ? 3.0 : -3.0}},
                       placement, kRate);
    return s;
}

// Seconds of music per second of CPU time.
void countRealTime(benchmark::State& state) {
    state.counters["x_real_time"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * kBlock / kRate.hz, benchmark::Counter::kIsRate);
}

void run(benchmark::State& state, Equaliser& equaliser) {
    const StereoSignal in = whiteNoise(kBlock, 1);
    StereoSignal block = in;
    RealtimeScope scope;
    for (auto _ : state) {
        block = in;
        equaliser.process(scope.token(), block.block(0, kBlock));
        benchmark::DoNotOptimize(block.left.data());
        benchmark::ClobberMemory();
    }
    countRealTime(state);
}

void equaliser(benchmark::State& state, Placement placement) {
    Equaliser equaliser(kRate, bells(static_cast<int>(state.range(0)), placement));
    run(state, equaliser);
}
BENCHMARK_CAPTURE(equaliser, stereo, Placement::Stereo)->Arg(8)->Arg(24);
BENCHMARK_CAPTURE(equaliser, mid, Placement::Mid)->Arg(8);

// A node being dragged: the bands are always on their way.
void equaliserDragged(benchmark::State& state) {
    const EqualiserSettings one = bells(8, Placement::Stereo);
    EqualiserSettings two = one;
    two.bands[3] = designBand({FilterKind::Bell, {150.0}, {3.0}}, Placement::Stereo, kRate);
    Equaliser equaliser(kRate, one);
    const StereoSignal in = whiteNoise(kBlock, 1);
    StereoSignal block = in;
    RealtimeScope scope;
    bool flip = false;
    for (auto _ : state) {
        block = in;
        equaliser.set(scope.token(), (flip = !flip) ? two : one);
        equaliser.process(scope.token(), block.block(0, kBlock));
        benchmark::ClobberMemory();
    }
    countRealTime(state);
}
BENCHMARK(equaliserDragged);

void firKernel(benchmark::State& state) {
    const std::vector<PlacedShape> shapes{{{FilterKind::Bell, {100.0}, {3.0}}}};
    const FirKernel kernel = kernelOf(shapes, KernelPhase::Linear, kRate);
    EqualiserSettings s;
    s.kernel = &kernel;
    Equaliser equaliser(kRate, s);
    run(state, equaliser);
}
BENCHMARK(firKernel);

void makeKernel(benchmark::State& state, KernelPhase phase) {
    const std::vector<PlacedShape> shapes(8, {{FilterKind::Bell, {100.0}, {3.0}}});
    for (auto _ : state)
        benchmark::DoNotOptimize(kernelOf(shapes, phase, kRate).direct().data());
}
BENCHMARK_CAPTURE(makeKernel, linear, KernelPhase::Linear)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(makeKernel, minimum, KernelPhase::Minimum)->Unit(benchmark::kMillisecond);

void design(benchmark::State& state, FilterKind kind) {
    const FilterShape shape{kind, {static_cast<double>(state.range(0))}, {6.0}, 1.0, 48};
    for (auto _ : state)
        benchmark::DoNotOptimize(designBand(shape, Placement::Stereo, kRate));
}
BENCHMARK_CAPTURE(design, bell, FilterKind::Bell)->Arg(100)->Arg(3000)->Arg(12000);
BENCHMARK_CAPTURE(design, highCut48, FilterKind::HighCut)->Arg(5000);

} // namespace
