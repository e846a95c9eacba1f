// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/spectrogram.h"

#include "core/analysis/fourier.h"
#include "core/analysis/k_weighting.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <utility>

namespace kilter {

namespace {

constexpr double kHop = 4096.0 / 44100.0; // seconds
constexpr double kFrameLength = 4.0 * kHop;
constexpr double kSlot = 100.0; // Hz, of meanLevel
constexpr double kHighestSlot = 24000.0;

// Bin k is the power in [k - 1/2, k + 1/2) bin widths. A cell is the part of bin `first` that it
// holds, all bins in between, and the part of bin `last`.
struct CellBins {
    int first = 0, last = 0;
    float firstPart = 0.0F, lastPart = 0.0F;
};

std::array<CellBins, kCells> cellBins(double binWidth, int nyquistBin) {
    std::array<CellBins, kCells> cells;
    for (int i = 0; i < kCells; ++i) {
        const double from = std::min<double>(cellEdge(i).value / binWidth, nyquistBin);
        const double to = std::min<double>(cellEdge(i + 1).value / binWidth, nyquistBin);
        CellBins& c = cells[static_cast<std::size_t>(i)];
        c.first = static_cast<int>(from + 0.5);
        c.last = static_cast<int>(to + 0.5);
        if (c.first == c.last) {
            c.firstPart = static_cast<float>(to - from);
        } else {
            c.firstPart = static_cast<float>(c.first + 0.5 - from);
            c.lastPart = static_cast<float>(to - (c.last - 0.5));
        }
    }
    return cells;
}

float cellPower(const std::vector<float>& bins, const CellBins& c) {
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (int k = c.first + 1; k < c.last; ++k)
        sum += bins[static_cast<std::size_t>(k)];
    return sum + c.firstPart * bins[static_cast<std::size_t>(c.first)] +
           c.lastPart * bins[static_cast<std::size_t>(c.last)];
}

// Frame after frame of one track.
class Framer {
  public:
    Framer(const AudioBuffer& audio, SampleRate rate)
        : audio_(audio)
        , rate_(rate)
        , length_(static_cast<int>((Seconds{kFrameLength} * rate).count))
        , fftLength_(fastLength(length_))
        , fourier_(fftLength_)
        , window_(static_cast<std::size_t>(length_))
        , mid_(static_cast<std::size_t>(fftLength_ / 2 + 1))
        , side_(mid_.size())
        , cross_(mid_.size())
        , weighting_(mid_.size())
        , cells_(cellBins(binWidth(), fftLength_ / 2)) {
        double energy = 0.0;
        for (int i = 0; i < length_; ++i) {
            const double w = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (i + 0.5) / length_);
            window_[static_cast<std::size_t>(i)] = static_cast<float>(w);
            energy += w * w;
        }
        scale_ = static_cast<float>(2.0 / (energy * fftLength_));
        const KWeighting k(rate);
        for (std::size_t b = 0; b < weighting_.size(); ++b)
            weighting_[b] =
                static_cast<float>(2.0 * k.powerResponse({static_cast<double>(b) * binWidth()}));
        const double highest = std::min(kHighestSlot, rate.nyquist().value);
        slotLevels_.resize(static_cast<std::size_t>(highest / kSlot));
    }

    [[nodiscard]] int frames() const {
        const std::int64_t n = audio_.frames().count;
        if (n <= 0)
            return 0;
        const double beyond = std::max<double>(0.0, static_cast<double>(n - length_));
        return 1 + static_cast<int>(std::ceil(beyond / (kHop * rate_.hz)));
    }

    void measure(int frame, Spectrogram& into) {
        const Content content = load(frame);
        if (!content.mid && !content.side)
            return; // the frame's powers stay 0
        fourier_.execute();
        separate();
        // A silent side is exactly silent, not as silent as rounding leaves it.
        for (const auto& [there, bins] : {std::pair(content.mid, &mid_), {content.side, &side_}})
            if (!there)
                std::fill(bins->begin(), bins->end(), 0.0F);
        if (!content.mid || !content.side)
            std::fill(cross_.begin(), cross_.end(), 0.0F);

        const std::size_t row = static_cast<std::size_t>(frame) * kCells;
        for (std::size_t i = 0; i < kCells; ++i) {
            into.mid[row + i] = cellPower(mid_, cells_[i]);
            into.side[row + i] = cellPower(side_, cells_[i]);
            into.cross[row + i] = cellPower(cross_, cells_[i]);
        }
        float weighted = 0.0F;
#pragma omp simd reduction(+ : weighted)
        for (std::size_t b = 0; b < mid_.size(); ++b)
            weighted += weighting_[b] * (mid_[b] + side_[b]);
        into.loudnessPower[static_cast<std::size_t>(frame)] = weighted;
        addSlots();
    }

