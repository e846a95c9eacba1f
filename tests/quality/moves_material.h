// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "core/base/filter_shape.h"
#include "core/base/progress.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What the trials of moves_bench work on, by means that share nothing with what they judge.
namespace kilter::quality {

/// A piece of music with its figures, all of it compared.
struct Piece {
    std::string name;
    Track track;
    Analysis analysis;
};

/// Throws std::runtime_error. At most `longest` from its middle.
[[nodiscard]] Piece readPiece(const std::filesystem::path& path, Seconds longest);

/// All figures of `audio`; the whole of it is compared.
[[nodiscard]] Analysis figuresOf(const AudioBuffer& audio, SampleRate rate);
/// Only what a comparison of spectra asks for, much faster.
[[nodiscard]] Analysis spectrumFiguresOf(const AudioBuffer& audio, SampleRate rate);

/// The analogue filters' magnitude by one FFT over the whole, without phase.
[[nodiscard]] AudioBuffer filtered(const AudioBuffer& audio, SampleRate rate,
                                   const std::vector<FilterShape>& filters);
[[nodiscard]] AudioBuffer gained(const AudioBuffer& audio, Decibels gain);
/// From `from`; before 0 silence is put in front.
[[nodiscard]] AudioBuffer cut(const AudioBuffer& audio, Frames from, Frames length);

/// Through a lossy codec and back by the ffmpeg program; empty when that is not there. `arguments`
/// as for ffmpeg's output: "-c:a libmp3lame -b:a 128k", `suffix` ".mp3".
[[nodiscard]] std::optional<AudioBuffer> coded(const AudioBuffer& audio, SampleRate rate,
                                               const std::string& arguments,
                                               const std::string& suffix);

inline constexpr int kWholeThirds = 27; ///< third-octave bands 40 Hz-16 kHz
/// Level of each over the whole file by Welch's method (16384 samples at 44.1 kHz, no gate), re
/// its integrated loudness (libebur128). Bands that pass half the rate hold nothing.
[[nodiscard]] std::array<double, kWholeThirds> wholeThirds(const AudioBuffer& audio,
                                                           SampleRate rate);
/// RMS of a difference of two of them, without bands in which either has nothing.
[[nodiscard]] double rmsDifference(const std::array<double, kWholeThirds>& a,
                                   const std::array<double, kWholeThirds>& b);

} // namespace kilter::quality
