// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/fir_convolver.h"

#include "core/chain/real_transform.h"
#include "core/chain/transition.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>
#include <vector>

namespace kilter {

namespace {

// sum += a b, over a spectrum.
void multiplyAdd(double* __restrict sumReal, double* __restrict sumImaginary, FirKernel::Spectrum a,
                 FirKernel::Spectrum b, int bins) noexcept {
#pragma omp simd
    for (int k = 0; k < bins; ++k) {
        sumReal[k] += a.real[k] * b.real[k] - a.imaginary[k] * b.imaginary[k];
        sumImaginary[k] += a.real[k] * b.imaginary[k] + a.imaginary[k] * b.real[k];
    }
}

} // namespace

// Overlap-save: each partition's transform spans it and the one before. The spectra of the past
// are kept in a ring; a kernel's partition p meets the spectrum of p partitions ago.
struct FirConvolver::Engine {
    explicit Engine(SampleRate rate_)
        : rate(rate_)
        , layout(rate_)
        , fft(2 * layout.partition)
        , weights(smoothTransition(layout.partition)) {
        const auto B = static_cast<std::size_t>(layout.partition);
        const auto bins = static_cast<std::size_t>(layout.bins());
        for (Channel& c : channels) {
            c.input.resize(2 * B);
            c.output.resize(B);
            c.past.resize(static_cast<std::size_t>(layout.partitions) * 2 * bins);
        }
        faded.resize(B);
    }

    struct Channel {
        std::vector<double> input;  // the partition before, and the one that comes in
        std::vector<double> output; // the partition that goes out
        std::vector<double> past;   // ring of spectra: real parts, imaginary parts
    };

    [[nodiscard]] FirKernel::Spectrum past(const Channel& c, int partitionsAgo) const {
        const auto bins = static_cast<std::size_t>(layout.bins());
        const int slot = (newest - partitionsAgo + layout.partitions) % layout.partitions;
        const double* real = c.past.data() + static_cast<std::size_t>(slot) * 2 * bins;
        return {real, real + bins};
    }

    void remember(Channel& c) noexcept {
        const auto bins = static_cast<std::size_t>(layout.bins());
        const auto B = static_cast<std::size_t>(layout.partition);
        std::copy_n(c.input.data(), 2 * B, fft.time());
        fft.forward();
        double* real = c.past.data() + static_cast<std::size_t>(newest) * 2 * bins;
        std::copy_n(fft.real(), bins, real);
        std::copy_n(fft.imaginary(), bins, real + bins);
        std::copy_n(c.input.data() + B, B, c.input.data());
    }

    void convolve(const FirKernel& h, int channel, std::vector<double>& out) noexcept {
        const Channel& same = channels[static_cast<std::size_t>(channel)];
        const Channel& other = channels[static_cast<std::size_t>(1 - channel)];
        std::fill_n(fft.real(), layout.bins(), 0.0);
        std::fill_n(fft.imaginary(), layout.bins(), 0.0);
        for (int p = 0; p < heard; ++p) {
            multiplyAdd(fft.real(), fft.imaginary(), h.directSpectrum(p), past(same, p),
                        layout.bins());
            if (h.crosses())
                multiplyAdd(fft.real(), fft.imaginary(), h.crossSpectrum(p), past(other, p),
                            layout.bins());
        }
        fft.inverse();
        const auto B = static_cast<std::size_t>(layout.partition);
        std::copy_n(fft.time() + B, B, out.data());
    }

    void turnOver() noexcept {
        newest = (newest + 1) % layout.partitions;
        heard = std::min(heard + 1, layout.partitions);
        for (Channel& c : channels)
            remember(c);
        for (int channel = 0; channel < 2; ++channel) {
            std::vector<double>& out = channels[static_cast<std::size_t>(channel)].output;
            convolve(*kernel, channel, out);
            if (next) {
                convolve(*next, channel, faded);
                for (std::size_t i = 0; i < out.size(); ++i)
                    out[i] += weights[i] * (faded[i] - out[i]);
            }
        }
        if (next)
            kernel = std::exchange(next, nullptr);
        position = 0;
    }

    SampleRate rate;
    KernelLayout layout;
    RealTransform fft;
    std::vector<double> weights;
    std::array<Channel, 2> channels;
    std::vector<double> faded;
    const FirKernel* kernel = nullptr;
    const FirKernel* next = nullptr;
    int position = 0; // within the partition
    int newest = 0;   // slot of the ring
    int heard = 0;    // partitions in the ring since the reset
};

FirConvolver::FirConvolver(SampleRate rate)
    : engine_(std::make_unique<Engine>(rate)) {}

FirConvolver::~FirConvolver() = default;
FirConvolver::FirConvolver(FirConvolver&&) noexcept = default;
FirConvolver& FirConvolver::operator=(FirConvolver&&) noexcept = default;

void FirConvolver::reset(const FirKernel& kernel) noexcept {
    assert(kernel.rate() == engine_->rate);
    for (Engine::Channel& c : engine_->channels) {
        std::fill(c.input.begin(), c.input.end(), 0.0);
        std::fill(c.output.begin(), c.output.end(), 0.0);
    }
    engine_->kernel = &kernel;
    engine_->next = nullptr;
    engine_->position = 0;
    engine_->heard = 0;
}

void FirConvolver::set(Realtime&, const FirKernel& kernel) noexcept {
    assert(kernel.rate() == engine_->rate);
    engine_->next = &kernel == engine_->kernel ? nullptr : &kernel;
}

void FirConvolver::process(Realtime&, StereoBlock block) noexcept {
    Engine& e = *engine_;
    assert(e.kernel);
    const int B = e.layout.partition;
    for (int done = 0; done < block.frames;) {
        const int n = std::min(B - e.position, block.frames - done);
        float* samples[2] = {block.left + done, block.right + done};
        for (std::size_t channel = 0; channel < 2; ++channel) {
            double* in = e.channels[channel].input.data() + B + e.position;
            const double* out = e.channels[channel].output.data() + e.position;
            for (int i = 0; i < n; ++i) {
                in[i] = samples[channel][i];
                samples[channel][i] = static_cast<float>(out[i]);
            }
        }
        done += n;
        e.position += n;
        if (e.position == B)
            e.turnOver();
    }
}

bool FirConvolver::uses(const FirKernel& kernel) const noexcept {
    return engine_->kernel == &kernel || engine_->next == &kernel;
}

} // namespace kilter
