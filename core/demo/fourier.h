// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <vector>

namespace kilter::demo {

/// In-place discrete Fourier transform of a power of two of complex values (radix 2, decimation in
/// time). Real and imaginary parts lie apart because GCC 12 fuses multiplications and additions of
/// interleaved ones, -ffp-contract=off or not, where the processor can.
void transform(std::span<double> re, std::span<double> im);

/// Mean power of left and right together in the bins 0 .. size/2 of Hann-windowed frames, half
/// overlapping (Welch). `size` is a power of two; zero when there is no whole frame.
[[nodiscard]] std::vector<double> meanSpectrum(std::span<const float> left,
                                               std::span<const float> right, std::size_t size);

} // namespace kilter::demo
