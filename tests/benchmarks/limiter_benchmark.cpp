// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/limiter.h"
#include "core/demo/demo_song.h"
#include "tests/support/realtime_scope.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

using namespace kilter;

namespace {

constexpr SampleRate kRate{44100};
constexpr int kBlock = 512;

AudioBuffer scaled(AudioBuffer audio, Decibels gain) {
    for (int c = 0; c < audio.channels(); ++c)
        for (float& v : audio.channel(c))
            v *= static_cast<float>(amplitude(gain));
    return audio;
}

void run(benchmark::State& state, const AudioBuffer& audio, LimiterMode mode) {
    LimiterSettings settings;
    settings.mode = mode;
    Limiter limiter(kRate, settings);
    std::vector<float> left(kBlock), right(kBlock);
    testing::RealtimeScope scope;
    std::size_t at = 0;
    for (auto _ : state) {
        std::copy_n(audio.channel(0).data() + at, kBlock, left.data());
        std::copy_n(audio.channel(1).data() + at, kBlock, right.data());
        limiter.process(scope.token(), {left.data(), right.data(), kBlock});
        benchmark::ClobberMemory();
        at += kBlock;
        if (at + kBlock > audio.channel(0).size())
            at = 0;
    }
    // Seconds of music per second of CPU time.
    state.counters["x_real_time"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * kBlock / kRate.hz, benchmark::Counter::kIsRate);
}

// The demo mix at about -9 LUFS: 9 dB over what it is.
void limiterOnMusic(benchmark::State& state, LimiterMode mode) {
    static const AudioBuffer music = scaled(demoSong(DemoSong::Mix, {20.0}, kRate, 1), {9.5});
    run(state, music, mode);
}
BENCHMARK_CAPTURE(limiterOnMusic, clean, LimiterMode::Clean);
BENCHMARK_CAPTURE(limiterOnMusic, loud, LimiterMode::Loud);
BENCHMARK_CAPTURE(limiterOnMusic, off, LimiterMode::Off);

// The worst case: noise 12 dB over, where every interval is a candidate.
void limiterOnLoudNoise(benchmark::State& state) {
    AudioBuffer noise(2, {kRate.hz});
    unsigned seed = 1;
    for (int c = 0; c < 2; ++c)
        for (float& v : noise.channel(c)) {
            seed = seed * 1664525U + 1013904223U;
            v = static_cast<float>(seed >> 8) / (1 << 21) - 4.0F;
        }
    run(state, noise, LimiterMode::Clean);
}
BENCHMARK(limiterOnLoudNoise);

} // namespace
