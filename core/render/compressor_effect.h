// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/chain/compressor/settings.h"
#include "core/render/render.h"

#include <optional>

namespace kilter {

/// What the compressor did to what came out of the equaliser, measured over the whole of it. What a
/// figure needs and is not there (silence, under 3 s) leaves it empty.
struct CompressorEffect {
    Reduction reduction; ///< the mix counted in, the make-up not
    Decibels makeUp{};   ///< as set, or found
    std::optional<Lufs> loudnessBefore, loudnessAfter;
    std::optional<Decibels> plrBefore, plrAfter;
    std::optional<Decibels> psrBefore, psrAfter; ///< the smallest of each
};

/// `audio` (two channels, of which `length` frames are music) through the compressor, in place; the
/// make-up that keeps the loudness is put into `settings` where it is to be found. nullopt:
/// cancelled. Thread: worker. Cost: the compressor's, and two measurements of loudness and true
/// peak.
[[nodiscard]] std::optional<CompressorEffect> compress(AudioBuffer& audio, Frames length,
                                                       SampleRate rate,
                                                       CompressorSettings& settings,
                                                       const Progress& progress);

} // namespace kilter
