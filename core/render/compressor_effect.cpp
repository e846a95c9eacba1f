// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/render/compressor_effect.h"

#include "core/analysis/loudness.h"
#include "core/analysis/psr.h"
#include "core/analysis/true_peak.h"
#include "core/chain/compressor/compressor.h"
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
    if (const auto densest = densestPassage(peaks, result.loudness))
        result.psr = densest->psr;
    return result;
}

/// As the chain does it, in two factors: the make-up comes last.
void applyMakeUp(AudioBuffer& audio, const Gain& makeUp) {
    const auto gain = static_cast<float>(makeUp.factor());
    for (int c = 0; c < 2; ++c)
        for (float& x : audio.channel(c))
            x *= gain;
}

} // namespace

std::optional<CompressorEffect> compress(AudioBuffer& audio, Frames length, SampleRate rate,
                                         CompressorSettings& settings, const Progress& progress) {
    const Dynamics before = dynamicsOf(audio, rate, progress);
    CompressorSettings bare = settings;
    bare.makeUp = {};
    Compressor compressor(rate, bare);
    double sum = 0.0;
    float largest = 0.0F;
    Frames largestAt;
    const bool finished = throughBlocks(audio, audio.frames(), progress,
                                        [&](Realtime& realtime, StereoBlock block, Frames first) {
                                            compressor.process(realtime, block);
                                            placeAligned(block, first, {}, audio);
                                            for (const float r : compressor.reduction()) {
                                                sum += static_cast<double>(r);
                                                if (r > largest) {
                                                    largest = r;
                                                    largestAt = first;
                                                }
                                                first = first + Frames{1};
                                            }
                                        });
    if (!finished)
        return std::nullopt;
    const Dynamics after = dynamicsOf(audio, rate, progress);
    if (progress.cancelled())
        return std::nullopt;
    if (settings.findMakeUp && before.loudness.integrated && after.loudness.integrated)
        settings.makeUp = *before.loudness.integrated - *after.loudness.integrated;
    applyMakeUp(audio, settings.makeUp);
    CompressorEffect effect;
    effect.makeUp = settings.makeUp.level();
    const double frames = static_cast<double>(std::max<std::int64_t>(1, length.count));
    effect.reduction = {{sum / frames}, {largest}, largestAt};
    effect.loudnessBefore = before.loudness.integrated;
    effect.plrBefore = before.plr;
    effect.psrBefore = before.psr;
    effect.plrAfter = after.plr;
    effect.psrAfter = after.psr;
    if (after.loudness.integrated)
        effect.loudnessAfter = *after.loudness.integrated + effect.makeUp;
    return effect;
}

} // namespace kilter
