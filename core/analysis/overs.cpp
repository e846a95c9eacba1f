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

/// What passes the ceiling without a longer pause than makes two of it.
struct Passage {
    Seconds begin, end;
    Over highest;
};

/// `next` begins no earlier than the last one did.
void join(std::vector<Passage>& passages, const Passage& next, Seconds together) {
    if (passages.empty() || next.begin - passages.back().end > together) {
        passages.push_back(next);
        return;
    }
    Passage& last = passages.back();
    last.end = std::max(last.end, next.end);
    if (next.highest.peak > last.highest.peak)
        last.highest = next.highest;
}

/// Of one channel, step by step. Joined on the way: a loud file has an over in every step.
std::vector<Passage> passagesOf(std::span<const float> samples, SampleRate rate, Decibels ceiling,
                                Seconds together) {
    const auto limit = static_cast<float>(amplitude(ceiling));
    std::vector<Passage> passages;
    TruePeakMeter meter;
    (void)meter.takePeak(limit);
    const auto look = [&](std::size_t processed) {
        const float peak = meter.takePeak(limit);
        if (peak <= limit)
            return;
        const auto end = static_cast<std::int64_t>(processed) - kDelay;
        const Frames middle{std::clamp<std::int64_t>(end - std::int64_t{kStep} / 2, 0,
                                                     static_cast<std::int64_t>(samples.size()))};
        const Seconds at = middle / rate;
        join(passages, {at, at, {at, toDecibels(peak)}}, together);
    };
    for (std::size_t done = 0; done < samples.size();) {
        const std::size_t count = std::min(kStep, samples.size() - done);
        meter.process(samples.subspan(done, count));
        done += count;
        look(done);
    }
    meter.flush();
    look(samples.size() + kStep);
    return passages;
}

} // namespace

std::vector<Over> oversIn(const AudioBuffer& audio, SampleRate rate, Decibels ceiling,
                          Seconds together) {
    std::vector<Passage> all;
    for (int c = 0; c < audio.channels(); ++c) {
        const auto own = passagesOf(audio.channel(c), rate, ceiling, together);
        all.insert(all.end(), own.begin(), own.end());
    }
    std::ranges::stable_sort(all, {}, &Passage::begin);
    std::vector<Passage> passages;
    for (const Passage& next : all)
        join(passages, next, together);
    std::vector<Over> overs;
    overs.reserve(passages.size());
    for (const Passage& passage : passages)
        overs.push_back(passage.highest);
    return overs;
}

Decibels truePeakOf(const AudioBuffer& audio, SampleRate rate) {
    float peak = 0.0F;
    for (int c = 0; c < audio.channels(); ++c)
        peak = std::max(peak, measurePeaks(audio.channel(c), rate).truePeak);
    return toDecibels(peak);
}

} // namespace kilter
