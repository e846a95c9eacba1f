// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/reference/same_song.h"

#include "core/base/index.h"
#include "core/reference/gap.h"
#include "core/reference/levels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kilter {

namespace {

constexpr int kMeanFrames = 33;   // 3 s
constexpr float kDepth = 45.0F;   // dB under the loudest frame that still count
constexpr float kLoudest = 12.0F; // dB off the mean; one break must not decide
constexpr int kMostOfOne = 4096;  // 6 minutes
constexpr int kMostOfOther = 24576;

using Levels = std::array<std::vector<float>, kEnvelopeBands>;

// The levels less their running mean, `count` of them from `first` on a time axis of `hop`: what is
// left is the rhythm, not the arrangement.
Levels rhythmOf(const Spectrogram& s, double hop, int first, int count) {
    const Levels envelopes = bandEnvelopes(s);
    Levels levels;
    for (int b = 0; b < kEnvelopeBands; ++b) {
        std::vector<float>& l = levels[at(b)];
        l.resize(at(count));
        for (int i = 0; i < count; ++i) {
            const auto frame = static_cast<int>(std::lround((first + i) * hop / s.hop.value));
            l[at(i)] = envelopes[at(b)][at(std::min(s.frames - 1, frame))];
        }
        // Silence before a song, or a hole in it, is not its rhythm.
        const float floor = *std::min_element(envelopes[at(b)].begin(), envelopes[at(b)].end());
        const float top = *std::max_element(envelopes[at(b)].begin(), envelopes[at(b)].end());
        const float silent = std::max(floor, top - kDepth) + 1.0F;
        std::vector<double> sums(l.size() + 1, 0.0);
        std::vector<int> heard(l.size() + 1, 0);
        for (std::size_t i = 0; i < l.size(); ++i) {
            const bool counts = l[i] > silent;
            sums[i + 1] = sums[i] + (counts ? static_cast<double>(l[i]) : 0.0);
            heard[i + 1] = heard[i] + (counts ? 1 : 0);
        }
        for (int i = 0; i < count; ++i) {
            const int from = std::max(0, i - kMeanFrames / 2);
            const int to = std::min(count, i + kMeanFrames / 2 + 1);
            const int n = heard[at(to)] - heard[at(from)];
            const double mean = n > 0 ? (sums[at(to)] - sums[at(from)]) / n : 0.0;
            l[at(i)] = l[at(i)] > silent
                           ? std::clamp(l[at(i)] - static_cast<float>(mean), -kLoudest, kLoudest)
                           : 0.0F;
        }
    }
    return levels;
}

std::vector<double> energyUpTo(const std::vector<float>& x) {
    std::vector<double> sums(x.size() + 1, 0.0);
    for (std::size_t i = 0; i < x.size(); ++i)
        sums[i + 1] = sums[i] + static_cast<double>(x[i]) * static_cast<double>(x[i]);
    return sums;
}

float dot(const float* x, const float* y, int n) {
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; ++i)
        sum += x[i] * y[i];
    return sum;
}

// A power here and its counterpart there.
struct Ratio {
    double here = 0.0, there = 0.0;

    Ratio& operator+=(const Ratio& other) {
        here += other.here;
        there += other.there;
        return *this;
    }
    [[nodiscard]] float decibels() const {
        constexpr double kNothing = 1e-15;
        return static_cast<float>(
            std::clamp(10.0 * std::log10((here + kNothing) / (there + kNothing)), -60.0, 60.0));
    }
};

// The i-th of aligned frames, cell by cell.
class FramePair {
  public:
    FramePair(const Spectrogram& one, const Spectrogram& other, const AlignedFrames& frames,
              std::size_t i)
        : one_(one)
        , other_(other)
        , frame_(frames.kept[i])
        , a_(frames.others[2 * i])
        , b_(frames.others[2 * i + 1]) {}

