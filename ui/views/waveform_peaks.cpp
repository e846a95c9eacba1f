// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/waveform_peaks.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr std::int64_t kFinest = 64; ///< frames in a bin of the finest level
constexpr std::size_t kCoarser = 4;  ///< bins of one level in a bin of the next
constexpr std::size_t kFewEnough = 512;

WaveformPeaks::Extremes joined(WaveformPeaks::Extremes a, WaveformPeaks::Extremes b) {
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

} // namespace

WaveformPeaks waveformPeaksOf(const Track& track) {
    WaveformPeaks out;
    out.rate = track.rate;
    out.frames = track.audio.frames();
    const std::int64_t frames = out.frames.count;
    if (frames == 0)
        return out;
    WaveformPeaks::Level finest{kFinest, {}};
    finest.bins.resize(static_cast<std::size_t>((frames + kFinest - 1) / kFinest));
    for (int c = 0; c < track.audio.channels(); ++c) {
        const float* x = track.audio.channel(c).data();
        for (std::size_t b = 0; b < finest.bins.size(); ++b) {
            const auto begin = static_cast<std::int64_t>(b) * kFinest;
            const std::int64_t end = std::min(begin + kFinest, frames);
            float low = x[begin];
            float high = x[begin];
#pragma omp simd reduction(min : low) reduction(max : high)
            for (std::int64_t i = begin; i < end; ++i) {
                low = std::min(low, x[i]);
                high = std::max(high, x[i]);
            }
            finest.bins[b] =
                c == 0 ? WaveformPeaks::Extremes{low, high} : joined(finest.bins[b], {low, high});
        }
    }
    out.levels.push_back(std::move(finest));
    while (out.levels.back().bins.size() > kFewEnough) {
        const WaveformPeaks::Level& below = out.levels.back();
        WaveformPeaks::Level next{below.framesPerBin * static_cast<std::int64_t>(kCoarser), {}};
        for (std::size_t b = 0; b < below.bins.size(); b += kCoarser) {
            WaveformPeaks::Extremes e = below.bins[b];
            for (std::size_t k = b + 1; k < std::min(b + kCoarser, below.bins.size()); ++k)
                e = joined(e, below.bins[k]);
            next.bins.push_back(e);
        }
        out.levels.push_back(std::move(next));
    }
    return out;
}

WaveformPeaks::Extremes WaveformPeaks::over(Seconds begin, Seconds end) const {
    if (levels.empty() || end.value <= 0.0 || begin >= duration())
        return {};
    const auto wanted = static_cast<std::int64_t>((end - begin).value * rate.hz);
    const Level* level = &levels.front();
    for (const Level& l : levels)
        if (l.framesPerBin * 2 <= wanted) // at least two bins, for a tight fit
            level = &l;
    const double binsPerSecond =
        static_cast<double>(rate.hz) / static_cast<double>(level->framesPerBin);
    const auto count = static_cast<std::int64_t>(level->bins.size());
    const auto first = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(std::floor(begin.value * binsPerSecond)), 0, count - 1);
    const auto last = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(std::ceil(end.value * binsPerSecond)), first + 1, count);
    Extremes e = level->bins[static_cast<std::size_t>(first)];
    for (auto b = first + 1; b < last; ++b)
        e = joined(e, level->bins[static_cast<std::size_t>(b)]);
    return e;
}

} // namespace kilter
