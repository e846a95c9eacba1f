// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/cell_weights.h"
#include "core/analysis/spectrogram.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kilter {

namespace {

constexpr double kFloor = 30.0;      // dB under the loudest frame: how much a pause counts
constexpr Seconds kContext{4.0};     // on each side of a possible change of part
constexpr Seconds kReach{3.0};       // how far an end may move to a change
constexpr double kClearChange = 1.5; // standard deviations over the track's mean change
constexpr double kWholeIfUnderLengths = 1.25;

using Levels = std::vector<double>; // [frame], dB

Levels floored(Levels levels) {
    if (levels.empty())
        return levels;
    const double floor = *std::max_element(levels.begin(), levels.end()) - kFloor;
    for (double& l : levels)
        l = std::max(l, floor);
    return levels;
}

// [frame + 1]: sum of all before.
std::vector<double> cumulated(const Levels& levels) {
    std::vector<double> sums{0.0};
    for (const double l : levels)
        sums.push_back(sums.back() + l);
    return sums;
}

// How much the balance and the level of the seven bands differ between the seconds before and
// after each frame, RMS dB: J. Foote's novelty (ICME 2000) with two means for its kernel.
std::vector<double> novelty(const Spectrogram& s, int context) {
    std::vector<double> sum(static_cast<std::size_t>(s.frames));
    for (const NamedBand& band : kBands) {
        const auto weights = cellWeights(band.low, band.high);
        Levels levels;
        for (int f = 0; f < s.frames; ++f) {
            double power = 1e-12;
            for (int i = 0; i < kCells; ++i)
                if (weights[static_cast<std::size_t>(i)] > 0.0)
                    power += weights[static_cast<std::size_t>(i)] *
                             static_cast<double>(s.midOf(f)[i] + s.sideOf(f)[i]);
            levels.push_back(10.0 * std::log10(power));
        }
        const auto sums = cumulated(floored(levels));
        for (int f = context; f + context <= s.frames; ++f) {
            const auto at = [&](int frame) { return sums[static_cast<std::size_t>(frame)]; };
            const double change = (at(f + context) - 2.0 * at(f) + at(f - context)) / context;
            sum[static_cast<std::size_t>(f)] += change * change;
        }
    }
    for (double& v : sum)
        v = std::sqrt(v / kNamedBands);
    return sum;
}

// The clearest change within reach of `frame`, or `frame` when there is none.
int snapped(const std::vector<double>& changes, int frame, int reach, double threshold) {
    int best = frame;
    double most = threshold;
    const int size = static_cast<int>(changes.size());
    for (int f = std::max(0, frame - reach); f < std::min(size, frame + reach + 1); ++f) {
        if (changes[static_cast<std::size_t>(f)] > most) {
            most = changes[static_cast<std::size_t>(f)];
            best = f;
        }
    }
    return best;
}

} // namespace

Section loudestSection(const Spectrogram& s, Seconds length) {
    const Section whole = wholeOf(s);
    if (whole.length() < length * kWholeIfUnderLengths)
        return whole;

    // Loud throughout rather than loud at once: a mean of dB, in which a single blow counts little.
    Levels loudness;
    for (const float p : s.loudnessPower)
        loudness.push_back(10.0 * std::log10(std::max(static_cast<double>(p), 1e-12)));
    const auto sums = cumulated(floored(loudness));
    const int span = std::clamp(static_cast<int>(length / s.hop), 1, s.frames);
    int begin = 0;
    double most = -1e9;
    for (int f = 0; f + span <= s.frames; ++f) {
        const auto from = sums.begin() + f;
        const double sum = from[span] - *from;
        if (sum > most) {
            most = sum;
            begin = f;
        }
    }
    int end = begin + span;

    const auto changes = novelty(s, static_cast<int>(kContext / s.hop));
    double mean = 0.0;
    double square = 0.0;
    for (const double c : changes) {
        mean += c / s.frames;
        square += c * c / s.frames;
    }
    const double clear = mean + kClearChange * std::sqrt(std::max(0.0, square - mean * mean));
    const int reach = static_cast<int>(kReach / s.hop);
    begin = snapped(changes, begin, reach, clear);
    end = snapped(changes, end, reach, clear);

    // Frames are told by their centre.
    const Seconds half = 0.5 * s.frameLength;
    return {begin == 0 ? Seconds{0.0} : s.hop * begin + half,
            end == s.frames ? whole.end : s.hop * end + half};
}

std::vector<Section> goodSections(const Spectrogram& s, Seconds length, Decibels within) {
    constexpr double kLeastPart = 0.5; // of `length`, at either end of the track
    const Section loudest = loudestSection(s, length);
    const Section whole = wholeOf(s);
    std::vector<Section> sections{loudest};
    const Spectrum spectrum = spectrumOf(s, loudest);
    if (spectrum.frames == 0)
        return sections;
    const auto addIfGood = [&](Section section) {
        if (section.length() < length * kLeastPart)
            return;
        const Spectrum other = spectrumOf(s, section);
        if (other.frames > 0 && other.loudness() >= spectrum.loudness() - within)
            sections.push_back(section);
    };
    for (Seconds begin = loudest.end; begin < whole.end; begin += length)
        addIfGood({begin, std::min(begin + length, whole.end)});
    for (Seconds end = loudest.begin; end > Seconds{0.0}; end = end - length)
        addIfGood({std::max(end - length, Seconds{0.0}), end});
    return sections;
}

} // namespace kilter
