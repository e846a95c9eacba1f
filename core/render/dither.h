// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"

#include <cstdint>
#include <string_view>

namespace kilter {

enum class DitherKind { None, Tpdf, Shaped };

/// Stable names: "none", "tpdf", "shaped".
[[nodiscard]] std::string_view nameOf(DitherKind kind);

struct DitherOutcome {
    DitherKind applied{}; ///< Tpdf where Shaped was asked for at another rate than 44.1 or 48 kHz
    std::int64_t clipped = 0; ///< samples that were held at full scale
};

/// Quantises in place to steps of 2^(1-bits), bits 16 or 24: every sample becomes k * 2^(1-bits),
/// -2^(bits-1) <= k < 2^(bits-1), exactly.
///
/// None rounds to the nearest step. Tpdf adds triangular noise of +-1 step, independent in each
/// channel, which makes mean and variance of the error independent of the signal (Lipshitz,
/// Wannamaker, Vanderkooy, JAES 40 (1992) 355). Shaped feeds the error back through the nine-tap
/// modified-E-weighted filter of Wannamaker, JAES 40 (1992) 611: the noise leaves 2-5 kHz for the
/// highest octave. It is meant for 16 bits, and made for 44.1 and 48 kHz alone.
///
/// The noise is a function of `seed`, channel and frame alone. dither_test shows the accuracy.
DitherOutcome dither(AudioBuffer& audio, SampleRate rate, int bits, DitherKind kind,
                     std::uint64_t seed);

} // namespace kilter
