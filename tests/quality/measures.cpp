// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/measures.h"

#include "core/analysis/true_peak.h"
#include "core/audio/oversample.h"
#include "tests/quality/fourier.h"

#include <ebur128.h>
#include <soxr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace kilter::quality {

namespace {

constexpr double kTiny = 1e-30;

[[nodiscard]] std::size_t size(Frames frames) {
    return static_cast<std::size_t>(frames.count);
}

[[nodiscard]] double energy(std::span<const float> x) {
    double sum = 0.0;
    for (const double v : x)
        sum += v * v;
    return sum;
}

[[nodiscard]] std::vector<float> interleaved(const AudioBuffer& audio) {
    std::vector<float> result;
    result.reserve(size(audio.frames()) * static_cast<std::size_t>(audio.channels()));
    for (std::size_t n = 0; n < size(audio.frames()); ++n)
        for (int c = 0; c < audio.channels(); ++c)
            result.push_back(audio.channel(c)[n]);
    return result;
}

/// Solves a x = b in place by Gaussian elimination with row pivots.
[[nodiscard]] std::vector<double> solve(std::vector<std::vector<double>> a, std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t pivot = i;
        for (std::size_t r = i + 1; r < n; ++r)
            if (std::abs(a[r][i]) > std::abs(a[pivot][i]))
                pivot = r;
        std::swap(a[i], a[pivot]);
        std::swap(b[i], b[pivot]);
        for (std::size_t r = i + 1; r < n; ++r) {
            const double f = a[r][i] / a[i][i];
            for (std::size_t c = i; c < n; ++c)
                a[r][c] -= f * a[i][c];
            b[r] -= f * b[i];
        }
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t c = i + 1; c < n; ++c)
            b[i] -= a[i][c] * b[c];
        b[i] /= a[i][i];
    }
    return b;
}

/// Third-octave bands from 40 Hz to 16 kHz, as ranges of bins.
struct Bands {
    Bands(SampleRate rate, int frame) {
        constexpr int kLowest = -14, kHighest = 12; // thirds of an octave from 1 kHz
        for (int k = kLowest; k <= kHighest; ++k) {
            const double centre = 1000.0 * std::exp2(k / 3.0);
            const double perHertz = static_cast<double>(frame) / rate.hz;
            const auto first =
                static_cast<std::size_t>(std::ceil(centre * std::exp2(-1.0 / 6) * perHertz));
            const auto last =
                static_cast<std::size_t>(std::ceil(centre * std::exp2(1.0 / 6) * perHertz));
            if (first < last && last <= static_cast<std::size_t>(frame / 2)) {
                edges.push_back({first, last});
                centres.push_back(centre);
            }
        }
    }
    [[nodiscard]] std::size_t count() const { return centres.size(); }
    void sum(const std::vector<double>& power, std::vector<double>& bands) const {
        bands.assign(count(), 0.0);
        for (std::size_t b = 0; b < count(); ++b)
            for (std::size_t k = edges[b][0]; k < edges[b][1]; ++k)
                bands[b] += power[k];
    }
    std::vector<std::array<std::size_t, 2>> edges;
    std::vector<double> centres;
};

[[nodiscard]] double bark(double f) { // BS.1387-1, annex 2, eq. 5
    return 7.0 * std::asinh(f / 650.0);
}

/// The masking threshold of a frame whose band energies (full scale sine = 1) are `bands`.
class Masking {
  public:
    explicit Masking(const Bands& bands) {
        for (const double f : bands.centres) {
            const double k = f / 1000.0;
            // Internal noise and masking index, BS.1387-1 annex 2, eq. 13 and 25.
            quiet_.push_back(std::pow(10.0, 0.1456 * std::pow(k, -0.8)) / kFullScale);
            const double z = bark(f) - bark(80.0);
            index_.push_back(std::pow(10.0, (z <= 12.0 ? 3.0 : 0.25 * z) / 10.0));
            z_.push_back(bark(f));
            f_.push_back(f);
        }
        norm_ = spread(std::vector<double>(z_.size(), 1.0));
    }

