// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <string>
#include <vector>

/// Made signals that show what a limiter does wrong. All stereo, full scale = 1.
namespace kilter::quality {

/// Steady tones that a limiter should pass as they are, only softer.
struct ToneCase {
    std::string name;
    std::vector<Hertz> tones;
    AudioBuffer audio; ///< true peak = 1
};
/// 50 Hz, 1 kHz, 19 + 20 kHz, 60 Hz + 7 kHz (4:1).
[[nodiscard]] std::vector<ToneCase> toneCases(SampleRate rate);
/// The same at frequencies that share no period with the sample rate.
[[nodiscard]] std::vector<ToneCase> crookedToneCases(SampleRate rate);

struct TortureCase {
    std::string name;
    AudioBuffer audio; ///< sample peak = 1
};
/// fs/4 at 45 degrees, steady and in bursts; clicks; a 997 Hz square; noise; 15 kHz bursts; full
/// scale from the first sample; short runs of alternating samples.
[[nodiscard]] std::vector<TortureCase> tortureCases(SampleRate rate);

/// How one of the extra cases is judged.
enum class Judge {
    Tones,   ///< residual without the tones
    Null,    ///< residual without the input
    Outside, ///< energy outside half to one and a half of the first tone
};
struct ExtraCase {
    std::string name;
    Judge judge;
    std::vector<Hertz> tones;
    Frames from, to; ///< what is judged
    AudioBuffer audio;
};
/// A three-note chord, a decaying 55 Hz, 50 Hz with noise, 1000 + 1006 Hz, onsets of 55, 110, 220
/// Hz.
[[nodiscard]] std::vector<ExtraCase> extraCases(SampleRate rate);

/// Uniform white noise, `peak` its largest sample.
[[nodiscard]] AudioBuffer whiteNoise(Frames length, Decibels peak);

} // namespace kilter::quality
