// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/chain/chain_settings.h"
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

/// What goes into the drive: the mix behind the equaliser and the compressor, tails and all. Every
/// trial of the solver starts from it, so that both run only once.
struct Prefix {
    AudioBuffer audio;
    SampleRate rate;
    ChainSettings passed; ///< the settings asked for, with the make-up that was found
    ChainSettings rest;   ///< what is left to pass: neutral up to the drive
    Frames delay;         ///< the mix's first frame is there
    Frames length;        ///< of the mix
    std::optional<Lufs> undriven;
    std::optional<CompressorEffect> compressor; ///< empty: it is off
};

/// nullopt: cancelled. Thread: worker. Cost: the equaliser's and a loudness measurement; with the
/// compressor two measurements of loudness and true peak more.
[[nodiscard]] std::optional<Prefix> renderPrefix(const AudioBuffer& mix, SampleRate rate,
                                                 const ChainSettings& settings,
                                                 const Progress& progress);

} // namespace kilter
