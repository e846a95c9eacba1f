// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/analysis/true_peak.h"

#include "core/audio/oversample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace kilter {

namespace {

using Bank = SincBank<8, 48>;
constexpr int kHalf = Bank::kTaps / 2;
constexpr int kNear = 8;  // samples on each side that are summed first
constexpr int kGroup = 8; // intervals that are looked at together

// How far the parabola can lie over the largest of the eight phases: a sine at Nyquist lies
// 1 - cos(pi/16) over them.
constexpr float kParabola = 1.02F;

using Vector __attribute__((vector_size(16))) = float;
constexpr int kLanes = 4;

Vector load(const float* x) {
    return Vector{x[0], x[1], x[2], x[3]};
}

// The phases p and 8 - p mirror each other: with s and d, sum and difference of the samples at
// equal distance before and after the interval's middle, they are E s + O d and E s - O d.
struct Halves {
    std::array<std::array<float, kHalf>, 4> even{}; // phases 1 to 4
    std::array<std::array<float, kHalf>, 3> odd{};  // 1 to 3; phase 4 has none
    float far = 0.0F; // what all samples beyond the nearest can add, times the largest of them

    explicit Halves(const Bank& bank) {
        for (std::size_t p = 0; p < even.size(); ++p) {
            const Bank::Kernel& h = bank.kernel(static_cast<int>(p) + 1);
            for (std::size_t j = 0; j < kHalf; ++j) {
                even[p][j] = 0.5F * (h[kHalf - 1 - j] + h[kHalf + j]);
                if (p < odd.size())
                    odd[p][j] = 0.5F * (h[kHalf - 1 - j] - h[kHalf + j]);
            }
            float sum = 0.0F;
            for (std::size_t j = kNear; j < kHalf; ++j)
                sum += std::abs(h[kHalf - 1 - j]) + std::abs(h[kHalf + j]);
            far = std::max(far, sum);
        }
    }
};

const Bank& bank() {
    static const Bank bank(8.0);
    return bank;
}

const Halves& halves() {
    static const Halves halves(bank());
    return halves;
}

Vector larger(Vector a, Vector b) {
    return a > b ? a : b;
}

// The phases 1 to 7 of kLanes intervals that begin at x[0], x[1] ..., as far as they are summed up.
class Phases {
  public:
    void add(const float* x, const Halves& h, std::ptrdiff_t from, std::ptrdiff_t to) {
        for (std::ptrdiff_t j = from; j < to; ++j) {
            const auto k = static_cast<std::size_t>(j);
            const Vector before = load(x - j);
            const Vector after = load(x + 1 + j);
            const Vector s = before + after;
            const Vector d = before - after;
            e0_ += h.even[0][k] * s;
            e1_ += h.even[1][k] * s;
            e2_ += h.even[2][k] * s;
            e3_ += h.even[3][k] * s;
            o0_ += h.odd[0][k] * d;
            o1_ += h.odd[1][k] * d;
            o2_ += h.odd[2][k] * d;
        }
    }

    // Of all phases; max(|e + o|, |e - o|) = |e| + |o|.
    [[nodiscard]] Vector largest() const {
        const auto magnitude = [](Vector v) { return larger(v, -v); };
        return larger(larger(magnitude(e0_) + magnitude(o0_), magnitude(e1_) + magnitude(o1_)),
                      larger(magnitude(e2_) + magnitude(o2_), magnitude(e3_)));
    }

  private:
    Vector e0_{}, e1_{}, e2_{}, e3_{}, o0_{}, o1_{}, o2_{};
};

bool anyOver(Vector v, float limit) {
    return v[0] > limit || v[1] > limit || v[2] > limit || v[3] > limit;
}

// The peak in and around the interval that begins at x[0], by a parabola where it has a summit.
float summit(const float* x) {
    const Bank& b = bank();
    std::array<float, Bank::kPhases + 3> y; // from phase -1 to one after the next sample
    y[0] = b.at(x - 1, Bank::kPhases - 1);
    for (int p = 0; p < Bank::kPhases; ++p)
        y[static_cast<std::size_t>(p) + 1] = b.at(x, p);
    y[Bank::kPhases + 1] = x[1];
    y[Bank::kPhases + 2] = b.at(x + 1, 1);
    float peak = 0.0F;
    for (std::size_t i = 1; i + 1 < y.size(); ++i) {
        const float sign = y[i] < 0.0F ? -1.0F : 1.0F;
        const float left = sign * y[i - 1];
        const float middle = sign * y[i];
        const float right = sign * y[i + 1];
        if (middle < left || middle < right)
            continue;
        const float bend = 2.0F * middle - left - right;
        const float slope = right - left;
        peak = std::max(peak, bend > 0.0F ? middle + slope * slope / (8.0F * bend) : middle);
    }
    return peak;
}

float largestSample(const float* x, std::ptrdiff_t count) {
    float peak = 0.0F;
#pragma omp simd reduction(max : peak)
    for (std::ptrdiff_t i = 0; i < count; ++i)
        peak = std::abs(x[i]) > peak ? std::abs(x[i]) : peak;
    return peak;
}

// Raises `peak` to the true peak of the intervals [0, count), count a multiple of kGroup. Reads
// x[-24] to x[count + 24].
void raise(float& peak, const float* x, std::ptrdiff_t count) {
    constexpr std::ptrdiff_t kReach = kHalf / kGroup; // groups on each side that have a say
    constexpr std::ptrdiff_t kChunk = 64;             // groups
    const auto reach = static_cast<float>(bank().l1Norm()) * kParabola;
    const Halves& h = halves();
    std::array<float, kChunk + 2 * kReach> largest;
    for (std::ptrdiff_t done = 0; done < count / kGroup; done += kChunk) {
        const std::ptrdiff_t groups = std::min(kChunk, count / kGroup - done);
        for (std::ptrdiff_t g = 0; g < groups + 2 * kReach; ++g)
            largest[static_cast<std::size_t>(g)] =
                largestSample(x + (done + g - kReach) * kGroup, kGroup);
        for (std::ptrdiff_t g = 0; g < groups; ++g) {
            const float* around = &largest[static_cast<std::size_t>(g)];
            float most = 0.0F;
            for (std::ptrdiff_t i = 0; i <= 2 * kReach; ++i)
                most = std::max(most, around[i]);
            if (most * reach <= peak)
                continue;
            peak = std::max(peak, around[kReach]);
            const float* begin = x + (done + g) * kGroup;
            for (int i = 0; i < kGroup; i += kLanes) {
                // A third of the sum tells most of the intervals that can't pass the peak.
                Phases sums;
                sums.add(begin + i, h, 0, kNear);
                const float limit = peak / kParabola;
                if (largestSample(begin + i, kLanes) <= limit &&
                    !anyOver(sums.largest(), limit - h.far * most))
                    continue;
                sums.add(begin + i, h, kNear, kHalf);
                const Vector phases = sums.largest();
                for (int lane = 0; lane < kLanes; ++lane) {
                    const float* at = begin + i + lane;
                    if (std::max(phases[lane], std::abs(at[0])) * kParabola > peak)
                        peak = std::max(peak, summit(at));
                }
            }
        }
    }
}

} // namespace

