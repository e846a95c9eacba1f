// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/delivery/native_rate.h"

#include "core/analysis/fourier.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace kilter {

namespace {

constexpr double kBin = 50.0;      // Hz
constexpr double kFalls = 25.0;    // dB: no music falls so far in the width of a filter
constexpr double kNothing = 100.0; // dB under the highest: what lies there is noise

/// Mean level of every bin in dB, over moments that are not silent; empty if there are none.
std::vector<double> levelsOf(const AudioBuffer& audio, SampleRate rate) {
    constexpr std::int64_t kMoments = 500;
    constexpr double kSilent = 1e-9;
    RealFourier fourier(fastLength(static_cast<int>(rate.hz / kBin)));
    const std::int64_t length = fourier.length();
    std::vector<float> window;
    for (std::int64_t i = 0; i < length; ++i)
        window.push_back(static_cast<float>(
            0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(i) /
                                 static_cast<double>(length))));
    std::vector<double> levels(static_cast<std::size_t>(length / 2));
    const std::int64_t room = audio.frames().count - length;
    const std::int64_t moments = room < 0 ? 0 : std::min(kMoments, 1 + room / length);
    std::int64_t counted = 0;
    for (std::int64_t m = 0; m < moments; ++m) {
        const auto begin = static_cast<std::size_t>(moments > 1 ? room / (moments - 1) * m : 0);
        std::vector<double> powers(levels.size());
        for (int c = 0; c < audio.channels(); ++c) {
            const auto x = audio.channel(c).subspan(begin);
            for (std::size_t i = 0; i < window.size(); ++i)
                fourier.input()[i] = window[i] * x[i];
            fourier.execute();
            const float* out = fourier.output();
            for (std::size_t k = 0; k < powers.size(); ++k) {
                const auto re = static_cast<double>(out[2 * k]);
                const auto im = static_cast<double>(out[2 * k + 1]);
                powers[k] += re * re + im * im;
            }
        }
        if (*std::ranges::max_element(powers) < kSilent)
            continue;
        ++counted;
        for (std::size_t k = 0; k < powers.size(); ++k)
            levels[k] += 10.0 * std::log10(powers[k] + 1e-20);
    }
    if (counted == 0)
        return {};
    for (double& level : levels)
        level /= static_cast<double>(counted);
    return levels;
}

} // namespace

SpectrumEnd nativeRateOf(const AudioBuffer& audio, SampleRate rate,
                         std::optional<Hertz> lossyCutoff) {
    if (lossyCutoff)
        return {Judgement::Wrong, lossyCutoff};
    const std::vector<double> levels = levelsOf(audio, rate);
    if (levels.empty())
        return {};
    const double width = 0.5 * rate.hz / static_cast<double>(levels.size());
    const auto at = [&](double hz) {
        return levels.begin() + static_cast<std::ptrdiff_t>(
                                    std::min(hz / width, static_cast<double>(levels.size())));
    };
    const double highest = *std::ranges::max_element(levels);
    for (const int usual : {44100, 48000, 88200, 96000, 176400, 192000}) {
        const double above = 0.5 * usual + 500.0;
        const double end = 0.49 * rate.hz; // the file's own filter
        if (usual >= rate.hz || above + 200.0 > end)
            break;
        const auto below = at(0.41 * usual);
        const auto edge = at(0.44 * usual);
        double before = 0.0;
        for (auto level = below; level != edge; ++level)
            before += *level / static_cast<double>(edge - below);
        if (before < highest - kNothing)
            return {usual == 44100 ? Judgement::Unknown : Judgement::Right, {}};
        if (before - *std::max_element(at(above), at(end)) >= kFalls)
            return {Judgement::Wrong, Hertz{0.5 * usual}};
    }
    return {Judgement::Right, {}};
}

} // namespace kilter
