// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/overs.h"

#include "core/analysis/true_peak.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace kilter {

namespace {

constexpr std::size_t kStep = 32;   ///< frames between two looks at the meter
constexpr std::int64_t kDelay = 28; ///< that a value is read after its time, to 4 frames
constexpr Seconds kOnePlace{0.005};

/// What passes `ceiling` in one channel, step by step.
void gather(std::span<const float> samples, SampleRate rate, Decibels ceiling,
            std::vector<Over>& overs) {
    const auto limit = static_cast<float>(amplitude(ceiling));
    TruePeakMeter meter;
    (void)meter.takePeak(limit);
    const auto look = [&](std::size_t processed) {
        const float peak = meter.takePeak(limit);
        if (peak <= limit)
            return;
        const auto end = static_cast<std::int64_t>(processed) - kDelay;
        const Frames middle{std::clamp<std::int64_t>(end - std::int64_t{kStep} / 2, 0,
                                                     static_cast<std::int64_t>(samples.size()))};
        overs.push_back({middle / rate, toDecibels(peak)});
    };
    for (std::size_t done = 0; done < samples.size();) {
        const std::size_t count = std::min(kStep, samples.size() - done);
        meter.process(samples.subspan(done, count));
        done += count;
        look(done);
    }
    meter.flush();
    look(samples.size() + kStep);
}

} // namespace

std::vector<Over> oversIn(const AudioBuffer& audio, SampleRate rate, Decibels ceiling) {
    std::vector<Over> all;
    for (int c = 0; c < audio.channels(); ++c)
        gather(audio.channel(c), rate, ceiling, all);
    std::ranges::sort(all, {}, &Over::at);
    std::vector<Over> places;
    Seconds last{-1.0};
    for (const Over& over : all) {
        if (places.empty() || over.at - last > kOnePlace)
            places.push_back(over);
        else if (over.peak > places.back().peak)
            places.back() = over;
        last = over.at;
    }
    return places;
}

Decibels truePeakOf(const AudioBuffer& audio, SampleRate rate) {
    float peak = 0.0F;
    for (int c = 0; c < audio.channels(); ++c)
        peak = std::max(peak, measurePeaks(audio.channel(c), rate).truePeak);
    return toDecibels(peak);
}

} // namespace kilter
