// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/moves_material.h"

#include "core/analysis/track_warnings.h"
#include "core/audio/audio_file.h"
#include "core/base/index.h"
#include "tests/quality/fourier.h"
#include "tests/quality/sound_file.h"

#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace kilter::quality {

namespace {

using kilter::at;

std::size_t at(Frames f) {
    return static_cast<std::size_t>(f.count);
}

} // namespace

Piece readPiece(const std::filesystem::path& path, Seconds longest) {
    auto track = readTrack(path);
    if (!track)
        throw std::runtime_error("can't read " + path.string());
    Piece piece;
    piece.name = path.stem().string();
    piece.track = std::move(*track);
    const Frames most = longest * piece.track.rate;
    if (piece.track.audio.frames() > most)
        piece.track.audio =
            cut(piece.track.audio, {(piece.track.audio.frames() - most).count / 2}, most);
    piece.analysis = figuresOf(piece.track.audio, piece.track.rate);
    return piece;
}

Analysis figuresOf(const AudioBuffer& audio, SampleRate rate) {
    Track track;
    track.rate = rate;
    track.audio = audio;
    auto analysis = analyse(track, {.section = WholeTrack{}});
    if (!analysis)
        throw std::runtime_error("can't measure");
    return std::move(*analysis);
}

Analysis spectrumFiguresOf(const AudioBuffer& audio, SampleRate rate) {
    Analysis a;
    a.rate = rate;
    a.frames = audio.frames();
    a.spectrogram = spectrogramOf(audio, rate);
    a.lossyCutoff = lossyCutoffOf(a.spectrogram);
    compareSections(a, wholeOf(a.spectrogram));
    return a;
}

AudioBuffer filtered(const AudioBuffer& audio, SampleRate rate,
                     const std::vector<FilterShape>& filters) {
    const std::size_t length = at(audio.frames());
    // A round size that leaves the ends apart.
    std::size_t size = 1;
    while (size < length + 65536)
        size *= 2;
    if (size / 4 * 3 >= length + 65536)
        size = size / 4 * 3;
    float* time = fftwf_alloc_real(size);
    fftwf_complex* lines = fftwf_alloc_complex(size / 2 + 1);
    const fftwf_plan there =
        fftwf_plan_dft_r2c_1d(static_cast<int>(size), time, lines, FFTW_ESTIMATE);
    const fftwf_plan back =
        fftwf_plan_dft_c2r_1d(static_cast<int>(size), lines, time, FFTW_ESTIMATE);
    // The magnitude on 1/100-octave points, straight between them.
    std::vector<double> gains;
    for (int i = 0; i <= 1200; ++i) {
        double h = 1.0;
        for (const FilterShape& f : filters)
            h *= powerResponse(f, {8.0 * std::exp2(i / 100.0)});
        gains.push_back(std::sqrt(h));
    }
    AudioBuffer result(audio.channels(), audio.frames());
    for (int c = 0; c < audio.channels(); ++c) {
        std::copy_n(audio.channel(c).data(), length, time);
        std::fill(time + length, time + size, 0.0F);
        fftwf_execute(there);
        for (std::size_t i = 0; i <= size / 2; ++i) {
            const double f = static_cast<double>(i) * rate.hz / static_cast<double>(size);
            const double place =
                std::clamp(100.0 * std::log2(std::max(f, 1e-3) / 8.0), 0.0, 1199.999);
            const auto k = static_cast<std::size_t>(place);
            const double t = place - static_cast<double>(k);
            const double h = ((1.0 - t) * gains[k] + t * gains[k + 1]) / static_cast<double>(size);
            lines[i][0] *= static_cast<float>(h);
            lines[i][1] *= static_cast<float>(h);
        }
        fftwf_execute(back);
        std::copy_n(time, length, result.channel(c).data());
    }
    fftwf_destroy_plan(there);
    fftwf_destroy_plan(back);
    fftwf_free(time);
    fftwf_free(lines);
    return result;
}

