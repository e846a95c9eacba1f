// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/filter_shape.h"
#include "core/base/frequency_grid.h"
#include "core/base/units.h"

#include <array>
#include <functional>
#include <span>
#include <vector>

namespace kilter {

enum class KernelPhase { Linear, Minimum };

/// |H(f)|^2 for f in [0, Nyquist], >= 0.
using PowerCurve = std::function<double(Hertz)>;

struct PlacedShape {
    FilterShape shape;
    Placement placement = Placement::Stereo;
};

/// How the kernels of a rate are cut up: the same for all of them, so that a convolver made for the
/// rate takes any.
struct KernelLayout {
    explicit KernelLayout(SampleRate rate);

    int partition;  ///< frames: the power of two that lasts 20 to 40 ms
    int partitions; ///< how many make a kernel
    [[nodiscard]] int taps() const { return partition * partitions; }
    [[nodiscard]] int bins() const { return partition + 1; }
};

/// A long FIR filter for stereo, ready to be convolved with (core/chain/fir_convolver.h).
///
/// Immutable. Made off the audio thread (about 12 ms at 44.1 kHz, equaliser_benchmark); whoever
/// makes it owns it, and frees it when no chain uses it any more (Chain::uses). A moving kernel
/// keeps no address: hold it by pointer.
class FirKernel {
  public:
    /// The same filter for left and right.
    FirKernel(SampleRate rate, KernelPhase phase, const PowerCurve& both);
    /// One filter for the mid, one for the side.
    FirKernel(SampleRate rate, KernelPhase phase, const PowerCurve& mid, const PowerCurve& side);

    FirKernel(const FirKernel&) = delete;
    FirKernel& operator=(const FirKernel&) = delete;

    [[nodiscard]] SampleRate rate() const { return rate_; }
    [[nodiscard]] KernelPhase phase() const { return phase_; }

    /// From a sample going in to its coming out, the convolver's partition included. Linear phase:
    /// 16 partitions (372 ms at 44.1 kHz); minimum phase: one (23 ms). The same for all kernels of
    /// a rate and phase.
    [[nodiscard]] Frames latency() const;

    /// Impulse responses, `KernelLayout::taps()` each: from a channel to itself, and to the other
    /// one (empty unless mid and side differ).
    [[nodiscard]] std::span<const double> direct() const { return direct_; }
    [[nodiscard]] std::span<const double> cross() const { return cross_; }

    /// Spectrum of partition p, `KernelLayout::bins()` long, scaled for an unnormalised inverse
    /// transform.
    struct Spectrum {
        const double* real;
        const double* imaginary;
    };
    [[nodiscard]] Spectrum directSpectrum(int p) const { return spectrum(directSpectra_, p); }
    [[nodiscard]] Spectrum crossSpectrum(int p) const { return spectrum(crossSpectra_, p); }
    [[nodiscard]] bool crosses() const { return !cross_.empty(); }

  private:
    [[nodiscard]] Spectrum spectrum(const std::vector<double>& spectra, int p) const;

    SampleRate rate_;
    KernelPhase phase_;
    KernelLayout layout_;
    std::vector<double> direct_, cross_;
    std::vector<double> directSpectra_, crossSpectra_; ///< per partition: real parts, imaginary
};

/// What all shapes of that placement, and the stereo ones, make together: the mid's (side's) curve.
[[nodiscard]] PowerCurve powerCurve(std::span<const PlacedShape> shapes, Placement midOrSide);

/// A curve given on the 1/24-octave cells: between their centres straight in dB over log f, held
/// beyond the first and the last.
[[nodiscard]] PowerCurve powerCurve(const std::array<Decibels, kCells>& gains);

/// The equaliser's bands as a kernel: mid and side apart only where a shape asks for it.
[[nodiscard]] FirKernel kernelOf(std::span<const PlacedShape> shapes, KernelPhase phase,
                                 SampleRate rate);

} // namespace kilter
