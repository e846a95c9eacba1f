// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/frequency_grid.h"
#include "core/base/progress.h"
#include "core/base/units.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace kilter {

/// A part of a track, [begin, end).
struct Section {
    Seconds begin, end;

    [[nodiscard]] Seconds length() const { return end - begin; }
    friend bool operator==(const Section&, const Section&) = default;
};

/// Power of every frame of a track in 1/24-octave cells. Everything that is asked about spectra,
/// of whichever section, is answered from it without reading the samples again.
///
/// M = (L + R)/2, S = (L - R)/2. Power is mean square of the samples in the cell (a full-scale
/// sine in phase on both sides has mid power 0.5), window-corrected. Cells above Nyquist are 0.
/// Frame f lies at [f hop, f hop + frameLength); both are the same seconds at every rate.
struct Spectrogram {
    Seconds hop{};         ///< between frames, about 93 ms
    Seconds frameLength{}; ///< about 0.37 s (Hann)
    int frames = 0;
    std::vector<float> mid, side;     ///< [frame][cell]
    std::vector<float> cross;         ///< [frame][cell] Re(M S*), of either sign: (L^2 - R^2)/4
    std::vector<float> loudnessPower; ///< [frame] K-weighted power of L plus R (BS.1770, no -0.691)
    /// Mean level of all frames that are not silent in 100 Hz wide slots from 0 Hz to Nyquist, in
    /// dB (a mean of dB: a click among the frames does not hide a codec's cut-off).
    std::vector<float> meanLevel;

    [[nodiscard]] const float* midOf(int frame) const { return row(mid, frame); }
    [[nodiscard]] const float* sideOf(int frame) const { return row(side, frame); }
    [[nodiscard]] const float* crossOf(int frame) const { return row(cross, frame); }

  private:
    [[nodiscard]] static const float* row(const std::vector<float>& plane, int frame) {
        return &plane[static_cast<std::size_t>(frame) * kCells];
    }
};

/// Mean power of the gated frames of a section.
struct Spectrum {
    std::array<double, kCells> mid{}, side{}; ///< mean square in the cell, as in Spectrogram
    std::array<double, kCells> cross{};       ///< Re(M S*)
    double loudnessPower = 0.0;               ///< mean K-weighted power of the same frames
    int frames = 0;                           ///< how many passed the gate; 0: there is none

    /// L^2 + R^2 of cell i.
    [[nodiscard]] double stereo(int i) const {
        return 2.0 * (mid[static_cast<std::size_t>(i)] + side[static_cast<std::size_t>(i)]);
    }
    /// Loudness of exactly the frames that this spectrum is the mean of.
    [[nodiscard]] Lufs loudness() const { return {-0.691 + powerToDecibels(loudnessPower).value}; }
};

/// Welch's method (P. D. Welch, IEEE Trans. AU 15 (1967)): Hann, 75 % overlap, powers. A bin's
/// power is spread evenly over its width, so that the cells' edges are exact. `audio` has two
/// channels. Empty (0 frames) when there is no audio; incomplete when `progress` was cancelled.
/// Any thread. About 1/2000 of the duration on one core (analysis_benchmark).
[[nodiscard]] Spectrogram spectrogramOf(const AudioBuffer& audio, SampleRate rate,
                                        const Progress& progress = {});

/// The frames whose centre lies in the section and whose loudness passes the gate of ITU-R
/// BS.1770-4 (above -70 LUFS, then above -10 LU under the mean of those), taken over the section.
[[nodiscard]] std::vector<int> gatedFrames(const Spectrogram& spectrogram, Section section);
/// Those of several sections, each gated by itself, in the order of time.
[[nodiscard]] std::vector<int> gatedFrames(const Spectrogram& spectrogram,
                                           std::span<const Section> sections);

/// Mean power of the given frames.
[[nodiscard]] Spectrum meanOf(const Spectrogram& spectrogram, std::span<const int> frames);

/// Mean power of the section's gated frames. Microseconds a frame.
[[nodiscard]] Spectrum spectrumOf(const Spectrogram& spectrogram, Section section);

/// All of it.
[[nodiscard]] Section wholeOf(const Spectrogram& spectrogram);

/// The stretch of `length` that is loudest as a whole, its ends moved to where the music itself
/// changes when there is such a place within a few seconds; the whole when that is shorter than
/// 1.25 `length`.
[[nodiscard]] Section loudestSection(const Spectrogram& spectrogram, Seconds length);

/// The loudest section and, beside it in both directions, all other stretches of `length` whose
/// loudness is no more than `within` under its own: what a record sounds like when it is itself.
/// The loudest first. What is left at an end counts from half of `length` on.
[[nodiscard]] std::vector<Section> goodSections(const Spectrogram& spectrogram, Seconds length,
                                                Decibels within);

/// K-weighted levels of all frames in five bands, for recognising the same song.
inline constexpr int kEnvelopeBands = 5;
inline constexpr std::array<Hertz, kEnvelopeBands + 1> kEnvelopeEdges{
    {{60}, {250}, {500}, {2000}, {4000}, {8000}}};

/// [band][frame], dB, floored 60 dB under the band's loudest frame. A millisecond a minute.
[[nodiscard]] std::array<std::vector<float>, kEnvelopeBands>
bandEnvelopes(const Spectrogram& spectrogram);

} // namespace kilter
