// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/character.h"

#include "core/analysis/fourier.h"
#include "core/base/frequency_grid.h"
#include "core/base/index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace kilter {

namespace {

constexpr Seconds kLongest{60.0};
constexpr Seconds kShortest{4.0};
constexpr double kGridRate = 44100.0 / 512.0; // frames a second
constexpr double kWindow = 2048.0 / 44100.0;  // seconds

// Magnitudes in half-octave steps: broad enough that a partial stays in its band, and narrow
// enough that a drum fills many.
constexpr std::size_t kGridBands = 16;
constexpr double kLowest = 62.5; // Hz

using Row = std::array<float, kGridBands>;

// [frame]: root of the power in each band.
std::vector<Row> gridOf(const AudioBuffer& audio, SampleRate rate, Section section,
                        const Progress& progress) {
    const auto length = static_cast<int>((Seconds{kWindow} * rate).count);
    RealFourier fourier(fastLength(length));
    const int n = fourier.length();
    std::vector<float> window(static_cast<std::size_t>(length));
    for (std::size_t i = 0; i < window.size(); ++i)
        window[i] = static_cast<float>(
            0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (static_cast<double>(i) + 0.5) / length));
    std::array<int, kGridBands + 1> edges{};
    for (std::size_t b = 0; b <= kGridBands; ++b) {
        const double f = kLowest * std::exp2(0.5 * static_cast<double>(b));
        edges[b] = std::clamp(static_cast<int>(std::lround(f * n / rate.hz)), 1, n / 2);
    }

    const std::int64_t from =
        std::clamp<std::int64_t>((section.begin * rate).count, 0, audio.frames().count);
    const Seconds end = std::min(section.end, section.begin + kLongest);
    const std::int64_t to =
        std::clamp<std::int64_t>((end * rate).count, from, audio.frames().count);
    const auto frames = static_cast<int>(
        std::max(0.0, static_cast<double>(to - from - length) / rate.hz * kGridRate));
    const float* l = audio.channel(0).data();
    const float* r = audio.channel(1).data();
    std::vector<Row> grid(static_cast<std::size_t>(frames));
    for (std::size_t f = 0; f < grid.size() && !progress.cancelled(); ++f) {
        const std::int64_t begin =
            from + std::llround(static_cast<double>(f) / kGridRate * rate.hz);
        float* x = fourier.input();
        for (int i = 0; i < length; ++i) {
            const float sum = l[begin + i] + r[begin + i];
            x[i] = (std::abs(sum) < 1e-12F ? 0.0F : sum) * window[static_cast<std::size_t>(i)];
        }
        std::fill(x + length, x + n, 0.0F);
        fourier.execute();
        const float* z = fourier.output();
        for (std::size_t b = 0; b < kGridBands; ++b) {
            float power = 0.0F;
#pragma omp simd reduction(+ : power)
            for (int k = 2 * edges[b]; k < 2 * edges[b + 1]; ++k)
                power += z[k] * z[k];
            grid[f][b] = std::sqrt(power);
        }
        if (f % 256 == 0)
            progress.at(static_cast<double>(f) / static_cast<double>(grid.size()));
    }
    return grid;
}

// How much louder it becomes from frame to frame, over all bands (S. Dixon, DAFx 2006: spectral
// flux, here of compressed magnitudes).
std::vector<double> fluxOf(const std::vector<Row>& grid) {
    Row largest{};
    for (const Row& row : grid)
        for (std::size_t b = 0; b < kGridBands; ++b)
            largest[b] = std::max(largest[b], row[b]);
    const float loudest = *std::max_element(largest.begin(), largest.end());
    std::vector<double> flux(grid.size());
    constexpr float kCompression = 100.0F;
    constexpr std::size_t kLag = 2; // frames: an attack takes longer than one
    if (loudest <= 0.0F)
        return flux;
    const auto level = [&](float magnitude) {
        return std::log1p(kCompression * magnitude / loudest);
    };
    for (std::size_t f = kLag; f < grid.size(); ++f)
        for (std::size_t b = 0; b < kGridBands; ++b)
            flux[f] +=
                std::max(0.0, static_cast<double>(level(grid[f][b]) - level(grid[f - kLag][b])));
    return flux;
}

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// Peaks of the flux that stand out from the half second around them.
Estimate<double> onsetDensityOf(const std::vector<double>& flux) {
    constexpr std::ptrdiff_t kNear = 3;
    constexpr std::ptrdiff_t kAround = 22;
    constexpr double kStep = 1.0; // of the flux: e times the level in one band, or less in more
    const auto size = static_cast<std::ptrdiff_t>(flux.size());
    int onsets = 0;
    double heights = 0.0;
    double grounds = 0.0;
    for (std::ptrdiff_t f = 0; f < size; ++f) {
        const auto begin = flux.begin() + std::max<std::ptrdiff_t>(0, f - kNear);
        const auto end = flux.begin() + std::min(size, f + kNear + 1);
        const double own = flux[static_cast<std::size_t>(f)];
        if (own < kStep || own < *std::max_element(begin, end) ||
            std::find(begin, flux.begin() + f, own) != flux.begin() + f)
            continue;
        const double ground = medianOf({flux.begin() + std::max<std::ptrdiff_t>(0, f - kAround),
                                        flux.begin() + std::min(size, f + kAround + 1)});
        if (own < 1.5 * ground + kStep)
            continue;
        ++onsets;
        heights += own;
        grounds += ground;
    }
    const double contrast = onsets == 0 ? 0.0 : (heights - grounds) / (heights + grounds);
    return {onsets * kGridRate / static_cast<double>(size), std::clamp(contrast, 0.0, 1.0)};
}

