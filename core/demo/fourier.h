// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <complex>
#include <span>
#include <vector>

namespace kilter::demo {

/// In-place discrete Fourier transform of a power of two of values (radix 2, decimation in time).
void transform(std::span<std::complex<double>> values);

/// Mean power of left and right together in the bins 0 .. size/2 of Hann-windowed frames, half
/// overlapping (Welch). `size` is a power of two; zero when there is no whole frame.
[[nodiscard]] std::vector<double> meanSpectrum(std::span<const float> left,
                                               std::span<const float> right, std::size_t size);

} // namespace kilter::demo