void TruePeakMeter::interpolate() noexcept {
    const int ready = (filled_ - kBefore - kAfter) / kGroup * kGroup;
    if (ready <= 0)
        return;
    raise(peak_, window_.data() + kBefore, ready);
    std::copy(window_.begin() + ready, window_.begin() + filled_, window_.begin());
    filled_ -= ready;
}

void TruePeakMeter::process(std::span<const float> block) noexcept {
    while (!block.empty()) {
        const std::size_t room = window_.size() - static_cast<std::size_t>(filled_);
        const std::size_t count = std::min(room, block.size());
        std::copy_n(block.begin(), count, window_.begin() + filled_);
        filled_ += static_cast<int>(count);
        block = block.subspan(count);
        interpolate();
    }
}

void TruePeakMeter::flush() noexcept {
    constexpr std::array<float, kBefore + kBefore + kAfter + kGroup> silence{};
    process(silence);
}

float TruePeakMeter::takePeak(float floor) noexcept {
    const float peak = peak_;
    peak_ = floor;
    return peak;
}

PeakSeries measurePeaks(std::span<const float> samples, SampleRate rate, const Progress& progress) {
    constexpr std::ptrdiff_t kWindow = 30; // tenths of a second
    const auto frames = static_cast<std::ptrdiff_t>(samples.size());
    const auto tenths = (frames * 10 + rate.hz - 1) / rate.hz;
    const auto boundary = [&](std::ptrdiff_t tenth) {
        return std::min(frames, (tenth * rate.hz + 5) / 10);
    };
    const float* x = samples.data();

    PeakSeries series;
    if (tenths == 0)
        return series;
    for (std::ptrdiff_t t = 0; t < tenths; ++t)
        series.tenths.push_back(largestSample(x + boundary(t), boundary(t + 1) - boundary(t)));
    series.samplePeak = *std::max_element(series.tenths.begin(), series.tenths.end());

    // What is known of the true peak of every 3 s: at first its largest sample.
    const std::ptrdiff_t length = std::min(kWindow, tenths);
    std::vector<float> windows;
    for (auto t = series.tenths.begin(); series.tenths.end() - t >= length; ++t)
        windows.push_back(*std::max_element(t, t + length));

    std::vector<float> padded;
    for (std::ptrdiff_t t = 0; t < tenths && !progress.cancelled(); ++t) {
        // A tenth matters as far as it passes what is known of all the 3 s that it is in.
        const auto first = windows.begin() + std::max<std::ptrdiff_t>(0, t - length + 1);
        const auto last = windows.begin() + std::min(t, tenths - length) + 1;
        float& own = series.tenths[static_cast<std::size_t>(t)];
        const float floor = std::max(own, *std::min_element(first, last));
        float peak = floor;
        // Whole groups; before the first sample and after the last the signal still rings.
        const auto whole = [](std::ptrdiff_t n) { return (n + kGroup - 1) / kGroup * kGroup; };
        const std::ptrdiff_t from = t == 0 ? -kHalf : whole(boundary(t));
        const std::ptrdiff_t to = whole(t + 1 == tenths ? frames + kHalf : boundary(t + 1));
        if (from - kHalf >= 0 && to + kHalf < frames) {
            raise(peak, x + from, to - from);
        } else {
            padded.assign(static_cast<std::size_t>(to - from + std::ptrdiff_t{2} * kHalf + 1),
                          0.0F);
            for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, from - kHalf);
                 i < std::min(frames, to + kHalf + 1); ++i)
                padded[static_cast<std::size_t>(i - from + kHalf)] = x[i];
            raise(peak, padded.data() + kHalf, to - from);
        }
        if (peak > floor) {
            own = peak;
            for (auto w = first; w != last; ++w)
                *w = std::max(*w, peak);
        }
        if (t % 16 == 0)
            progress.at(static_cast<double>(t) / static_cast<double>(tenths));
    }
    series.truePeak = *std::max_element(series.tenths.begin(), series.tenths.end());
    return series;
}

} // namespace kilter
