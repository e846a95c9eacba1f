// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/delivery/coded_clipping.h"

#include "core/analysis/true_peak.h"
#include "core/audio/oversample.h"
#include "core/codec/round_trip.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace kilter {

namespace {

using Bank = SincBank<4, 48>;

const Bank& bank() {
    constexpr double kBeta = 8.0;
    static const Bank bank(kBeta);
    return bank;
}

bool isOver(float x) {
    return std::abs(x) > 1.0F;
}

/// The interval behind sample `at`, where the samples beyond the ends are silence.
bool passesBetween(std::span<const float> samples, std::ptrdiff_t at) {
    std::array<float, Bank::kTaps> around{};
    const auto size = static_cast<std::ptrdiff_t>(samples.size());
    const std::ptrdiff_t first = at - Bank::kBefore;
    const std::ptrdiff_t from = std::max<std::ptrdiff_t>(0, first);
    const std::ptrdiff_t to = std::min(size, first + Bank::kTaps);
    std::copy(samples.begin() + from, samples.begin() + to, around.begin() + (from - first));
    for (int phase = 1; phase < Bank::kPhases; ++phase)
        if (isOver(bank().at(around.data() + Bank::kBefore, phase)))
            return true;
    return false;
}

} // namespace

ClippedCount clippedCount(std::span<const float> samples, SampleRate rate) {
    constexpr std::ptrdiff_t kStep = 32;
    constexpr std::ptrdiff_t kLatest = 32 + 4; // that the meter reads a value behind its time
    const auto size = static_cast<std::ptrdiff_t>(samples.size());
    ClippedCount count;
    const auto found = [&](std::int64_t& kind, std::ptrdiff_t at) {
        ++kind;
        if (!count.first)
            count.first = Frames{at} / rate;
    };
    std::ptrdiff_t next = 0; // what has not been looked at closely
    const auto lookUpTo = [&](std::ptrdiff_t end) {
        for (next = std::max(next, end - kStep - kLatest); next < std::min(end, size); ++next) {
            const float x = samples[static_cast<std::size_t>(next)];
            const float after =
                next + 1 < size ? samples[static_cast<std::size_t>(next) + 1] : 0.0F;
            if (isOver(x))
                found(count.onSample, next);
            else if (!isOver(after) && passesBetween(samples, next))
                found(count.interSample, next);
        }
    };
    TruePeakMeter meter;
    (void)meter.takePeak(1.0F);
    for (std::ptrdiff_t done = 0; done < size;) {
        const std::ptrdiff_t step = std::min(kStep, size - done);
        meter.process(
            samples.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(step)));
        done += step;
        if (meter.takePeak(1.0F) > 1.0F)
            lookUpTo(done);
    }
    meter.flush();
    if (meter.takePeak(1.0F) > 1.0F)
        lookUpTo(size + kStep);
    return count;
}

Result<CodedClipping> codedClipping(const AudioBuffer& audio, SampleRate rate, Codec codec,
                                    const Progress& progress) {
    const auto decoded = roundTrip(audio, rate, codec, {}, progress);
    if (!decoded)
        return decoded.error();
    CodedClipping clipping;
    clipping.codec = codec;
    clipping.truePeak = truePeakOf(decoded->audio, decoded->rate);
    if (clipping.truePeak <= Decibels{0.0})
        return clipping;
    clipping.overs = oversIn(decoded->audio, decoded->rate, Decibels{0.0});
    for (int c = 0; c < 2; ++c)
        clipping.channels[static_cast<std::size_t>(c)] =
            clippedCount(decoded->audio.channel(c), decoded->rate);
    return clipping;
}

} // namespace kilter
