// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/finish.h"

#include "core/demo/filters.h"
#include "core/demo/loudness.h"
#include "core/demo/oscillators.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace kilter::demo {

namespace {

constexpr double kCeiling = 0.89; // -1 dBFS; what the peak estimate misses stays below 0 dBTP
constexpr std::size_t kTaps = 16;
constexpr std::size_t kTapsBefore = kTaps / 2 - 1;

/// 2:1 above a threshold 3 dB under the loudness, 20 ms attack, 180 ms release.
void glue(AudioBuffer& stereo, double loudness, SampleRate rate) {
    const double threshold2 = loudness / 4; // power per channel: half of it, and 3 dB below
    Lag attack(0.02, rate);
    Lag release(0.18, rate);
    double power = 0;
    const auto left = stereo.channel(0);
    const auto right = stereo.channel(1);
    for (std::size_t n = 0; n < left.size(); ++n) {
        const double l = static_cast<double>(left[n]);
        const double r = static_cast<double>(right[n]);
        power = std::max(attack(0.5 * (l * l + r * r)), release(power));
        const double gain = power > threshold2 ? std::sqrt(std::sqrt(threshold2 / power)) : 1.0;
        left[n] = static_cast<float>(gain * l);
        right[n] = static_cast<float>(gain * r);
    }
}

/// Rounds off what stands more than some 9 dB above the loudness.
void saturate(AudioBuffer& stereo, double loudness) {
    const double knee = 4.5 * std::sqrt(loudness / 2);
    for (int c = 0; c < stereo.channels(); ++c)
        for (float& sample : stereo.channel(c))
            sample = static_cast<float>(knee * warm(static_cast<double>(sample) / knee));
}

/// Largest magnitude of both channels at each frame, at the three quarters between it and the next
/// too (windowed sinc, 16 taps).
std::vector<float> truePeaks(const AudioBuffer& stereo) {
    std::array<std::array<double, kTaps>, 3> between{};
    for (std::size_t phase = 0; phase < 3; ++phase)
        for (std::size_t k = 0; k < kTaps; ++k) {
            const double t = static_cast<double>(k) - static_cast<double>(kTapsBefore) -
                             0.25 * static_cast<double>(phase + 1);
            const double window = 0.5 + 0.5 * cosine(t / (kTaps + 1.0));
            between[phase][k] = window * sine(t / 2) / (kPi * t);
        }
    const std::size_t frames = static_cast<std::size_t>(stereo.frames().count);
    std::vector<float> peaks(frames, 0.0F);
    for (int c = 0; c < stereo.channels(); ++c) {
        const auto samples = stereo.channel(c);
        for (std::size_t n = 0; n < frames; ++n) {
            double peak = std::abs(static_cast<double>(samples[n]));
            if (n >= kTapsBefore && n + kTaps / 2 < frames)
                for (const auto& taps : between) {
                    double y = 0;
                    for (std::size_t k = 0; k < kTaps; ++k)
                        y += taps[k] * static_cast<double>(samples[n + k - kTapsBefore]);
                    peak = std::max(peak, std::abs(y));
                }
            peaks[n] = std::max(peaks[n], static_cast<float>(peak));
        }
    }
    return peaks;
}

/// The least of values[n .. n + reach] for each n.
std::vector<double> leastAhead(const std::vector<double>& values, std::size_t reach) {
    std::vector<double> least(values.size());
    std::vector<std::size_t> rising; // indices whose values rise; the first is the least
    std::size_t front = 0;
    std::size_t entered = 0;
    for (std::size_t n = 0; n < values.size(); ++n) {
        for (; entered < values.size() && entered <= n + reach; ++entered) {
            while (rising.size() > front && values[rising.back()] >= values[entered])
                rising.pop_back();
            rising.push_back(entered);
        }
        if (rising[front] < n)
            ++front;
        least[n] = values[rising[front]];
    }
    return least;
}

/// Look-ahead limiter: the gain that each peak asks for, held from the look-ahead before it on,
/// released slowly, and averaged over the look-ahead, so that it is down in time without a corner.
AudioBuffer limit(const AudioBuffer& stereo, const std::vector<float>& peaks, double drive,
                  SampleRate rate) {
    const auto reach = static_cast<std::size_t>((Seconds{0.002} * rate).count);
    std::vector<double> asked(peaks.size());
    for (std::size_t n = 0; n < peaks.size(); ++n)
        asked[n] = std::min(1.0, kCeiling / (drive * static_cast<double>(peaks[n]) + 1e-12));
    std::vector<double> held = leastAhead(asked, reach);

    AudioBuffer limited(stereo.channels(), stereo.frames());
    Lag release(0.08, rate, 1.0);
    double sum = static_cast<double>(reach + 1);
    for (std::size_t n = 0; n < held.size(); ++n) {
        if (const double released = release(1.0); held[n] < released)
            release = Lag(0.08, rate, held[n]);
        else
            held[n] = released;
        sum += held[n] - (n > reach ? held[n - reach - 1] : 1.0);
        const double gain = drive * sum / static_cast<double>(reach + 1);
        for (int c = 0; c < stereo.channels(); ++c)
            limited.channel(c)[n] =
                static_cast<float>(gain * static_cast<double>(stereo.channel(c)[n]));
    }
    return limited;
}

} // namespace

void master(AudioBuffer& stereo, Lufs loudness, SampleRate rate) {
    double before = loudnessPower(stereo, rate);
    if (before <= 0)
        return;
    glue(stereo, before, rate);
    before = loudnessPower(stereo, rate);
    saturate(stereo, before);
    const std::vector<float> peaks = truePeaks(stereo);

    // Each dB of drive gives less than a dB of loudness, the louder the less: ask for the missing
    // part a little more than once.
    double drive = std::sqrt(powerOf(loudness) / before);
    AudioBuffer limited;
    for (int round = 0; round < 6; ++round) {
        limited = limit(stereo, peaks, drive, rate);
        const double missing = powerOf(loudness) / loudnessPower(limited, rate);
        if (std::abs(missing - 1) < 0.02) // 0.09 LU
            break;
        drive *= std::sqrt(missing) * std::sqrt(std::sqrt(missing));
    }
    stereo = std::move(limited);
}

} // namespace kilter::demo