    [[nodiscard]] std::vector<float> meanLevel() const {
        std::vector<float> level;
        for (const double sum : slotLevels_)
            level.push_back(counted_ == 0 ? -std::numeric_limits<float>::infinity()
                                          : static_cast<float>(sum / counted_));
        return level;
    }

  private:
    struct Content {
        bool mid, side;
    };

    [[nodiscard]] double binWidth() const {
        return static_cast<double>(rate_.hz) / fftLength_;
    }

    // Mid as the real part and side as the imaginary: one transform for both.
    Content load(int frame) {
        const std::int64_t begin = std::llround(frame * kHop * rate_.hz);
        const auto count =
            static_cast<int>(std::clamp<std::int64_t>(audio_.frames().count - begin, 0, length_));
        const float* l = audio_.channel(0).data() + begin;
        const float* r = audio_.channel(1).data() + begin;
        float* z = fourier_.data();
        float midPeak = 0.0F;
        float sidePeak = 0.0F;
#pragma omp simd reduction(max : midPeak, sidePeak)
        for (int i = 0; i < count; ++i) {
            const float m = 0.5F * (l[i] + r[i]);
            const float s = 0.5F * (l[i] - r[i]);
            midPeak = std::abs(m) > midPeak ? std::abs(m) : midPeak;
            sidePeak = std::abs(s) > sidePeak ? std::abs(s) : sidePeak;
            z[2 * i] = m * window_[static_cast<std::size_t>(i)];
            z[2 * i + 1] = s * window_[static_cast<std::size_t>(i)];
        }
        std::fill(z + std::ptrdiff_t{2} * count, z + std::ptrdiff_t{2} * fftLength_, 0.0F);
        // Denormals would be slow, and are nothing anyone could hear.
        constexpr float kNothing = 1e-12F;
        return {midPeak > kNothing, sidePeak > kNothing};
    }

    // See Fourier: here A is the mid, B the side.
    void separate() {
        const float* z = fourier_.data();
        const int n = fftLength_;
        const float quarter = 0.25F * scale_;
#pragma omp simd
        for (int k = 1; k <= n / 2; ++k) {
            const float a = z[2 * k];
            const float b = z[2 * k + 1];
            const float c = z[2 * (n - k)];
            const float d = z[2 * (n - k) + 1];
            const float mr = a + c;
            const float mi = b - d;
            const float sr = b + d;
            const float si = c - a;
            mid_[static_cast<std::size_t>(k)] = quarter * (mr * mr + mi * mi);
            side_[static_cast<std::size_t>(k)] = quarter * (sr * sr + si * si);
            cross_[static_cast<std::size_t>(k)] = quarter * (mr * sr + mi * si);
        }
        // Nyquist and DC have no mirror image. DC is no part of the sound.
        for (std::vector<float>* bins : {&mid_, &side_, &cross_}) {
            bins->back() *= 0.5F;
            bins->front() = 0.0F;
        }
    }

    void addSlots() {
        ++counted_;
        const double binsPerSlot = kSlot / binWidth();
        for (std::size_t s = 0; s < slotLevels_.size(); ++s) {
            const auto from = static_cast<std::size_t>(static_cast<double>(s) * binsPerSlot + 0.5);
            const auto to =
                static_cast<std::size_t>(static_cast<double>(s + 1) * binsPerSlot + 0.5);
            float sum = 1e-20F;
            for (std::size_t b = from; b < to; ++b)
                sum += mid_[b] + side_[b];
            slotLevels_[s] += static_cast<double>(10.0F * std::log10(sum));
        }
    }

    const AudioBuffer& audio_;
    SampleRate rate_;
    int length_;
    int fftLength_;
    Fourier fourier_;
    std::vector<float> window_;
    std::vector<float> mid_, side_, cross_; // of one frame's bins
    std::vector<float> weighting_;          // K weighting of L^2 + R^2 = 2(M^2 + S^2)
    std::array<CellBins, kCells> cells_;
    float scale_ = 1.0F;
    std::vector<double> slotLevels_;
    int counted_ = 0;
};

} // namespace

Spectrogram spectrogramOf(const AudioBuffer& audio, SampleRate rate, const Progress& progress) {
    Spectrogram s;
    s.hop = {kHop};
    s.frameLength = {kFrameLength};
    Framer framer(audio, rate);
    s.frames = framer.frames();
    const auto frames = static_cast<std::size_t>(s.frames);
    for (std::vector<float>* plane : {&s.mid, &s.side, &s.cross})
        plane->resize(frames * kCells);
    s.loudnessPower.resize(frames);
    for (int f = 0; f < s.frames && !progress.cancelled(); ++f) {
        framer.measure(f, s);
        if (f % 64 == 0)
            progress.at(static_cast<double>(f) / s.frames);
    }
    s.meanLevel = framer.meanLevel();
    return s;
}

} // namespace kilter