AudioBuffer gained(const AudioBuffer& audio, Decibels gain) {
    AudioBuffer result = audio;
    const auto k = static_cast<float>(amplitude(gain));
    for (int c = 0; c < audio.channels(); ++c)
        for (float& x : result.channel(c))
            x *= k;
    return result;
}

AudioBuffer cut(const AudioBuffer& audio, Frames from, Frames length) {
    AudioBuffer result(audio.channels(), length);
    const Frames begin{std::max<std::int64_t>(0, from.count)};
    const Frames end{std::min(audio.frames().count, from.count + length.count)};
    if (begin < end)
        for (int c = 0; c < audio.channels(); ++c)
            std::copy(audio.channel(c).data() + begin.count, audio.channel(c).data() + end.count,
                      result.channel(c).data() + (begin - from).count);
    return result;
}

std::optional<AudioBuffer> coded(const AudioBuffer& audio, SampleRate rate,
                                 const std::string& arguments, const std::string& suffix) {
    static const bool there = std::system("ffmpeg -version >/dev/null 2>&1") == 0;
    if (!there)
        return std::nullopt;
    std::string folder = (std::filesystem::temp_directory_path() / "moves_bench.XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
    const std::filesystem::path base(folder);
    const auto in = base / "in.wav";
    const auto packed = base / ("packed" + suffix);
    const auto out = base / "out.wav";
    writeSound(in, audio, rate);
    const std::string quiet = "ffmpeg -nostdin -v error -y -i '";
    const std::string command = quiet + in.string() + "' " + arguments + " '" + packed.string() +
                                "' && " + quiet + packed.string() + "' -c:a pcm_f32le '" +
                                out.string() + "'";
    std::optional<AudioBuffer> result;
    if (std::system(command.c_str()) == 0)
        result = readSound(out).audio;
    std::filesystem::remove_all(base);
    return result;
}

std::array<double, kWholeThirds> wholeThirds(const AudioBuffer& audio, SampleRate rate) {
    const int frame = static_cast<int>(std::lround(16384.0 * rate.hz / 44100.0 / 2.0)) * 2;
    PowerSpectrum spectrum(frame);
    std::vector<double> sum(at(frame / 2 + 1), 0.0);
    for (int c = 0; c < audio.channels(); ++c)
        for (std::size_t i = 0; i + at(frame) <= at(audio.frames()); i += at(frame / 2)) {
            const auto& power = spectrum.of(audio.channel(c).subspan(i, at(frame)));
            for (std::size_t k = 0; k < sum.size(); ++k)
                sum[k] += power[k];
        }
    const double loudness = measureLoudness(audio, rate).integrated.value_or(Lufs{}).value;
    const double windows = static_cast<double>(audio.frames().count) / (frame / 2.0);
    std::array<double, kWholeThirds> levels{};
    const double width = static_cast<double>(rate.hz) / frame;
    for (int b = 0; b < kWholeThirds; ++b) {
        const double centre = 1000.0 * std::exp2((b - 14) / 3.0);
        const double low = centre * std::exp2(-1.0 / 6.0) / width;
        const double high = centre * std::exp2(1.0 / 6.0) / width;
        double power = 1e-30;
        // A band that the sampling rate cuts through is no third-octave band.
        if (high > frame / 2.0) {
            levels[at(b)] = -999.0;
            continue;
        }
        for (int k = static_cast<int>(std::ceil(low - 0.5)); k <= static_cast<int>(high + 0.5);
             ++k) {
            const double inside =
                std::min(high, k + 0.5) - std::max(low, k - 0.5); // lines have a width too
            if (inside > 0.0 && k <= frame / 2)
                power += std::min(1.0, inside) * sum[at(k)];
        }
        levels[at(b)] = 10.0 * std::log10(power / windows) - loudness;
    }
    return levels;
}

double rmsDifference(const std::array<double, kWholeThirds>& a,
                     const std::array<double, kWholeThirds>& b) {
    constexpr double kNothing = -85.0; // above a cut-off there is nothing to compare
    double sum = 0.0;
    int bands = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] > kNothing && b[i] > kNothing) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
            ++bands;
        }
    return bands > 0 ? std::sqrt(sum / bands) : 0.0;
}

} // namespace kilter::quality