    void threshold(const std::vector<double>& bands, std::vector<double>& mask) const {
        std::vector<double> pitch(bands.size());
        for (std::size_t b = 0; b < bands.size(); ++b)
            pitch[b] = bands[b] + quiet_[b];
        mask = spread(pitch);
        for (std::size_t b = 0; b < bands.size(); ++b)
            mask[b] /= norm_[b] * index_[b];
    }

  private:
    static constexpr double kFullScale = 1.585e9; // 92 dB SPL as a power

    /// Spreading by level-dependent slopes, added in the 0.4th power (eq. 15-18).
    [[nodiscard]] std::vector<double> spread(const std::vector<double>& bands) const {
        constexpr double kExponent = 0.4;
        std::vector<double> sum(bands.size(), 0.0);
        for (std::size_t from = 0; from < bands.size(); ++from) {
            const double level = 10.0 * std::log10(bands[from] * kFullScale);
            const double up = std::max(4.0, 24.0 + 230.0 / f_[from] - 0.2 * level);
            for (std::size_t to = 0; to < bands.size(); ++to) {
                const double dz = z_[to] - z_[from];
                const double loss = dz < 0.0 ? -27.0 * dz : up * dz;
                sum[to] += std::pow(bands[from] * std::pow(10.0, -loss / 10.0), kExponent);
            }
        }
        for (double& v : sum)
            v = std::pow(v, 1.0 / kExponent);
        return sum;
    }

    std::vector<double> quiet_, index_, z_, f_, norm_;
};

} // namespace

Decibels residualWithoutTones(const AudioBuffer& output, SampleRate rate,
                              const std::vector<Hertz>& tones, Frames from, Frames to) {
    const std::size_t unknowns = 2 * tones.size();
    const auto frames = size(to - from);
    std::vector<std::vector<double>> basis(unknowns, std::vector<double>(frames));
    for (std::size_t t = 0; t < tones.size(); ++t)
        for (std::size_t n = 0; n < frames; ++n) {
            const double phase = 2.0 * std::numbers::pi *
                                 std::fmod(tones[t].value * static_cast<double>(n) / rate.hz, 1.0);
            basis[2 * t][n] = std::cos(phase);
            basis[2 * t + 1][n] = std::sin(phase);
        }
    const auto dot = [&](const auto& a, const auto& b) {
        double sum = 0.0;
        for (std::size_t n = 0; n < frames; ++n)
            sum += static_cast<double>(a[n]) * static_cast<double>(b[n]);
        return sum;
    };
    std::vector<std::vector<double>> normal(unknowns, std::vector<double>(unknowns));
    for (std::size_t i = 0; i < unknowns; ++i)
        for (std::size_t j = 0; j < unknowns; ++j)
            normal[i][j] = dot(basis[i], basis[j]);
    double left = 0.0, total = 0.0;
    for (int c = 0; c < output.channels(); ++c) {
        const auto y = output.channel(c).subspan(size(from), frames);
        std::vector<double> right(unknowns);
        for (std::size_t i = 0; i < unknowns; ++i)
            right[i] = dot(basis[i], y);
        const std::vector<double> weight = solve(normal, right);
        for (std::size_t n = 0; n < frames; ++n) {
            double r = static_cast<double>(y[n]);
            for (std::size_t i = 0; i < unknowns; ++i)
                r -= weight[i] * basis[i][n];
            left += r * r;
        }
        total += energy(y);
    }
    return powerToDecibels(std::max(left, kTiny) / std::max(total, kTiny));
}

Decibels energyOutside(const AudioBuffer& output, SampleRate rate, Hertz low, Hertz high,
                       Frames from, Frames to) {
    const int frame = static_cast<int>((to - from).count);
    PowerSpectrum spectrum(frame);
    double outside = 0.0, total = 0.0;
    for (int c = 0; c < output.channels(); ++c) {
        const auto& power = spectrum.of(output.channel(c).subspan(size(from)));
        for (std::size_t k = 0; k < power.size(); ++k) {
            const double f = static_cast<double>(k) * rate.hz / frame;
            total += power[k];
            if (f < low.value || f > high.value)
                outside += power[k];
        }
    }
    return powerToDecibels(std::max(outside, kTiny) / std::max(total, kTiny));
}

