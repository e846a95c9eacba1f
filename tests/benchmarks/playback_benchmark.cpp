// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/demo_song.h"
#include "core/session/live_meter.h"
#include "tests/core/playback/playback_rig.h"
#include "tests/support/realtime_scope.h"

#include <benchmark/benchmark.h>

namespace {

using namespace kilter;

constexpr SampleRate kRate{48000};
constexpr int kBands = 8;

std::shared_ptr<const AudioBuffer> song(std::uint64_t seed) {
    return std::make_shared<const AudioBuffer>(demoSong(DemoSong::Mix, Seconds{20}, kRate, seed));
}

/// A callback's share of its time: blocks of range(0) frames, 8 bands, limiter driven by 9 dB,
/// what is heard being range(1), a HeardSource.
void playbackCallback(benchmark::State& state) {
    static const Sources sources{song(1), {{song(2), {}}}};
    const auto frames = static_cast<int>(state.range(0));
    ChainSettings settings = testing::busySettings(kRate, 1, kBands);
    settings.drive = Decibels{9.0};
    ChainSettings without = settings;
    without.equaliser.bands[0] = {};

    PlaybackEngine engine(kRate);
    engine.setSources(sources);
    engine.setChain(settings);
    engine.setSubtracted(without);
    engine.listen({.source = static_cast<HeardSource>(state.range(1))});
    engine.setLoop(Loop{{0}, sources.mix->frames()});
    engine.play();
    std::vector<float> out(2 * static_cast<std::size_t>(frames));
    testing::RealtimeScope scope;
    for (auto _ : state) {
        engine.process(scope.token(), out.data(), frames);
        benchmark::DoNotOptimize(out.data());
    }
    const double played = static_cast<double>(state.iterations()) * frames / kRate.hz;
    state.counters["share"] =
        benchmark::Counter(played, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(playbackCallback)
    ->ArgNames({"frames", "heard"})
    ->ArgsProduct({{128}, {0, 1, 2, 3}})
    ->Args({16, 1})
    ->Args({1024, 1});

/// The meters' share of the time that is played, 30 frames a second.
void liveMeters(benchmark::State& state) {
    const auto music = song(1);
    LiveMeter meter(kRate);
    std::vector<HeardFrame> block(static_cast<std::size_t>(kRate.hz / 30));
    std::size_t at = 0;
    for (auto _ : state) {
        for (HeardFrame& frame : block) {
            frame = {music->channel(0)[at], music->channel(1)[at], 0.0F, HeardSource::Mix, 0};
            at = (at + 1) % music->channel(0).size();
        }
        meter.process(block);
        benchmark::DoNotOptimize(meter.frame());
    }
    const double played = static_cast<double>(state.iterations() * block.size()) / kRate.hz;
    state.counters["share"] =
        benchmark::Counter(played, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(liveMeters);

} // namespace