    [[nodiscard]] Ratio mid(int c) const {
        return {static_cast<double>(one_.midOf(frame_)[c]),
                a_.weight * static_cast<double>(other_.midOf(a_.frame)[c]) +
                    b_.weight * static_cast<double>(other_.midOf(b_.frame)[c])};
    }
    [[nodiscard]] Ratio side(int c) const {
        return {static_cast<double>(one_.sideOf(frame_)[c]),
                a_.weight * static_cast<double>(other_.sideOf(a_.frame)[c]) +
                    b_.weight * static_cast<double>(other_.sideOf(b_.frame)[c])};
    }

  private:
    const Spectrogram& one_;
    const Spectrogram& other_;
    int frame_;
    WeightedFrame a_, b_;
};

// Cells of 100 Hz to 5 kHz: where every copy keeps its notes.
constexpr int kNotesFrom = 56;
constexpr int kNotesTo = 190;
constexpr int kNotesBeside = 6; // neighbours on either side
constexpr std::size_t kNotes = kNotesTo - kNotesFrom;
using Notes = std::array<float, kNotes>;

// The levels of a frame's cells beside their neighbours', in dB; empty in silence.
std::optional<Notes> notesOf(const std::array<Ratio, kCells>& cells, double Ratio::*power) {
    constexpr double kSilent = 1e-9;
    constexpr double kHeard = 1e-6; // of the strongest
    constexpr int kWindow = 2 * kNotesBeside + 1;
    double most = 0.0;
    for (int c = kNotesFrom; c < kNotesTo; ++c)
        most = std::max(most, cells[at(c)].*power);
    if (most < kSilent)
        return std::nullopt;
    std::array<double, kCells + 1> sums{};
    std::array<double, kCells> levels{};
    for (int c = kNotesFrom - kNotesBeside; c < kNotesTo + kNotesBeside; ++c) {
        levels[at(c)] = 10.0 * std::log10(cells[at(c)].*power + kHeard * most);
        sums[at(c + 1)] = sums[at(c)] + levels[at(c)];
    }
    Notes notes;
    for (int c = kNotesFrom; c < kNotesTo; ++c)
        notes[at(c - kNotesFrom)] = static_cast<float>(
            levels[at(c)] -
            (sums[at(c + kNotesBeside + 1)] - sums[at(c - kNotesBeside)]) / kWindow);
    return notes;
}

// What a cell does all the time is timbre and balance, and no note.
void takeMeanOut(std::vector<Notes>& frames) {
    for (std::size_t c = 0; c < kNotes; ++c) {
        double mean = 0.0;
        for (const Notes& frame : frames)
            mean += static_cast<double>(frame[c]) / static_cast<double>(frames.size());
        for (Notes& frame : frames)
            frame[c] -= static_cast<float>(mean);
    }
}

double product(const std::vector<Notes>& x, const std::vector<Notes>& y) {
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i)
        sum += static_cast<double>(dot(x[i].data(), y[i].data(), static_cast<int>(kNotes)));
    return sum;
}

// 1.4826: from the median absolute deviation to a normal distribution's.
Decibels robustDeviation(std::vector<float>& values) {
    if (values.empty())
        return {};
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    const float median = *middle;
    for (float& v : values)
        v = std::abs(v - median);
    std::nth_element(values.begin(), middle, values.end());
    return {1.4826 * static_cast<double>(*middle)};
}

} // namespace

