// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/analysis.h"
#include "core/analysis/true_peak.h"
#include "core/audio/audio_file.h"
#include "tests/support/signals.h"

#include <benchmark/benchmark.h>
#include <cstdlib>

/// Each part of the analysis over a minute of noise, or over the file that KILTER_BENCHMARK_FILE
/// names: `x_real_time` is audio seconds per second of CPU time, of all threads together.
namespace {

using namespace kilter;
using namespace kilter::literals;

const Track& track() {
    static const Track track = [] {
        if (const char* path = std::getenv("KILTER_BENCHMARK_FILE"))
            if (auto file = readTrack(path))
                return *std::move(file);
        const SampleRate rate{44100};
        return testing::trackOf(testing::stereo(testing::pinkNoise(rate, 60.0_s, 0.1, 1),
                                                testing::pinkNoise(rate, 60.0_s, 0.1, 2)),
                                rate);
    }();
    return track;
}

void xRealTime(benchmark::State& state) {
    state.counters["x_real_time"] =
        benchmark::Counter(track().duration().value * static_cast<double>(state.iterations()),
                           benchmark::Counter::kIsRate);
}

void loudness(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(measureLoudness(track().audio, track().rate));
    xRealTime(state);
}

void truePeak(benchmark::State& state) {
    for (auto _ : state)
        for (const int channel : {0, 1})
            benchmark::DoNotOptimize(measurePeaks(track().audio.channel(channel), track().rate));
    xRealTime(state);
}

void spectrogram(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(spectrogramOf(track().audio, track().rate));
    xRealTime(state);
}

void overview(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(overviewOf(track().audio, track().rate));
    xRealTime(state);
}

void character(benchmark::State& state) {
    const Spectrogram s = spectrogramOf(track().audio, track().rate);
    const Section section = loudestSection(s, 30.0_s);
    for (auto _ : state)
        benchmark::DoNotOptimize(characterOf(track().audio, track().rate, s, section));
    xRealTime(state);
}

void anotherSection(benchmark::State& state) {
    auto analysis = analyse(track());
    for (auto _ : state)
        compareSections(*analysis, Section{10.0_s, 40.0_s});
}

void wholeAnalysis(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(analyse(track()));
    xRealTime(state);
}

BENCHMARK(loudness)->Unit(benchmark::kMillisecond);
BENCHMARK(truePeak)->Unit(benchmark::kMillisecond);
BENCHMARK(spectrogram)->Unit(benchmark::kMillisecond);
BENCHMARK(overview)->Unit(benchmark::kMillisecond);
BENCHMARK(character)->Unit(benchmark::kMillisecond);
BENCHMARK(anotherSection)->Unit(benchmark::kMillisecond);
BENCHMARK(wholeAnalysis)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

} // namespace
