// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/quality/fourier.h"

#include "core/base/fftw_planner.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace kilter::quality {

PowerSpectrum::PowerSpectrum(int frame)
    : window_(static_cast<std::size_t>(frame))
    , in_(window_.size())
    , out_(2 * (window_.size() / 2 + 1))
    , power_(window_.size() / 2 + 1)
    , plan_(fftw_plan_dft_r2c_1d(frame, in_.data(), reinterpret_cast<fftw_complex*>(out_.data()),
                                 FFTW_ESTIMATE)) {
    double energy = 0.0;
    for (std::size_t n = 0; n < window_.size(); ++n) {
        window_[n] = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n) / frame);
        energy += window_[n] * window_[n];
    }
    // A sine's two lines: sum of |X|^2 on one side is energy * frame / 4.
    const double norm = std::sqrt(4.0 / (energy * frame));
    for (double& w : window_)
        w *= norm;
}

const std::vector<double>& PowerSpectrum::of(std::span<const float> x) {
    for (std::size_t n = 0; n < window_.size(); ++n)
        in_[n] = window_[n] * static_cast<double>(x[n]);
    fftw_execute(plan_.get());
    for (std::size_t k = 0; k < power_.size(); ++k)
        power_[k] = out_[2 * k] * out_[2 * k] + out_[2 * k + 1] * out_[2 * k + 1];
    return power_;
}

long crossCorrelationPeak(std::span<const float> a, std::span<const float> b) {
    const std::size_t n = 2 * std::max(a.size(), b.size());
    using Complex = std::complex<double>;
    std::vector<double> x(n), y(n);
    std::copy(a.begin(), a.end(), x.begin());
    std::copy(b.begin(), b.end(), y.begin());
    std::vector<Complex> fx(n / 2 + 1), fy(n / 2 + 1);
    const auto forward = [&](std::vector<double>& in, std::vector<Complex>& out) {
        fftw_plan p =
            fftw_plan_dft_r2c_1d(static_cast<int>(n), in.data(),
                                 reinterpret_cast<fftw_complex*>(out.data()), FFTW_ESTIMATE);
        fftw_execute(p);
        fftw_destroy_plan(p);
    };
    forward(x, fx);
    forward(y, fy);
    for (std::size_t k = 0; k < fx.size(); ++k)
        fx[k] = std::conj(fx[k]) * fy[k];
    fftw_plan p = fftw_plan_dft_c2r_1d(
        static_cast<int>(n), reinterpret_cast<fftw_complex*>(fx.data()), x.data(), FFTW_ESTIMATE);
    fftw_execute(p);
    fftw_destroy_plan(p);
    const auto peak = std::max_element(x.begin(), x.end()) - x.begin();
    return peak < static_cast<long>(n / 2) ? peak : peak - static_cast<long>(n);
}

} // namespace kilter::quality
