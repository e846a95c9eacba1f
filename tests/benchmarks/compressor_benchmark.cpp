// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/compressor/compressor.h"
#include "core/chain/compressor/design.h"
#include "core/demo/demo_song.h"
#include "tests/support/realtime_scope.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <optional>
#include <vector>

using namespace kilter;
using namespace kilter::testing;

namespace {

constexpr SampleRate kRate{44100};
constexpr int kBlock = 512;

void compressorOnMusic(benchmark::State& state, double thresholdDb, std::optional<double> releaseMs,
                       double mixPercent) {
    static const AudioBuffer music = demoSong(DemoSong::Mix, {20.0}, kRate, 1);
    CompressorSpec spec;
    spec.enabled = true;
    spec.thresholdDb = thresholdDb;
    spec.releaseMs = releaseMs;
    spec.mixPercent = mixPercent;
    Compressor compressor(kRate, designCompressor(spec, kRate));
    std::vector<float> left(kBlock), right(kBlock);
    RealtimeScope scope;
    std::size_t at = 0;
    double taken = 0.0;
    for (auto _ : state) {
        std::copy_n(music.channel(0).data() + at, kBlock, left.data());
        std::copy_n(music.channel(1).data() + at, kBlock, right.data());
        compressor.process(scope.token(), {left.data(), right.data(), kBlock});
        benchmark::ClobberMemory();
        taken += static_cast<double>(compressor.reduction().back());
        at += kBlock;
        if (at + kBlock > music.channel(0).size())
            at = 0;
    }
    // Seconds of music per second of CPU time.
    state.counters["x_real_time"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * kBlock / kRate.hz, benchmark::Counter::kIsRate);
    state.counters["taken_db"] = taken / static_cast<double>(state.iterations());
}
BENCHMARK_CAPTURE(compressorOnMusic, byProgramme, -14.0, std::nullopt, 100.0);
BENCHMARK_CAPTURE(compressorOnMusic, fixedRelease, -14.0, 100.0, 100.0);
BENCHMARK_CAPTURE(compressorOnMusic, mixed, -14.0, std::nullopt, 60.0);
BENCHMARK_CAPTURE(compressorOnMusic, hardByProgramme, -20.0, std::nullopt, 100.0);
BENCHMARK_CAPTURE(compressorOnMusic, hardFixedRelease, -20.0, 100.0, 100.0);

} // namespace
