// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/fir_kernel.h"

#include "core/chain/real_transform.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kilter {

namespace {

// Partitions of a kernel. A linear-phase one has its middle at the start of the 16th, which makes
// its latency 16 with the convolver's own: 0.35 s to each side resolve a bell of Q 4 at 30 Hz.
constexpr int kPartitions = 30;
constexpr int kMiddle = kPartitions / 2;
constexpr Seconds kShortestPartition{0.020}; // kernels are cross-faded over one

// The grid on which a curve is sampled, against the kernel's length: fine enough that neither the
// impulse response nor the cepstrum folds over.
constexpr int kOversampling = 4;

constexpr double kFloor = 1e-20; // power: -200 dB stand for a notch's zero

int powerOfTwoFrom(std::int64_t least) {
    int n = 1;
    while (n < least)
        n *= 2;
    return n;
}

std::vector<double> sampled(const PowerCurve& curve, SampleRate rate, int size) {
    std::vector<double> power(static_cast<std::size_t>(size / 2 + 1));
    for (std::size_t k = 0; k < power.size(); ++k)
        power[k] = std::max(0.0, curve({static_cast<double>(k) * rate.hz / size}));
    return power;
}

// Half a raised cosine over the last third on each side: the middle, where the resonances live, is
// left alone.
double linearWindow(double distance, double half) {
    constexpr double flat = 2.0 / 3.0;
    const double t = (distance / half - flat) / (1.0 - flat);
    if (t <= 0.0)
        return 1.0;
    return t < 1.0 ? 0.5 + 0.5 * std::cos(std::numbers::pi * t) : 0.0;
}

std::vector<double> linearPhase(const PowerCurve& curve, SampleRate rate,
                                const KernelLayout& layout) {
    const int size = powerOfTwoFrom(static_cast<std::int64_t>(kOversampling) * layout.taps());
    RealTransform fft(size);
    const std::vector<double> power = sampled(curve, rate, size);
    for (std::size_t k = 0; k < power.size(); ++k) {
        fft.real()[k] = std::sqrt(power[k]);
        fft.imaginary()[k] = 0.0;
    }
    fft.inverse();
    const int middle = kMiddle * layout.partition;
    std::vector<double> h(static_cast<std::size_t>(layout.taps()));
    for (int i = 0; i < layout.taps(); ++i) {
        const int distance = std::abs(i - middle);
        h[static_cast<std::size_t>(i)] =
            fft.time()[distance] / size * linearWindow(distance, middle);
    }
    return h;
}

// By the cepstrum, folded onto its causal half: A. V. Oppenheim and R. W. Schafer, "Discrete-time
// signal processing", section on minimum phase and the cepstrum.
std::vector<double> minimumPhase(const PowerCurve& curve, SampleRate rate,
                                 const KernelLayout& layout) {
    const int size = powerOfTwoFrom(static_cast<std::int64_t>(kOversampling) * layout.taps());
    RealTransform fft(size);
    const std::vector<double> power = sampled(curve, rate, size);
    for (std::size_t k = 0; k < power.size(); ++k) {
        fft.real()[k] = 0.5 * std::log(std::max(kFloor, power[k])) / size;
        fft.imaginary()[k] = 0.0;
    }
    fft.inverse();
    for (int i = 1; i < size / 2; ++i) {
        fft.time()[i] *= 2.0;
        fft.time()[size - i] = 0.0;
    }
    fft.forward();
    for (std::size_t k = 0; k < power.size(); ++k) {
        const double magnitude = std::exp(fft.real()[k]) / size;
        const double phase = fft.imaginary()[k];
        fft.real()[k] = magnitude * std::cos(phase);
        fft.imaginary()[k] = magnitude * std::sin(phase);
    }
    fft.inverse();
    std::vector<double> h(static_cast<std::size_t>(layout.taps()));
    for (int i = 0; i < layout.taps(); ++i)
        h[static_cast<std::size_t>(i)] = fft.time()[i] * linearWindow(i, layout.taps());
    return h;
}

std::vector<double> impulseResponse(KernelPhase phase, const PowerCurve& curve, SampleRate rate,
                                    const KernelLayout& layout) {
    return phase == KernelPhase::Linear ? linearPhase(curve, rate, layout)
                                        : minimumPhase(curve, rate, layout);
}

std::vector<double> partitionSpectra(const std::vector<double>& h, const KernelLayout& layout) {
    const auto B = static_cast<std::size_t>(layout.partition);
    const auto bins = static_cast<std::size_t>(layout.bins());
    const auto partitions = static_cast<std::size_t>(layout.partitions);
    RealTransform fft(2 * layout.partition);
    const double scale = 0.5 / layout.partition;
    std::vector<double> spectra(partitions * 2 * bins);
    for (std::size_t p = 0; p < partitions; ++p) {
        for (std::size_t i = 0; i < B; ++i) {
            fft.time()[i] = scale * h[p * B + i];
            fft.time()[B + i] = 0.0;
        }
        fft.forward();
        std::copy_n(fft.real(), bins, spectra.data() + p * 2 * bins);
        std::copy_n(fft.imaginary(), bins, spectra.data() + (p * 2 + 1) * bins);
    }
    return spectra;
}

} // namespace

