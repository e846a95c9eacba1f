// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/loudness.h"

#include "core/demo/filters.h"

#include <vector>

namespace kilter::demo {

namespace {

double meanAbove(const std::vector<double>& blocks, double gate) {
    double sum = 0;
    int count = 0;
    for (const double block : blocks)
        if (block > gate) {
            sum += block;
            ++count;
        }
    return count > 0 ? sum / count : 0;
}

} // namespace

double powerOf(Lufs loudness) {
    const double amplitude = ratio(loudness.value + 0.691);
    return amplitude * amplitude;
}

double loudnessPower(const AudioBuffer& stereo, SampleRate rate) {
    // 100 ms each; a block is four of them.
    const auto hop = static_cast<std::size_t>((Seconds{0.1} * rate).count);
    const auto frames = static_cast<std::size_t>(stereo.frames().count);
    std::vector<double> hops(frames / hop, 0.0);
    for (int c = 0; c < stereo.channels(); ++c) {
        Biquad head = Biquad::highShelf(1499, 4, 0.7072, rate);
        Biquad lowCut = Biquad::highPass(38.1, 0.5, rate);
        const auto samples = stereo.channel(c);
        for (std::size_t h = 0; h < hops.size(); ++h) {
            double sum = 0;
            for (std::size_t n = h * hop; n < (h + 1) * hop; ++n) {
                const double k = lowCut(head(static_cast<double>(samples[n])));
                sum += k * k;
            }
            hops[h] += sum / static_cast<double>(hop);
        }
    }
    std::vector<double> blocks;
    for (std::size_t h = 0; h + 4 <= hops.size(); ++h)
        blocks.push_back((hops[h] + hops[h + 1] + hops[h + 2] + hops[h + 3]) / 4);
    const double aboveAbsolute = meanAbove(blocks, powerOf(Lufs{-70}));
    return meanAbove(blocks, std::max(powerOf(Lufs{-70}), 0.1 * aboveAbsolute));
}

} // namespace kilter::demo
