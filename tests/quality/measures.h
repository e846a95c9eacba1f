// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"
#include "core/base/units.h"

#include <vector>

/// What a limiter did to a signal, in figures. All buffers are stereo; where two are compared they
/// are of equal length and aligned.
namespace kilter::quality {

/// What is left of `output`, in dB re `output`, when the tones have been taken out of it by least
/// squares (amplitude and phase of each, per channel). The frames [from, to).
[[nodiscard]] Decibels residualWithoutTones(const AudioBuffer& output, SampleRate rate,
                                            const std::vector<Hertz>& tones, Frames from,
                                            Frames to);

/// Energy outside [low, high], in dB re all of it, under a Hann window over [from, to).
[[nodiscard]] Decibels energyOutside(const AudioBuffer& output, SampleRate rate, Hertz low,
                                     Hertz high, Frames from, Frames to);

/// `input` delayed by the fraction of a sample (to 1/32, within one sample) that aligns it best
/// with `output`: some oversampling limiters are late by no whole number.
[[nodiscard]] AudioBuffer fractionallyAligned(const AudioBuffer& input, const AudioBuffer& output);

/// The factor on `input` that comes nearest to `output`: least squares over both channels.
[[nodiscard]] double bestGain(const AudioBuffer& input, const AudioBuffer& output);

/// Output minus the best-gain-scaled input, in dB re output, over [from, end).
[[nodiscard]] Decibels nullResidual(const AudioBuffer& input, const AudioBuffer& output,
                                    Frames from = {});

/// RMS over frames and third-octave bands of the dB difference between output and best-gain-scaled
/// input: 4096-sample Hann frames, half overlapping; without the band-frames that lie more than
/// 60 dB below the loudest.
[[nodiscard]] Decibels spectralDistance(const AudioBuffer& input, const AudioBuffer& output,
                                        SampleRate rate);

/// Share (0..1) of the frames of about 46 ms in which the error (as for nullResidual) exceeds the
/// input's masking threshold in any third of an octave. The threshold: excitation spread over
/// critical bands and lowered by the masking index as in ITU-R BS.1387-1, annex 2, sections 2.1.7
/// to 2.1.9 and 4.2 (without its smearing in time), full scale at 92 dB SPL.
[[nodiscard]] double noiseOverMask(const AudioBuffer& input, const AudioBuffer& output,
                                   SampleRate rate);

struct Loudness {
    Lufs integrated;
    Decibels range; ///< LRA
};
/// By libebur128.
[[nodiscard]] Loudness loudness(const AudioBuffer& audio, SampleRate rate);

/// The same signal on three rulers, in dBTP.
struct TruePeaks {
    Decibels kilter; ///< core/analysis/true_peak
    Decibels ebur128;
    Decibels soxr; ///< 8 times, very high quality

    [[nodiscard]] Decibels highest() const;
};
[[nodiscard]] TruePeaks truePeaks(const AudioBuffer& audio, SampleRate rate);

/// A fourth, slow and fine: 32 phases of 128 taps and a parabola; what the static trim is set by.
[[nodiscard]] Decibels finestTruePeak(const AudioBuffer& audio);

struct Reduction {
    Decibels mean, largest;
};
/// From the levels of 1 ms blocks (those within 40 dB of the loudest) before and after.
[[nodiscard]] Reduction gainReduction(const AudioBuffer& input, const AudioBuffer& output,
                                      SampleRate rate, Decibels drive);

/// How many frames `output` lags behind `input`, by the peak of their cross-correlation over the
/// first `span` frames.
[[nodiscard]] Frames lag(const AudioBuffer& input, const AudioBuffer& output, Frames span);

} // namespace kilter::quality