std::optional<Alignment> alignmentOf(const Spectrogram& one, const Spectrogram& other,
                                     Section around) {
    if (one.hop.value <= 0.0 || other.hop.value <= 0.0)
        return std::nullopt;
    const double hop = one.hop.value;
    // The part of `one` around the compared section; of the other, all that is reasonable.
    const int count = std::min(one.frames, kMostOfOne);
    const int middle = static_cast<int>(0.5 * (around.begin.value + around.end.value) / hop);
    const int first = std::clamp(middle - count / 2, 0, one.frames - count);
    const int otherCount =
        std::min(kMostOfOther, static_cast<int>(other.frames * other.hop.value / hop));
    const int shorter = std::min(count, otherCount);
    if (shorter < kMeanFrames)
        return std::nullopt;

    const Levels x = rhythmOf(one, hop, first, count);
    const Levels y = rhythmOf(other, hop, 0, otherCount);
    std::array<std::vector<double>, kEnvelopeBands> ex, ey;
    for (int b = 0; b < kEnvelopeBands; ++b) {
        ex[at(b)] = energyUpTo(x[at(b)]);
        ey[at(b)] = energyUpTo(y[at(b)]);
    }
    // Lag l: x[i] beside y[i + l].
    const int least = (shorter + 1) / 2;
    const int from = least - count;
    const int to = otherCount - least;
    const auto correlations = [&](int lag) {
        std::array<double, kEnvelopeBands> r{};
        const int begin = std::max(0, -lag);
        const int end = std::min(count, otherCount - lag);
        for (int b = 0; b < kEnvelopeBands; ++b) {
            const double xx = ex[at(b)][at(end)] - ex[at(b)][at(begin)];
            const double yy = ey[at(b)][at(end + lag)] - ey[at(b)][at(begin + lag)];
            const double xy = static_cast<double>(
                dot(&x[at(b)][at(begin)], &y[at(b)][at(begin + lag)], end - begin));
            r[at(b)] = xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
        }
        return r;
    };
    const auto mean = [&](int lag) {
        double sum = 0.0;
        for (const double r : correlations(lag))
            sum += r / kEnvelopeBands;
        return sum;
    };
    int best = from;
    double bestMean = -2.0;
    for (int lag = from; lag <= to; ++lag)
        if (const double m = mean(lag); m > bestMean) {
            bestMean = m;
            best = lag;
        }
    Alignment result;
    std::array<double, kEnvelopeBands> r = correlations(best);
    std::nth_element(r.begin(), r.begin() + kEnvelopeBands / 2, r.end());
    result.likeness = r[kEnvelopeBands / 2];
    double fraction = 0.0;
    if (best > from && best < to) {
        const double before = mean(best - 1);
        const double after = mean(best + 1);
        const double bend = before - 2.0 * bestMean + after;
        if (bend < 0.0)
            fraction = std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
    }
    result.lag = best + fraction - first;
    return result;
}

AlignedFrames alignedFrames(const std::vector<int>& frames, const Spectrogram& one,
                            const Spectrogram& other, double lag) {
    AlignedFrames aligned;
    const double ratio = one.hop.value / other.hop.value;
    for (const int f : frames) {
        double place = (f + lag) * ratio;
        // A hair off a frame's place is a rounding, not a shift.
        if (std::abs(place - std::round(place)) < 0.02)
            place = std::round(place);
        const double below = std::floor(place);
        if (below < 0.0 || below >= other.frames)
            continue;
        const int g = static_cast<int>(below);
        const double part = place - below;
        if (part > 0.0 && g + 1 >= other.frames)
            continue;
        aligned.others.push_back({g, 1.0 - part});
        aligned.others.push_back({std::min(g + 1, other.frames - 1), part});
        aligned.kept.push_back(f);
    }
    return aligned;
}

Unsteadiness unsteadiness(const Spectrogram& one, const Spectrogram& other,
                          const AlignedFrames& frames) {
    // A few hundred frames tell it; in quiet ones it is not the processing that differs.
    constexpr std::size_t kEnough = 400;
    const std::size_t step = std::max<std::size_t>(1, frames.kept.size() / kEnough);
    std::array<std::vector<float>, kThirds> stereo;
    std::array<std::vector<float>, kCells> side;
    for (std::size_t i = 0; i < frames.kept.size(); i += step) {
        const FramePair pair(one, other, frames, i);
        std::array<float, kThirds> frame{};
        for (int t = 0; t < kThirds; ++t) {
            Ratio third;
            for (int c = thirdFirstCell(t); c < thirdFirstCell(t) + kCellsPerThird; ++c) {
                third += pair.mid(c);
                third += pair.side(c);
            }
            frame[at(t)] = third.decibels();
        }
        for (int c = thirdFirstCell(0); c < thirdFirstCell(kThirds - 1) + kCellsPerThird; ++c)
            side[at(c)].push_back(pair.side(c).decibels());
        std::array<float, kThirds> sorted = frame;
        std::nth_element(sorted.begin(), sorted.begin() + kThirds / 2, sorted.end());
        for (int t = 0; t < kThirds; ++t)
            stereo[at(t)].push_back(frame[at(t)] - sorted[kThirds / 2]);
    }
    Unsteadiness result;
    for (int t = 0; t < kThirds; ++t) {
        result.stereo[at(t)] = robustDeviation(stereo[at(t)]);
        for (int c = thirdFirstCell(t); c < thirdFirstCell(t) + kCellsPerThird; ++c)
            result.side[at(t)] += robustDeviation(side[at(c)]) * (1.0 / kCellsPerThird);
    }
    return result;
}

