// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/cell_weights.h"
#include "core/analysis/k_weighting.h"
#include "core/analysis/spectrogram.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

const double kAbsoluteGate = power(Decibels{-70.0 + 0.691}); // BS.1770-4
constexpr double kRelativeGate = 0.1;                        // -10 LU

double loudnessOf(const Spectrogram& s, int frame) {
    return static_cast<double>(s.loudnessPower[static_cast<std::size_t>(frame)]);
}

// First frame whose centre is not before t.
int firstFrameFrom(const Spectrogram& s, Seconds t) {
    const double frame = std::ceil((t - 0.5 * s.frameLength) / s.hop);
    return static_cast<int>(std::clamp<double>(frame, 0.0, s.frames));
}

} // namespace

Section wholeOf(const Spectrogram& s) {
    return {{0.0}, s.frames == 0 ? Seconds{0.0} : s.hop * (s.frames - 1) + s.frameLength};
}

std::vector<int> gatedFrames(const Spectrogram& s, Section section) {
    std::vector<int> frames;
    int begin = firstFrameFrom(s, section.begin);
    int end = firstFrameFrom(s, section.end);
    if (begin == end && s.frames > 0 && section.length() > Seconds{0.0}) {
        // Shorter than a hop: the frame that lies nearest.
        begin = std::min(begin, s.frames - 1);
        end = begin + 1;
    }
    double sum = 0.0;
    for (int f = begin; f < end; ++f) {
        if (loudnessOf(s, f) > kAbsoluteGate) {
            frames.push_back(f);
            sum += loudnessOf(s, f);
        }
    }
    const double threshold = kRelativeGate * sum / static_cast<double>(frames.size());
    std::erase_if(frames, [&](int f) { return loudnessOf(s, f) <= threshold; });
    return frames;
}

std::vector<int> gatedFrames(const Spectrogram& s, std::span<const Section> sections) {
    std::vector<int> all;
    for (const Section section : sections) {
        const std::vector<int> frames = gatedFrames(s, section);
        all.insert(all.end(), frames.begin(), frames.end());
    }
    std::sort(all.begin(), all.end());
    return all;
}

Spectrum meanOf(const Spectrogram& s, std::span<const int> frames) {
    Spectrum mean;
    mean.frames = static_cast<int>(frames.size());
    if (frames.empty())
        return mean;
    for (const int f : frames) {
        const float* mid = s.midOf(f);
        const float* side = s.sideOf(f);
        const float* cross = s.crossOf(f);
        for (std::size_t i = 0; i < kCells; ++i) {
            mean.mid[i] += static_cast<double>(mid[i]);
            mean.side[i] += static_cast<double>(side[i]);
            mean.cross[i] += static_cast<double>(cross[i]);
        }
        mean.loudnessPower += loudnessOf(s, f);
    }
    const double scale = 1.0 / mean.frames;
    for (std::size_t i = 0; i < kCells; ++i) {
        mean.mid[i] *= scale;
        mean.side[i] *= scale;
        mean.cross[i] *= scale;
    }
    mean.loudnessPower *= scale;
    return mean;
}

Spectrum spectrumOf(const Spectrogram& s, Section section) {
    return meanOf(s, gatedFrames(s, section));
}

std::array<std::vector<float>, kEnvelopeBands> bandEnvelopes(const Spectrogram& s) {
    // Within the bands the rate hardly matters to the weighting.
    const KWeighting k(SampleRate{48000});
    std::array<std::vector<float>, kEnvelopeBands> envelopes;
    for (std::size_t b = 0; b < kEnvelopeBands; ++b) {
        auto weights = cellWeights(kEnvelopeEdges[b], kEnvelopeEdges[b + 1]);
        int first = kCells;
        int last = 0;
        for (int i = 0; i < kCells; ++i) {
            double& w = weights[static_cast<std::size_t>(i)];
            if (w > 0.0) {
                first = std::min(first, i);
                last = i + 1;
            }
            w *= 2.0 * k.powerResponse(cellCentre(i));
        }
        std::vector<float>& envelope = envelopes[b];
        envelope.resize(static_cast<std::size_t>(s.frames));
        double most = 0.0;
        for (int f = 0; f < s.frames; ++f) {
            const float* mid = s.midOf(f);
            const float* side = s.sideOf(f);
            double sum = 0.0;
            for (int i = first; i < last; ++i)
                sum += weights[static_cast<std::size_t>(i)] * static_cast<double>(mid[i] + side[i]);
            envelope[static_cast<std::size_t>(f)] = static_cast<float>(sum);
            most = std::max(most, sum);
        }
        const double floor = std::max(1e-6 * most, 1e-30);
        for (float& e : envelope)
            e = static_cast<float>(10.0 * std::log10(std::max(static_cast<double>(e), floor)));
    }
    return envelopes;
}

} // namespace kilter