double bestGain(const AudioBuffer& input, const AudioBuffer& output) {
    double xy = 0.0, xx = 0.0;
    for (int c = 0; c < output.channels(); ++c) {
        const auto x = input.channel(c), y = output.channel(c);
        for (std::size_t n = 0; n < x.size(); ++n) {
            xy += static_cast<double>(x[n]) * static_cast<double>(y[n]);
            xx += static_cast<double>(x[n]) * static_cast<double>(x[n]);
        }
    }
    return xx > 0.0 ? xy / xx : 0.0;
}

Decibels nullResidual(const AudioBuffer& input, const AudioBuffer& output, Frames from) {
    const double a = bestGain(input, output);
    double error = 0.0, total = 0.0;
    for (int c = 0; c < output.channels(); ++c) {
        const auto x = input.channel(c), y = output.channel(c);
        for (std::size_t n = size(from); n < x.size(); ++n) {
            const double e = static_cast<double>(y[n]) - a * static_cast<double>(x[n]);
            error += e * e;
        }
        total += energy(y.subspan(size(from)));
    }
    return powerToDecibels(std::max(error, kTiny) / std::max(total, kTiny));
}

Decibels spectralDistance(const AudioBuffer& input, const AudioBuffer& output, SampleRate rate) {
    constexpr int kFrame = 4096;
    constexpr double kRange = 1e-6; // 60 dB
    const Bands bands(rate, kFrame);
    const double a = bestGain(input, output);
    PowerSpectrum spectrum(kFrame);
    std::vector<std::vector<double>> before, after;
    double loudest = 0.0;
    for (int c = 0; c < output.channels(); ++c)
        for (std::size_t n = 0; n + kFrame <= size(output.frames()); n += kFrame / 2) {
            bands.sum(spectrum.of(input.channel(c).subspan(n)), before.emplace_back());
            bands.sum(spectrum.of(output.channel(c).subspan(n)), after.emplace_back());
            for (double& v : before.back()) {
                v *= a * a;
                loudest = std::max(loudest, v);
            }
        }
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t f = 0; f < before.size(); ++f)
        for (std::size_t b = 0; b < bands.count(); ++b)
            if (before[f][b] > kRange * loudest) {
                const double d = 10.0 * std::log10(std::max(after[f][b], kTiny) / before[f][b]);
                sum += d * d;
                ++count;
            }
    return {std::sqrt(sum / static_cast<double>(std::max<std::size_t>(count, 1)))};
}

double noiseOverMask(const AudioBuffer& input, const AudioBuffer& output, SampleRate rate) {
    const int frame = 2 * static_cast<int>(std::lround(0.0232 * rate.hz));
    const Bands bands(rate, frame);
    const Masking masking(bands);
    const double a = bestGain(input, output);
    PowerSpectrum spectrum(frame);
    std::vector<float> error(static_cast<std::size_t>(frame)), wanted(error.size());
    std::vector<double> noise, signal, mask;
    std::size_t audible = 0, frames = 0;
    for (int c = 0; c < output.channels(); ++c)
        for (std::size_t n = 0; n + error.size() <= size(output.frames()); n += error.size() / 2) {
            for (std::size_t i = 0; i < error.size(); ++i) {
                wanted[i] = static_cast<float>(a) * input.channel(c)[n + i];
                error[i] = output.channel(c)[n + i] - wanted[i];
            }
            bands.sum(spectrum.of(wanted), signal);
            bands.sum(spectrum.of(error), noise);
            masking.threshold(signal, mask);
            bool over = false;
            for (std::size_t b = 0; b < bands.count(); ++b)
                over |= noise[b] > mask[b];
            audible += over ? 1 : 0;
            ++frames;
        }
    return frames > 0 ? static_cast<double>(audible) / static_cast<double>(frames) : 0.0;
}