// The lag at which the flux is most like itself, weighed by how likely a tempo is (D. P. W. Ellis,
// J. New Music Research 36 (2007): log-normal around 120 a minute).
std::optional<Estimate<double>> tempoOf(const std::vector<double>& flux) {
    constexpr double kSlowest = 60.0;
    constexpr double kFastest = 200.0;
    constexpr double kLikely = 120.0;
    constexpr double kOctaves = 1.0; // standard deviation
    const auto longest = static_cast<std::size_t>(60.0 * kGridRate / kSlowest) + 2;
    if (flux.size() < 6 * longest)
        return std::nullopt;
    double mean = 0.0;
    for (const double v : flux)
        mean += v / static_cast<double>(flux.size());
    // Unbiased; twice and four times the lag support it.
    const auto correlation = [&](std::size_t lag) {
        double sum = 0.0;
        for (std::size_t f = lag; f < flux.size(); ++f)
            sum += (flux[f] - mean) * (flux[f - lag] - mean);
        return sum / static_cast<double>(flux.size() - lag);
    };
    std::vector<double> r(4 * longest + 4);
    for (std::size_t lag = 0; lag < r.size(); ++lag)
        r[lag] = correlation(lag);
    if (r[0] <= 0.0)
        return std::nullopt;
    const auto around = [&](std::size_t lag) { // an exact multiple rarely is a whole number
        return std::max({r[lag - 1], r[lag], r[lag + 1]});
    };
    double best = 0.0;
    std::size_t bestLag = 0;
    for (auto lag = static_cast<std::size_t>(60.0 * kGridRate / kFastest); lag < longest; ++lag) {
        if (r[lag] < r[lag - 1] || r[lag] < r[lag + 1])
            continue;
        const double octaves =
            std::log2(60.0 * kGridRate / static_cast<double>(lag) / kLikely) / kOctaves;
        const double score = (r[lag] + 0.5 * around(2 * lag) + 0.25 * around(4 * lag)) *
                             std::exp(-0.5 * octaves * octaves);
        if (score > best) {
            best = score;
            bestLag = lag;
        }
    }
    if (bestLag == 0)
        return std::nullopt;
    // Four beats tell the lag four times as finely as one.
    std::size_t four = 4 * bestLag - 2;
    for (std::size_t lag = four; lag <= 4 * bestLag + 2; ++lag)
        if (r[lag] > r[four])
            four = lag;
    const double bend = r[four - 1] - 2.0 * r[four] + r[four + 1];
    const double shift =
        bend < 0.0 ? std::clamp(0.5 * (r[four - 1] - r[four + 1]) / bend, -0.5, 0.5) : 0.0;
    const double lag =
        r[four] > 0.0 ? (static_cast<double>(four) + shift) / 4.0 : static_cast<double>(bestLag);
    return Estimate<double>{60.0 * kGridRate / lag, std::clamp(2.0 * r[bestLag] / r[0], 0.0, 1.0)};
}

// How far most bands rise together in 23 ms, at the strongest moments: a drum, even under dense
// guitars, lifts them by some 3 dB or more, sustained or plucked tones lift a few bands or none.
std::optional<Estimate<double>> percussivenessOf(const std::vector<Row>& grid) {
    constexpr std::size_t kLag = 2;
    constexpr double kStrongest = 0.98; // quantile of the frames
    constexpr double kFull = 10.0;      // dB that count as 1
    std::array<double, kGridBands> mean{};
    for (const Row& row : grid)
        for (std::size_t b = 0; b < kGridBands; ++b)
            mean[b] += static_cast<double>(row[b]) / static_cast<double>(grid.size());
    const double loudest = *std::max_element(mean.begin(), mean.end());
    std::vector<std::size_t> bands; // those that hold something
    for (std::size_t b = 0; b < kGridBands; ++b)
        if (mean[b] > 1e-3 * loudest)
            bands.push_back(b);
    if (bands.empty() || grid.size() <= kLag)
        return std::nullopt;
    std::vector<double> common;
    std::vector<double> ratios(bands.size());
    for (std::size_t f = kLag; f < grid.size(); ++f) {
        for (std::size_t i = 0; i < bands.size(); ++i) {
            const double floor = 0.05 * mean[bands[i]];
            ratios[i] = (static_cast<double>(grid[f][bands[i]]) + floor) /
                        (static_cast<double>(grid[f - kLag][bands[i]]) + floor);
        }
        common.push_back(medianOf(ratios));
    }
    const auto strongest = common.begin() + static_cast<std::ptrdiff_t>(
                                                kStrongest * static_cast<double>(common.size()));
    std::nth_element(common.begin(), strongest, common.end());
    const double seconds = static_cast<double>(grid.size()) / kGridRate;
    return Estimate<double>{std::clamp(toDecibels(*strongest).value / kFull, 0.0, 1.0),
                            std::clamp(seconds / 15.0, 0.0, 1.0) *
                                std::clamp(static_cast<double>(bands.size()) / 8.0, 0.0, 1.0)};
}

