// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_file.h"
#include "core/audio/audio_writer.h"
#include "core/audio/resample.h"
#include "core/render/dither.h"
#include "tests/support/audio_buffers.h"

#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <sndfile.h>
#include <unistd.h>

using namespace kilter;

namespace {

namespace fs = std::filesystem;

constexpr SampleRate kRate{44100};
constexpr int kSeconds = 60;

// Tones over some noise: what compresses like music rather than like silence.
const AudioBuffer& material() {
    static const AudioBuffer audio = [] {
        AudioBuffer mix = testing::noise(0.05, {std::int64_t{kSeconds} * kRate.hz}, 1);
        for (const double frequency : {110.0, 440.0, 3520.0}) {
            const AudioBuffer tone = testing::sine(frequency, 0.2, kRate, mix.frames());
            for (int c = 0; c < 2; ++c) {
                for (std::size_t n = 0; n < mix.channel(c).size(); ++n)
                    mix.channel(c)[n] += tone.channel(c)[n];
            }
        }
        return mix;
    }();
    return audio;
}

// A file that is gone when the benchmark ends.
struct ScratchFile {
    fs::path path = fs::temp_directory_path() / ("kilter-benchmark-" + std::to_string(::getpid()));

    ScratchFile() = default;
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() { fs::remove(path); }
};

void encode(const fs::path& path, int format) {
    SF_INFO info{};
    info.samplerate = kRate.hz;
    info.channels = 2;
    info.format = format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    // Second by second: libsndfile's Vorbis encoder takes what it is given on the stack.
    const auto second = static_cast<std::size_t>(kRate.hz);
    std::vector<float> frames(2 * second);
    for (std::size_t from = 0; from < second * kSeconds; from += second) {
        for (std::size_t n = 0; n < second; ++n) {
            frames[2 * n] = material().channel(0)[from + n];
            frames[2 * n + 1] = material().channel(1)[from + n];
        }
        sf_writef_float(file, frames.data(), kRate.hz);
    }
    sf_close(file);
}

void reportRealTime(benchmark::State& state) {
    state.counters["x_real_time"] =
        benchmark::Counter(kSeconds, benchmark::Counter::kIsIterationInvariantRate);
}

void decode(benchmark::State& state, int format) {
    const ScratchFile file;
    encode(file.path, format);
    for (auto _ : state) {
        const auto track = readTrack(file.path);
        if (!track)
            state.SkipWithError("can't be read");
    }
    reportRealTime(state);
}

void encodeMaster(benchmark::State& state, AudioFileFormat format) {
    const ScratchFile file;
    AudioFileText text;
    text.tags = {"Title", "Artist", "USRC17607839"};
    for (auto _ : state) {
        auto out = AtomicFile::create(file.path);
        if (!out || !writeAudio(*out, material(), kRate, format, text))
            state.SkipWithError("can't be written");
    }
    reportRealTime(state);
}

void resampleTo(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(resample(material(), kRate, {static_cast<int>(state.range(0))}));
    reportRealTime(state);
}

void ditherTo16(benchmark::State& state, DitherKind kind) {
    AudioBuffer audio = material();
    for (auto _ : state)
        benchmark::DoNotOptimize(dither(audio, kRate, 16, kind, 1));
    reportRealTime(state);
}

BENCHMARK_CAPTURE(decode, wav16, SF_FORMAT_WAV | SF_FORMAT_PCM_16)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, wav24, SF_FORMAT_WAV | SF_FORMAT_PCM_24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, flac24, SF_FORMAT_FLAC | SF_FORMAT_PCM_24)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, vorbis, SF_FORMAT_OGG | SF_FORMAT_VORBIS)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, mp3, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encodeMaster, wav24, {FileFormat::Wav, SampleFormat::Pcm24})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encodeMaster, flac24, {FileFormat::Flac, SampleFormat::Pcm24})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(resampleTo)->Arg(48000)->Arg(96000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ditherTo16, tpdf, DitherKind::Tpdf)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ditherTo16, shaped, DitherKind::Shaped)->Unit(benchmark::kMillisecond);

} // namespace