Loudness loudness(const AudioBuffer& audio, SampleRate rate) {
    ebur128_state* state =
        ebur128_init(static_cast<unsigned>(audio.channels()), static_cast<unsigned long>(rate.hz),
                     EBUR128_MODE_I | EBUR128_MODE_LRA);
    if (!state)
        throw std::bad_alloc();
    ebur128_add_frames_float(state, interleaved(audio).data(), size(audio.frames()));
    Loudness result;
    ebur128_loudness_global(state, &result.integrated.value);
    ebur128_loudness_range(state, &result.range.value);
    ebur128_destroy(&state);
    return result;
}

AudioBuffer fractionallyAligned(const AudioBuffer& input, const AudioBuffer& output) {
    using Bank = SincBank<32, 128>;
    static const Bank bank(9.0);
    constexpr std::int64_t kReach = Bank::kTaps / 2 + 1;
    // Correlation at whole lags, then between them by interpolation.
    const auto x = input.channel(0), y = output.channel(0);
    const auto frames = std::min<std::int64_t>(input.frames().count, 1 << 19);
    std::array<float, 2 * kReach + 1> correlation{};
    for (std::int64_t lag = -kReach; lag <= kReach; ++lag) {
        double sum = 0.0;
        for (std::int64_t n = kReach; n < frames - kReach; ++n)
            sum += static_cast<double>(y[static_cast<std::size_t>(n)] *
                                       x[static_cast<std::size_t>(n - lag)]);
        correlation[static_cast<std::size_t>(lag + kReach)] = static_cast<float>(sum);
    }
    int best = 0; // 32nds of a sample that the output lags behind
    float highest = correlation[kReach];
    for (int k = -32; k < 32; ++k) {
        const float c = bank.at(correlation.data() + kReach + (k < 0 ? -1 : 0), (k + 32) % 32);
        if (c > highest) {
            highest = c;
            best = k;
        }
    }
    if (best == 0)
        return input;
    // x(n - best/32) is interpolated from the whole sample before that.
    const int whole = best > 0 ? 1 : 0;
    const int phase = (32 * whole - best) % 32;
    AudioBuffer result(input.channels(), input.frames());
    std::vector<float> padded;
    for (int c = 0; c < input.channels(); ++c) {
        const auto from = input.channel(c);
        padded.assign(from.size() + 2 * Bank::kTaps, 0.0F);
        std::copy(from.begin(), from.end(), padded.begin() + Bank::kTaps);
        for (std::size_t n = 0; n < from.size(); ++n)
            result.channel(c)[n] = bank.at(padded.data() + n + Bank::kTaps - whole, phase);
    }
    return result;
}

Decibels finestTruePeak(const AudioBuffer& audio) {
    using Bank = SincBank<32, 128>;
    static const Bank bank(9.0);
    double highest = 0.0;
    std::vector<float> padded;
    for (int c = 0; c < audio.channels(); ++c) {
        const auto x = audio.channel(c);
        padded.assign(x.size() + 2 * Bank::kTaps, 0.0F);
        std::copy(x.begin(), x.end(), padded.begin() + Bank::kTaps);
        for (std::size_t n = Bank::kTaps / 2; n < x.size() + Bank::kTaps * 3 / 2; ++n) {
            const float* at = padded.data() + n;
            // Looked at where the neighbourhood could plausibly set a new record.
            float near = 0.0F;
            for (int i = -3; i <= 4; ++i)
                near = std::max(near, std::abs(at[i]));
            if (near < 0.5 * highest || near == 0.0F)
                continue;
            double before = std::abs(bank.at(at - 1, 31)), here = std::abs(at[0]);
            for (int p = 1; p <= 32; ++p) {
                const double next = std::abs(p < 32 ? bank.at(at, p) : at[1]);
                if (here >= before && here >= next) {
                    const double bend = 2.0 * here - before - next;
                    const double slope = next - before;
                    highest =
                        std::max(highest, bend > 0.0 ? here + slope * slope / (8.0 * bend) : here);
                }
                before = here;
                here = next;
            }
        }
    }
    return toDecibels(highest);
}

