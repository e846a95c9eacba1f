// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/overview.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace kilter {

namespace {

constexpr std::int64_t kPointsPerSecond = 100;

} // namespace

Frames Overview::begin(std::size_t point) const {
    const std::int64_t frame =
        (static_cast<std::int64_t>(point) * rate.hz + kPointsPerSecond / 2) / kPointsPerSecond;
    return {std::min(frame, frames.count)};
}

Overview overviewOf(const AudioBuffer& audio, SampleRate rate, const Progress& progress) {
    Overview o;
    o.rate = rate;
    o.frames = audio.frames();
    const auto points =
        static_cast<std::size_t>((o.frames.count * kPointsPerSecond + rate.hz - 1) / rate.hz);
    o.product.resize(points);
    for (Overview::Channel& c : o.channels)
        for (std::vector<float>* v : {&c.minimum, &c.maximum, &c.meanSquare})
            v->resize(points);

    // The square of a very small sample is a denormal, which costs a hundred times as much.
    const auto flushed = [](float x) { return std::abs(x) < 1e-15F ? 0.0F : x; };
    for (std::size_t i = 0; i < points && !progress.cancelled(); ++i) {
        const std::int64_t begin = o.begin(i).count;
        const std::int64_t count = o.begin(i + 1).count - begin;
        if (count == 0)
            continue;
        const float scale = 1.0F / static_cast<float>(count);
        for (int ch = 0; ch < 2; ++ch) {
            const float* x = audio.channel(ch).data() + begin;
            float low = x[0];
            float high = x[0];
            float sum = 0.0F;
            float squares = 0.0F;
#pragma omp simd reduction(min : low) reduction(max : high) reduction(+ : sum, squares)
            for (std::int64_t k = 0; k < count; ++k) {
                const float v = flushed(x[k]);
                low = v < low ? v : low;
                high = v > high ? v : high;
                sum += v;
                squares += v * v;
            }
            Overview::Channel& c = o.channels[static_cast<std::size_t>(ch)];
            c.minimum[i] = low;
            c.maximum[i] = high;
            c.meanSquare[i] = scale * squares;
            c.sum += static_cast<double>(sum);
        }
        const float* l = audio.channel(0).data() + begin;
        const float* r = audio.channel(1).data() + begin;
        float products = 0.0F;
#pragma omp simd reduction(+ : products)
        for (std::int64_t k = 0; k < count; ++k)
            products += flushed(l[k]) * flushed(r[k]);
        o.product[i] = scale * products;
        if (i % 1024 == 0)
            progress.at(static_cast<double>(i) / static_cast<double>(points));
    }
    return o;
}

} // namespace kilter