KernelLayout::KernelLayout(SampleRate rate)
    : partition(powerOfTwoFrom((kShortestPartition * rate).count))
    , partitions(kPartitions) {}

FirKernel::FirKernel(SampleRate rate, KernelPhase phase, const PowerCurve& both)
    : rate_(rate)
    , phase_(phase)
    , layout_(rate)
    , direct_(impulseResponse(phase, both, rate, layout_))
    , directSpectra_(partitionSpectra(direct_, layout_)) {}

// left = mid + side and right = mid - side, with mid = (left + right) / 2.
FirKernel::FirKernel(SampleRate rate, KernelPhase phase, const PowerCurve& mid,
                     const PowerCurve& side)
    : rate_(rate)
    , phase_(phase)
    , layout_(rate)
    , direct_(impulseResponse(phase, mid, rate, layout_))
    , cross_(impulseResponse(phase, side, rate, layout_)) {
    for (std::size_t i = 0; i < direct_.size(); ++i) {
        const double m = direct_[i];
        const double s = cross_[i];
        direct_[i] = 0.5 * (m + s);
        cross_[i] = 0.5 * (m - s);
    }
    directSpectra_ = partitionSpectra(direct_, layout_);
    crossSpectra_ = partitionSpectra(cross_, layout_);
}

Frames FirKernel::latency() const {
    return {static_cast<std::int64_t>(layout_.partition) *
            (phase_ == KernelPhase::Linear ? 1 + kMiddle : 1)};
}

FirKernel::Spectrum FirKernel::spectrum(const std::vector<double>& spectra, int p) const {
    const auto bins = static_cast<std::size_t>(layout_.bins());
    const double* real = spectra.data() + static_cast<std::size_t>(p) * 2 * bins;
    return {real, real + bins};
}

PowerCurve powerCurve(std::span<const PlacedShape> shapes, Placement midOrSide) {
    std::vector<FilterShape> mine;
    for (const PlacedShape& s : shapes)
        if (s.placement == Placement::Stereo || s.placement == midOrSide)
            mine.push_back(s.shape);
    return [mine](Hertz f) {
        double h = 1.0;
        for (const FilterShape& s : mine)
            h *= powerResponse(s, f);
        return h;
    };
}

PowerCurve powerCurve(const std::array<Decibels, kCells>& gains) {
    return [gains](Hertz f) {
        const double cell =
            f.value > 0.0 ? 24.0 * std::log2(f.value / 1000.0) + kCellBelow1k - 0.5 : 0.0;
        const double at = std::clamp(cell, 0.0, kCells - 1.0);
        const auto i = static_cast<std::size_t>(std::min(at, kCells - 2.0));
        return power(gains[i] + (gains[i + 1] - gains[i]) * (at - static_cast<double>(i)));
    };
}

FirKernel kernelOf(std::span<const PlacedShape> shapes, KernelPhase phase, SampleRate rate) {
    const PowerCurve mid = powerCurve(shapes, Placement::Mid);
    if (std::all_of(shapes.begin(), shapes.end(),
                    [](const PlacedShape& s) { return s.placement == Placement::Stereo; }))
        return FirKernel(rate, phase, mid);
    return FirKernel(rate, phase, mid, powerCurve(shapes, Placement::Side));
}

} // namespace kilter
