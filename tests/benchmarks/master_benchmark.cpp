// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_writer.h"
#include "core/demo/demo_song.h"
#include "core/session/pipeline.h"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>
#include <unistd.h>

/// The limiter alone, a render through the chain, and the whole way from files to a file, on the
/// demo's music. `x_real_time` is audio seconds per second of CPU time.
namespace {

using namespace kilter;

constexpr SampleRate kRate{44100};
constexpr Seconds kLength{60.0};

const AudioBuffer& mix() {
    static const AudioBuffer audio = demoSong(DemoSong::Mix, kLength, kRate, 1);
    return audio;
}

void xRealTime(benchmark::State& state) {
    state.counters["x_real_time"] = benchmark::Counter(
        kLength.value * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// `drive` dB into the ceiling.
void limiter(benchmark::State& state) {
    ChainSettings settings;
    settings.drive = Decibels{static_cast<double>(state.range(0))};
    (void)mix(); // composed before the clock runs
    for (auto _ : state)
        benchmark::DoNotOptimize(render(mix(), kRate, settings));
    xRealTime(state);
}
BENCHMARK(limiter)->Arg(0)->Arg(6)->Arg(10)->Unit(benchmark::kMillisecond);

void solveFor(benchmark::State& state) {
    const Target target{Lufs{static_cast<double>(state.range(0))}, {}};
    for (auto _ : state)
        benchmark::DoNotOptimize(solve(mix(), kRate, {}, target));
    xRealTime(state);
}
BENCHMARK(solveFor)->Arg(-14)->Arg(-9)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

/// A mix and two references as files, mastered to a file: all of `kilter-cli master`.
void wholeMaster(benchmark::State& state) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("kilter-benchmark-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    Session session;
    session.mix.path = folder / "mix.wav";
    session.references = {{{folder / "a.wav", {}, {}}, true, 1.0},
                          {{folder / "b.wav", {}, {}}, true, 1.0}};
    const auto write = [](const std::filesystem::path& path, DemoSong song) {
        const auto audio = demoSong(song, kLength, kRate, 1);
        return static_cast<bool>(
            writeAudioFile(path, audio, kRate, {FileFormat::Wav, SampleFormat::Pcm24}));
    };
    if (!write(session.mix.path, DemoSong::Mix) || !write(folder / "a.wav", DemoSong::ReferenceA) ||
        !write(folder / "b.wav", DemoSong::ReferenceB)) {
        state.SkipWithError("no room for the files");
        return;
    }
    for (auto _ : state) {
        const Source sources[]{session.mix, session.references[0].source,
                               session.references[1].source};
        const auto tracks = loadTracks(sources);
        const auto comparison = compare(session, *tracks[0]->analysis,
                                        {{tracks[1]->analysis, tracks[2]->analysis}, {}});
        auto mastered = master(session, *tracks[0], &*comparison);
        auto staged = stageMaster(session, *tracks[0], std::move(mastered->solved.master.audio),
                                  mastered->rate, {folder / "out.wav", true});
        if (!staged || !staged->commit())
            state.SkipWithError("the master was not written");
    }
    xRealTime(state);
    std::filesystem::remove_all(folder);
}
BENCHMARK(wholeMaster)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

} // namespace
