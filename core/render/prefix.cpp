// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/prefix.h"

#include "core/analysis/loudness.h"
#include "core/analysis/psr.h"
#include "core/analysis/true_peak.h"
#include "core/chain/chain.h"
#include "core/chain/compressor/compressor.h"
#include "core/chain/equaliser.h"
#include "core/render/blocks.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kilter {

namespace {

struct Dynamics {
    Loudness loudness;
    std::optional<Decibels> plr, psr;
};

Dynamics dynamicsOf(const AudioBuffer& audio, SampleRate rate, const Progress& progress) {
    Dynamics result;
    result.loudness = measureLoudness(audio, rate, progress.silent());
    const std::array<PeakSeries, 2> peaks{measurePeaks(audio.channel(0), rate, progress.silent()),
                                          measurePeaks(audio.channel(1), rate, progress.silent())};
    const double peak = std::max(peaks[0].truePeak, peaks[1].truePeak);
    if (result.loudness.integrated)
        result.plr = Decibels{toDecibels(peak).value - result.loudness.integrated->value};
    result.psr = smallestPsr(peaks, result.loudness);
    return result;
}

/// As the chain does it, in two factors: the make-up comes last.
void applyMakeUp(AudioBuffer& audio, const Gain& makeUp) {
    const auto gain = static_cast<float>(makeUp.factor());
    for (int c = 0; c < 2; ++c)
        for (float& x : audio.channel(c))
            x *= gain;
}

/// `prefix` through its compressor, in place. False: cancelled.
bool compress(Prefix& prefix, const Progress& progress) {
    const Dynamics before = dynamicsOf(prefix.audio, prefix.rate, progress);
    CompressorSettings& asked = prefix.passed.compressor;
    CompressorSettings bare = asked;
    bare.makeUp = {};
    Compressor compressor(prefix.rate, bare);
    CompressorEffect effect;
    double sum = 0.0;
    float largest = 0.0F;
    const bool finished = throughBlocks(prefix.audio, prefix.audio.frames(), progress,
                                        [&](Realtime& realtime, StereoBlock block, Frames first) {
                                            compressor.process(realtime, block);
                                            placeAligned(block, first, {}, prefix.audio);
                                            for (const float r : compressor.reduction()) {
                                                sum += static_cast<double>(r);
                                                largest = std::max(largest, r);
                                            }
                                        });
    if (!finished)
        return false;
    const Dynamics after = dynamicsOf(prefix.audio, prefix.rate, progress);
    if (progress.cancelled())
        return false;
    if (asked.findMakeUp && before.loudness.integrated && after.loudness.integrated)
        asked.makeUp = *before.loudness.integrated - *after.loudness.integrated;
    applyMakeUp(prefix.audio, asked.makeUp);
    effect.makeUp = asked.makeUp.level();
    const double frames = static_cast<double>(std::max<std::int64_t>(1, prefix.length.count));
    effect.reduction = {{sum / frames}, {largest}};
    effect.loudnessBefore = before.loudness.integrated;
    effect.plrBefore = before.plr;
    effect.psrBefore = before.psr;
    effect.plrAfter = after.plr;
    effect.psrAfter = after.psr;
    if (after.loudness.integrated)
        effect.loudnessAfter = *after.loudness.integrated + effect.makeUp;
    prefix.undriven = effect.loudnessAfter;
    prefix.compressor = effect;
    return true;
}

} // namespace

std::optional<Prefix> renderPrefix(const AudioBuffer& mix, SampleRate rate,
                                   const ChainSettings& settings, const Progress& progress) {
    Equaliser equaliser(rate, settings.equaliser);
    const Frames delay = equaliser.latency() + Compressor::latency();
    // The limiter hears the equaliser ring for as long as it looks ahead.
    const Frames lookAhead = Chain(rate).latency();
    Prefix result;
    result.audio = AudioBuffer(2, mix.frames() + delay + lookAhead);
    result.rate = rate;
    result.passed = settings;
    result.rest = settings;
    result.rest.equaliser = {};
    result.rest.compressor = {};
    result.delay = delay;
    result.length = mix.frames();
    const bool finished = throughBlocks(mix, result.audio.frames(), progress,
                                        [&](Realtime& realtime, StereoBlock block, Frames first) {
                                            equaliser.process(realtime, block);
                                            placeAligned(block, first, {}, result.audio);
                                        });
    if (!finished)
        return std::nullopt;
    if (settings.compressor.on) {
        if (!compress(result, progress.silent()))
            return std::nullopt;
    } else {
        result.undriven = measureLoudness(result.audio, rate, progress.silent()).integrated;
    }
    if (progress.cancelled())
        return std::nullopt;
    return result;
}

} // namespace kilter