std::optional<double> notesLikeness(const Spectrogram& one, const Spectrogram& other,
                                    const AlignedFrames& frames) {
    constexpr std::size_t kEnough = 400; // frames
    constexpr double kMovement = 1.0;    // dB
    const std::size_t step = std::max<std::size_t>(1, frames.kept.size() / kEnough);
    std::vector<Notes> here, there;
    for (std::size_t i = 0; i < frames.kept.size(); i += step) {
        const FramePair pair(one, other, frames, i);
        std::array<Ratio, kCells> cells;
        for (int c = kNotesFrom - kNotesBeside; c < kNotesTo + kNotesBeside; ++c) {
            cells[at(c)] = pair.mid(c);
            cells[at(c)] += pair.side(c);
        }
        const auto a = notesOf(cells, &Ratio::here);
        const auto b = notesOf(cells, &Ratio::there);
        if (a && b) {
            here.push_back(*a);
            there.push_back(*b);
        }
    }
    takeMeanOut(here);
    takeMeanOut(there);
    const double xx = product(here, here);
    const double yy = product(there, there);
    const double n = static_cast<double>(here.size()) * static_cast<double>(kNotes);
    if (std::min(xx, yy) <= n * kMovement * kMovement)
        return std::nullopt;
    return product(here, there) / std::sqrt(xx * yy);
}

std::optional<Alignment> performanceAlignment(const Analysis& one, const Analysis& other) {
    constexpr double kSameNotes = 0.5;
    const auto alignment = alignmentOf(one.spectrogram, other.spectrogram, one.section());
    if (!alignment || alignment->likeness < kSameRhythm)
        return std::nullopt;
    const std::vector<int> all =
        gatedFrames(one.spectrogram, Section{{0.0}, one.frames / one.rate});
    const auto notes =
        notesLikeness(one.spectrogram, other.spectrogram,
                      alignedFrames(all, one.spectrogram, other.spectrogram, alignment->lag));
    return notes.value_or(1.0) >= kSameNotes ? alignment : std::nullopt;
}

bool sameRecording(const Analysis& one, const Analysis& other) {
    constexpr double kSameLength = 0.005;
    constexpr double kNearBalance = 2.5; // dB RMS; different songs of one album lie further apart
    const double frames = one.spectrogram.frames;
    if (frames == 0.0 || other.spectrogram.frames == 0)
        return false;
    const bool sameLength = std::abs(other.spectrogram.frames / frames - 1.0) <= kSameLength;
    const auto difference = [&] {
        const auto a = thirdLevels(one.spectrum);
        const auto b = thirdLevels(other.spectrum);
        std::array<Decibels, kThirds> d{};
        std::array<bool, kThirds> known{};
        for (std::size_t i = 0; i < kThirds; ++i) {
            known[i] = a[i] > kFloor && b[i] > kFloor;
            d[i] = a[i] - b[i];
        }
        return rmsOfGap(d, known).value;
    };
    if (!sameLength && difference() > kNearBalance)
        return false;
    return performanceAlignment(one, other).has_value();
}

} // namespace kilter