// Strength of the twelve pitch classes between 110 Hz and 1.8 kHz. A semitone is two cells, and at
// A = 440 Hz every note lies in the middle of every second one.
std::array<double, 12> chromaOf(const Spectrogram& s, Section section) {
    std::array<double, 12> chroma{};
    for (const int f : gatedFrames(s, section)) {
        for (int note = 45; note < 93; ++note) { // MIDI numbers
            const double frequency = 440.0 * std::exp2((note - 69) / 12.0);
            const auto cell = static_cast<std::ptrdiff_t>(
                std::floor(24.0 * std::log2(frequency / 1000.0)) + kCellBelow1k);
            const float* mid = s.midOf(f);
            const auto magnitude = [&](std::ptrdiff_t i) {
                return std::sqrt(static_cast<double>(mid[i]));
            };
            const double between = 0.5 * (magnitude(cell - 1) + magnitude(cell + 1));
            chroma[static_cast<std::size_t>(note % 12)] +=
                std::max(0.0, magnitude(cell) - between) / frequency * 440.0;
        }
    }
    return chroma;
}

double correlation(const std::array<double, 12>& a, const std::array<double, 12>& b, int shift) {
    double meanA = 0.0;
    double meanB = 0.0;
    for (std::size_t i = 0; i < 12; ++i) {
        meanA += a[i] / 12.0;
        meanB += b[i] / 12.0;
    }
    double ab = 0.0;
    double aa = 0.0;
    double bb = 0.0;
    for (std::size_t i = 0; i < 12; ++i) {
        const double x = a[(i + static_cast<std::size_t>(shift)) % 12] - meanA;
        const double y = b[i] - meanB;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return aa > 0.0 ? ab / std::sqrt(aa * bb) : 0.0;
}

// The key whose profile the pitch classes follow best: C. L. Krumhansl and E. J. Kessler,
// Psychological Review 89 (1982).
std::optional<Estimate<Key>> keyOf(const Spectrogram& s, Section section) {
    constexpr std::array<double, 12> kMajor{6.35, 2.23, 3.48, 2.33, 4.38, 4.09,
                                            2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
    constexpr std::array<double, 12> kMinor{6.33, 2.68, 3.52, 5.38, 2.60, 3.53,
                                            2.54, 4.75, 3.98, 2.69, 3.34, 3.17};
    const auto chroma = chromaOf(s, section);
    Key best;
    double first = 0.0;
    double second = 0.0;
    for (int tonic = 0; tonic < 12; ++tonic) {
        for (const bool minor : {false, true}) {
            const double r = correlation(chroma, minor ? kMinor : kMajor, tonic);
            if (r > first) {
                second = first;
                first = r;
                best = {tonic, minor};
            } else {
                second = std::max(second, r);
            }
        }
    }
    if (first <= 0.0)
        return std::nullopt;
    // Neighbours in the circle of fifths lie some 0.1 apart when a key is clear.
    return Estimate<Key>{best, first * std::clamp(10.0 * (first - second), 0.0, 1.0)};
}

} // namespace

std::string nameOf(Key key) {
    static constexpr std::array<const char*, 12> kTonics{"C",  "C#", "D",  "D#", "E",  "F",
                                                         "F#", "G",  "G#", "A",  "A#", "B"};
    return std::string(kTonics[at(key.tonic)]) + (key.minor ? " minor" : " major");
}

Character characterOf(const AudioBuffer& audio, SampleRate rate, const Spectrogram& spectrogram,
                      Section section, const Progress& progress) {
    Character c;
    if (section.length() < kShortest)
        return c;
    const std::vector<Row> grid = gridOf(audio, rate, section, progress);
    if (grid.empty() || progress.cancelled())
        return c;
    const std::vector<double> flux = fluxOf(grid);
    if (*std::max_element(flux.begin(), flux.end()) > 0.0) {
        c.onsetDensity = onsetDensityOf(flux);
        c.tempo = tempoOf(flux);
    }
    c.percussiveness = percussivenessOf(grid);
    c.key = keyOf(spectrogram, section);
    return c;
}

} // namespace kilter
