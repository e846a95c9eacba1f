// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <fftw3.h>

#include <memory>
#include <span>
#include <vector>

namespace kilter::quality {

/// Power spectra of frames under a Hann window, scaled so that a full-scale sine's lines add up
/// to 1.
class PowerSpectrum {
  public:
    explicit PowerSpectrum(int frame);

    /// [bin] of the first `frame` samples of x; frame/2 + 1 of them. Valid until the next call.
    [[nodiscard]] const std::vector<double>& of(std::span<const float> x);

  private:
    struct Destroy {
        void operator()(fftw_plan plan) const { fftw_destroy_plan(plan); }
    };
    std::vector<double> window_, in_, out_, power_;
    std::unique_ptr<fftw_plan_s, Destroy> plan_;
};

/// How many samples b lags behind a where their cross-correlation is largest; |lag| < size/2.
[[nodiscard]] long crossCorrelationPeak(std::span<const float> a, std::span<const float> b);

} // namespace kilter::quality
