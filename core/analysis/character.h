// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/spectrogram.h"
#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/base/units.h"

#include <optional>
#include <string>

namespace kilter {

/// A figure that may be wrong, and how far it can be trusted, 0..1.
template <class T>
struct Estimate {
    T value{};
    double confidence = 0.0;
};

/// Under this confidence an estimate is nothing to judge by, or to tell.
inline constexpr double kSureEstimate = 0.5;

/// A key: tonic 0 (C) to 11 (B).
struct Key {
    int tonic = 0;
    bool minor = false;

    friend bool operator==(Key, Key) = default;
};

/// "A minor", "F# major".
[[nodiscard]] std::string nameOf(Key key);

/// What kind of music it is, well enough to tell that a reference is of another kind. Empty where
/// nothing can be said (silence, a few seconds, no onsets).
struct Character {
    std::optional<Estimate<double>> tempo;        ///< beats a minute, 60..200
    std::optional<Estimate<double>> onsetDensity; ///< onsets a second
    /// How strongly all bands rise together at the strongest moments, 0..1 for 0 to 10 dB. With
    /// drums 0.25 at least, even under dense guitars; sustained tones stay under 0.15.
    std::optional<Estimate<double>> percussiveness;
    std::optional<Estimate<Key>> key;
};

/// Of the section, at most its first 60 s. `audio` has two channels and `spectrogram` is its own.
/// Any thread.
[[nodiscard]] Character characterOf(const AudioBuffer& audio, SampleRate rate,
                                    const Spectrogram& spectrogram, Section section,
                                    const Progress& progress = {});

} // namespace kilter