namespace {

Decibels peakByKilter(const AudioBuffer& audio, SampleRate rate) {
    float highest = 0.0F;
    for (int c = 0; c < audio.channels(); ++c)
        highest = std::max(highest, measurePeaks(audio.channel(c), rate).truePeak);
    return toDecibels(static_cast<double>(highest));
}

Decibels peakByEbur128(const AudioBuffer& audio, SampleRate rate) {
    ebur128_state* state =
        ebur128_init(static_cast<unsigned>(audio.channels()), static_cast<unsigned long>(rate.hz),
                     EBUR128_MODE_TRUE_PEAK);
    if (!state)
        throw std::bad_alloc();
    std::vector<float> frames = interleaved(audio);
    frames.resize(frames.size() + 64 * static_cast<std::size_t>(audio.channels())); // flushes it
    ebur128_add_frames_float(state, frames.data(),
                             frames.size() / static_cast<std::size_t>(audio.channels()));
    double highest = 0.0;
    for (int c = 0; c < audio.channels(); ++c) {
        double peak = 0.0;
        ebur128_true_peak(state, static_cast<unsigned>(c), &peak);
        highest = std::max(highest, peak);
    }
    ebur128_destroy(&state);
    return toDecibels(highest);
}

Decibels peakBySoxr(const AudioBuffer& audio, SampleRate rate) {
    constexpr int kTimes = 8;
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    float highest = 0.0F;
    for (int c = 0; c < audio.channels(); ++c) {
        // Silence on both sides, so that the edges of the file ring as they will.
        constexpr std::size_t kSilence = 1000;
        std::vector<float> x(audio.channel(c).size() + 2 * kSilence);
        std::copy(audio.channel(c).begin(), audio.channel(c).end(), x.begin() + kSilence);
        std::vector<float> y(x.size() * kTimes);
        std::size_t done = 0;
        if (soxr_oneshot(rate.hz, rate.hz * kTimes, 1, x.data(), x.size(), nullptr, y.data(),
                         y.size(), &done, nullptr, &quality, nullptr))
            throw std::runtime_error("soxr failed");
        for (std::size_t n = 0; n < done; ++n)
            highest = std::max(highest, std::abs(y[n]));
    }
    return toDecibels(highest);
}

} // namespace

Decibels TruePeaks::highest() const {
    return std::max({kilter, ebur128, soxr});
}

TruePeaks truePeaks(const AudioBuffer& audio, SampleRate rate) {
    return {peakByKilter(audio, rate), peakByEbur128(audio, rate), peakBySoxr(audio, rate)};
}

Reduction gainReduction(const AudioBuffer& input, const AudioBuffer& output, SampleRate rate,
                        Decibels drive) {
    const std::size_t block = size(Seconds{0.001} * rate);
    const double gain = amplitude(drive);
    std::vector<double> before, after;
    double loudest = 0.0;
    for (std::size_t n = 0; n + block <= size(input.frames()); n += block) {
        double x = 0.0, y = 0.0;
        for (int c = 0; c < input.channels(); ++c) {
            x += energy(input.channel(c).subspan(n, block));
            y += energy(output.channel(c).subspan(n, block));
        }
        before.push_back(gain * gain * x);
        after.push_back(y);
        loudest = std::max(loudest, before.back());
    }
    Reduction result;
    std::size_t count = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] < 1e-4 * loudest)
            continue;
        const Decibels r = powerToDecibels(before[i] / std::max(after[i], kTiny));
        result.mean += r;
        result.largest = std::max(result.largest, r);
        ++count;
    }
    result.mean = result.mean / static_cast<double>(std::max<std::size_t>(count, 1));
    return result;
}

Frames lag(const AudioBuffer& input, const AudioBuffer& output, Frames span) {
    const auto frames = std::min({size(span), size(input.frames()), size(output.frames())});
    return {crossCorrelationPeak(input.channel(0).first(frames), output.channel(0).first(frames))};
}

} // namespace kilter::quality
