// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"
#include "core/chain/compressor/settings.h"
#include "core/chain/compressor/spec.h"

namespace kilter {

/// `spec` (valid) at `rate`. A make-up that is to be found is 0 dB here.
/// Thread: any but audio. Cost: < 1 ms.
[[nodiscard]] CompressorSettings designCompressor(const CompressorSpec& spec, SampleRate rate);

/// What is taken from a steady level, without make-up; also what the window draws.
[[nodiscard]] CompressorCurve compressorCurve(const CompressorSpec& spec);

} // namespace kilter
