// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/codec_noise.h"

#include "core/analysis/true_peak.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace kilter {

namespace {

constexpr Seconds kBlock{0.010};   ///< of noise; the one before and the one behind count too
constexpr std::size_t kStep = 32;  ///< frames between two peaks
constexpr std::size_t kDelay = 28; ///< that a peak is read after its time, to 4 frames
constexpr Decibels kAtMost{3.0};   ///< over the limit

/// RMS of what was added, in blocks, of the channel that got more.
std::vector<double> noiseIn(const AudioBuffer& coded, const AudioBuffer& decoded,
                            std::size_t block) {
    const auto frames = static_cast<std::size_t>(coded.frames().count);
    std::vector<double> noise(frames / block + 1);
    for (int c = 0; c < coded.channels(); ++c) {
        const auto before = coded.channel(c);
        const auto after = decoded.channel(c);
        for (std::size_t k = 0; k < noise.size(); ++k) {
            const std::size_t begin = k * block;
            const std::size_t end = std::min(begin + block, frames);
            double sum = 0.0;
            for (std::size_t i = begin; i < end; ++i) {
                const double added = static_cast<double>(after[i]) - before[i];
                sum += added * added;
            }
            noise[k] = std::max(noise[k], std::sqrt(sum / static_cast<double>(block)));
        }
    }
    return noise;
}

double around(const std::vector<double>& noise, std::size_t k) {
    const std::size_t end = std::min(k + 2, noise.size());
    double most = 0.0;
    for (std::size_t i = k > 0 ? k - 1 : 0; i < end; ++i)
        most = std::max(most, noise[i]);
    return most;
}

/// The true peak of every step, of the channel that has more; 0 below `floor`.
std::vector<float> stepPeaks(const AudioBuffer& audio, float floor) {
    const auto frames = static_cast<std::size_t>(audio.frames().count);
    std::vector<float> peaks(frames / kStep + 1);
    for (int c = 0; c < audio.channels(); ++c) {
        TruePeakMeter meter;
        (void)meter.takePeak(floor);
        const std::span<const float> samples = audio.channel(c);
        for (std::size_t done = 0; done < frames; done += kStep) {
            meter.process(samples.subspan(done, std::min(kStep, frames - done)));
            const float peak = meter.takePeak(floor);
            const std::size_t read = done + kStep; // up to here
            float& at = peaks[(read > kDelay + kStep / 2 ? read - kDelay - kStep / 2 : 0) / kStep];
            if (peak > floor)
                at = std::max(at, peak);
        }
    }
    return peaks;
}

} // namespace

std::vector<Over> expectedOvers(const AudioBuffer& coded, const AudioBuffer& decoded,
                                SampleRate rate, Decibels limit, double times) {
    const auto block = static_cast<std::size_t>((kBlock * rate).count);
    const std::vector<double> noise = noiseIn(coded, decoded, block);
    const double ceiling = amplitude(limit);
    const double most = *std::ranges::max_element(noise);
    const auto floor = static_cast<float>(std::max(0.25 * ceiling, ceiling - times * most));
    const std::vector<float> peaks = stepPeaks(coded, floor);
    std::vector<Over> overs;
    for (std::size_t k = 0; k < peaks.size(); ++k) {
        if (peaks[k] <= 0.0F)
            continue;
        const std::size_t frame = k * kStep + kStep / 2;
        const double reached = peaks[k] + times * around(noise, frame / block);
        if (reached > ceiling)
            overs.push_back({Frames{static_cast<std::int64_t>(frame)} / rate,
                             std::min(toDecibels(reached), limit + kAtMost)});
    }
    return overs;
}

} // namespace kilter
