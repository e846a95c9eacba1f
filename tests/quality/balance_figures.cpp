// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/balance_figures.h"

#include "core/base/index.h"
#include "core/reference/balance.h"
#include "core/reference/balance_model.h"
#include "tests/quality/table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace kilter::quality {

namespace {

using Thirds = std::array<double, kThirds>;
using Cells = std::array<double, kCells>;

constexpr int kOctave = 24; // cells
constexpr int kShift = 6;   // cells that the notes are moved by, either way: three semitones

// Levels by third in dB, their mean taken out: the level of the whole is nothing of balance.
Thirds shapeOf(const Spectrum& spectrum) {
    const auto levels = balanceLevels(spectrum);
    double mean = 0.0;
    for (const Decibels level : levels)
        mean += level.value / kThirds;
    Thirds shape{};
    for (std::size_t b = 0; b < kThirds; ++b)
        shape[b] = levels[b].value - mean;
    return shape;
}

// A second moment that is gathered third by third.
struct Scatter {
    Thirds squares{};
    Thirds neighbours{}; // products with the third one octave above
    double freedom = 0.0;

    void add(const std::vector<Thirds>& readings) {
        if (readings.size() < 2)
            return;
        const double n = static_cast<double>(readings.size());
        Thirds mean{};
        for (const Thirds& r : readings)
            for (std::size_t b = 0; b < kThirds; ++b)
                mean[b] += r[b] / n;
        for (const Thirds& r : readings)
            for (std::size_t b = 0; b < kThirds; ++b) {
                squares[b] += (r[b] - mean[b]) * (r[b] - mean[b]);
                const std::size_t above = b + kThirdsPerOctave;
                if (above < kThirds)
                    neighbours[b] += (r[b] - mean[b]) * (r[above] - mean[above]);
            }
        freedom += n - 1.0;
    }
    [[nodiscard]] double deviation(int b) const { return std::sqrt(squares[at(b)] / freedom); }
    [[nodiscard]] double octaveCorrelation(int b) const {
        const int above = b + kThirdsPerOctave;
        return above < kThirds ? neighbours[at(b)] / std::sqrt(squares[at(b)] * squares[at(above)])
                               : 0.0;
    }

  private:
    static constexpr int kThirdsPerOctave = kOctave / 4; // they lie half a third apart
};

// The song as it would be in other keys: its fine structure moved under its envelope of an octave.
std::vector<Thirds> otherKeysOf(const Spectrum& spectrum) {
    Cells level{}, envelope{};
    for (int i = 0; i < kCells; ++i)
        level[at(i)] = std::max(-120.0, powerToDecibels(spectrum.stereo(i)).value);
    for (int i = 0; i < kCells; ++i) {
        const int from = std::max(0, i - kOctave / 2);
        const int to = std::min(kCells, i + kOctave / 2 + 1);
        for (int k = from; k < to; ++k)
            envelope[at(i)] += level[at(k)] / (to - from);
    }
    std::vector<Thirds> keys;
    for (int shift = -kShift; shift <= kShift; ++shift) {
        Thirds key{};
        for (int b = 0; b < kThirds; ++b)
            for (int i = thirdFirstCell(b); i < thirdFirstCell(b) + kCellsPerThird; ++i) {
                const int from = std::clamp(i - shift, 0, kCells - 1);
                key[at(b)] +=
                    (envelope[at(i)] + level[at(from)] - envelope[at(from)]) / kCellsPerThird;
            }
        keys.push_back(key);
    }
    return keys;
}

} // namespace

void balanceFigures(const Songs& songs) {
    Scatter ofSongs, ofSections, ofNotes;
    std::vector<Thirds> all;
    std::size_t sections = 0;
    for (const Song& song : songs) {
        const Spectrogram& s = song.analysis.spectrogram;
        std::vector<Thirds> own;
        for (const Section& section : song.analysis.sections)
            own.push_back(shapeOf(meanOf(s, gatedFrames(s, section))));
        ofSections.add(own);
        sections += own.size();
        ofNotes.add(otherKeysOf(song.analysis.spectrum));
        all.push_back(shapeOf(song.analysis.spectrum));
    }
    ofSongs.add(all);

    using namespace balance_model;
    std::printf("%zu songs, %zu good sections; dB, and correlation with an octave above; what the "
                "model says in brackets\n",
                songs.size(), sections);
    Table table({"Hz", "songs", "correlation", "sections", "correlation", "notes"});
    const auto beside = [](double measured, double model) {
        return figure(measured) + " (" + figure(model) + ")";
    };
    for (const double hz : {40.0, 50.0, 100.0, 200.0, 400.0, 1300.0, 4000.0, 7000.0, 10000.0}) {
        int b = 0;
        while (b + 1 < kThirds && thirdCentre(b).value < hz * 0.97)
            ++b;
        const Hertz f = thirdCentre(b);
        table.add(
            {figure(hz, 0), beside(ofSongs.deviation(b), songDeviation(f).value),
             beside(ofSongs.octaveCorrelation(b), balanceCorrelation(1.0 / balanceOctaves(f))),
             beside(ofSections.deviation(b), sectionDeviation(f).value),
             beside(ofSections.octaveCorrelation(b), sectionCorrelation(1.0)),
             beside(ofNotes.deviation(b), noteDeviation(f).value)});
    }
    table.print();
}

} // namespace kilter::quality
