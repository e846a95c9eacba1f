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
        c.first = static_cast<int>(std::lround(from));
        c.last = static_cast<int>(std::lround(to));
        if (c.first == c.last) {
            c.firstPart = static_cast<float>(to - from);
        } else {
            c.firstPart = static_cast<float>(c.first + 0.5 - from);
            c.lastPart = static_cast<float>(to - (c.last - 0.5));
        }
    }
    return cells;
}

float cellPower(const float* bins, const CellBins& c) {
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (int k = c.first + 1; k < c.last; ++k)
        sum += bins[k];
    return sum + c.firstPart * bins[c.first] + c.lastPart * bins[c.last];
}

// Frame after frame of one track.
class Framer {
  public:
    Framer(const AudioBuffer& audio, SampleRate rate)
        : audio_(audio)
        , rate_(rate)
        , length_(static_cast<int>((Seconds{kFrameLength} * rate).count))
        , fftLength_(fastLength(length_))
        , midFourier_(fftLength_)
        , sideFourier_(fftLength_)
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
        // Mean square by Parseval; twice for the negative frequencies, a quarter for (L + R)/2.
        scale_ = static_cast<float>(0.5 / (energy * fftLength_));
        const KWeighting k(rate);
        for (std::size_t b = 0; b < weighting_.size(); ++b)
            weighting_[b] =
                static_cast<float>(2.0 * k.powerResponse({static_cast<double>(b) * binWidth()}));
        const double highest = std::min(kHighestSlot, rate.nyquist().value);
        slotLevels_.resize(static_cast<std::size_t>(highest / kSlot));
        for (std::size_t slot = 0; slot <= slotLevels_.size(); ++slot)
            slotEdges_.push_back(static_cast<std::size_t>(
                std::lround(static_cast<double>(slot) * kSlot / binWidth())));
    }

    [[nodiscard]] int frames() const {
        const std::int64_t n = audio_.frames().count;
        if (n <= 0)
            return 0;
        const double beyond = std::max<double>(0.0, static_cast<double>(n - length_));
        return 1 + static_cast<int>(std::ceil(beyond / (kHop * rate_.hz)));
    }

    void measure(int frame, Spectrogram& into) {
        load(frame);
        const bool hasMid = transform(midFourier_);
        const bool hasSide = transform(sideFourier_);
        if (!hasMid && !hasSide)
            return; // the frame's powers stay 0
        const float* m = midFourier_.output();
        const float* s = sideFourier_.output();
        const float scale = scale_;
        float* mid = mid_.data();
        float* side = side_.data();
        float* cross = cross_.data();
#pragma omp simd
        for (std::ptrdiff_t k = 0; k <= fftLength_ / 2; ++k) {
            mid[k] = scale * (m[2 * k] * m[2 * k] + m[2 * k + 1] * m[2 * k + 1]);
            side[k] = scale * (s[2 * k] * s[2 * k] + s[2 * k + 1] * s[2 * k + 1]);
            cross[k] = scale * (m[2 * k] * s[2 * k] + m[2 * k + 1] * s[2 * k + 1]);
        }
        // Nyquist has no mirror image (nor has DC, which lies below the cells and the K weighting).
        for (std::vector<float>* bins : {&mid_, &side_, &cross_})
            bins->back() *= 0.5F;

        const std::size_t row = static_cast<std::size_t>(frame) * kCells;
        for (std::size_t i = 0; i < kCells; ++i) {
            into.mid[row + i] = cellPower(mid, cells_[i]);
            if (hasSide) {
                into.side[row + i] = cellPower(side, cells_[i]);
                into.cross[row + i] = cellPower(cross, cells_[i]);
            }
        }
        float weighted = 0.0F;
        const float* weighting = weighting_.data();
#pragma omp simd reduction(+ : weighted)
        for (int k = 0; k <= fftLength_ / 2; ++k)
            weighted += weighting[k] * (mid[k] + side[k]);
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
    [[nodiscard]] double binWidth() const {
        return static_cast<double>(rate_.hz) / fftLength_;
    }

    void load(int frame) {
        const std::int64_t begin = std::llround(frame * kHop * rate_.hz);
        const auto count =
            static_cast<int>(std::clamp<std::int64_t>(audio_.frames().count - begin, 0, length_));
        const float* l = audio_.channel(0).data() + begin;
        const float* r = audio_.channel(1).data() + begin;
        const float* window = window_.data();
        float* mid = midFourier_.input();
        float* side = sideFourier_.input();
#pragma omp simd
        for (int i = 0; i < count; ++i) {
            mid[i] = window[i] * (l[i] + r[i]);
            side[i] = window[i] * (l[i] - r[i]);
        }
        std::fill(mid + count, mid + fftLength_, 0.0F);
        std::fill(side + count, side + fftLength_, 0.0F);
    }

    // False, and all zeros, when there is nothing: a silent side is exactly silent, and denormals,
    // which nobody hears, do not become slow.
    [[nodiscard]] static bool transform(RealFourier& fourier) {
        constexpr float kNothing = 1e-12F;
        float* x = fourier.input();
        float peak = 0.0F;
#pragma omp simd reduction(max : peak)
        for (int i = 0; i < fourier.length(); ++i)
            peak = std::abs(x[i]) > peak ? std::abs(x[i]) : peak;
        if (peak > kNothing) {
            fourier.execute();
            return true;
        }
        fourier.clear();
        return false;
    }

    void addSlots() {
        ++counted_;
        for (std::size_t s = 0; s < slotLevels_.size(); ++s) {
            float sum = 1e-20F;
            for (std::size_t b = slotEdges_[s]; b < slotEdges_[s + 1]; ++b)
                sum += mid_[b] + side_[b];
            slotLevels_[s] += static_cast<double>(10.0F * std::log10(sum));
        }
    }

    const AudioBuffer& audio_;
    SampleRate rate_;
    int length_;
    int fftLength_;
    RealFourier midFourier_, sideFourier_;
    std::vector<float> window_;
    std::vector<float> mid_, side_, cross_; // of one frame's bins
    std::vector<float> weighting_;          // K weighting of L^2 + R^2 = 2(M^2 + S^2)
    std::array<CellBins, kCells> cells_;
    float scale_ = 1.0F;
    std::vector<std::size_t> slotEdges_; // bins
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
