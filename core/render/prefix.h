// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/loudness.h"
#include "core/audio/audio_buffer.h"
#include "core/base/progress.h"
#include "core/chain/chain_settings.h"
#include "core/chain/realtime.h"
#include "core/render/compressor_effect.h"
#include "core/render/strictest_peak.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace kilter {

/// What goes into the drive: the mix behind the equaliser and the compressor, and all about it that
/// every drive needs. Every trial of the solver starts from it, so that both run only once.
class Prefix {
  public:
    /// `mix` (two channels, at `rate`) through the equaliser and the compressor of `settings`.
    /// nullopt: cancelled.
    [[nodiscard]] static std::optional<Prefix> of(const AudioBuffer& mix, SampleRate rate,
                                                  const ChainSettings& settings,
                                                  const Progress& progress = {});

    /// Some of it (of the mix's frames), as if nothing came before.
    [[nodiscard]] Prefix part(FrameRange range) const;

    [[nodiscard]] SampleRate rate() const { return rate_; }
    /// The settings that it went through, with the make-up that was found.
    [[nodiscard]] const ChainSettings& settings() const { return settings_; }
    /// Empty: it is off.
    [[nodiscard]] const std::optional<CompressorEffect>& compressor() const { return compressor_; }
    /// As the equaliser gives it, compressed: the mix's first frame is at delay(), and behind its
    /// last the equaliser rings for as long as the limiter looks ahead.
    [[nodiscard]] const AudioBuffer& audio() const { return audio_; }
    [[nodiscard]] Frames delay() const { return delay_; }
    [[nodiscard]] Frames length() const { return length_; } ///< of the mix

    [[nodiscard]] std::optional<Lufs> loudness() const { return loudness_; }
    /// Of every 10 ms of the mix: LoudnessMeter::energies.
    [[nodiscard]] const std::vector<double>& energies() const { return energies_; }
    [[nodiscard]] Decibels samplePeak() const { return samplePeak_; }

    /// Frames in a hop of the limiter, in which levels() counts.
    [[nodiscard]] Frames hop() const { return hop_; }
    /// Of every hop of audio(): what QuietRuler reads there, or more, but on the right side of
    /// quietLevel() of each drive that look() was told.
    [[nodiscard]] const std::vector<float>& levels() const { return levels_; }
    /// The least drive with which the limiter has something to do, within a tenth of a dB or two.
    [[nodiscard]] Decibels freeDrive();
    /// Looks closely wherever that tells whether the limiter rests at `drive`. Before trials with
    /// that drive, and not beside them.
    void look(Decibels drive);
    /// How loud a hop may read so that the limiter rests at `drive`.
    [[nodiscard]] float quietLevel(Decibels drive) const;

    /// Copies `block.frames` frames from `first` on, times `gain` exactly as the drive does it;
    /// silence outside.
    void driven(Frames first, double gain, StereoBlock block) const;

  private:
    Prefix() = default;
    [[nodiscard]] bool measureLoudness(const Progress& progress);
    void boundLevels();
    template <class Read>
    [[nodiscard]] float levelBy(Read&& read, std::size_t hop) const;
    void lookAt(std::size_t hop);

    AudioBuffer audio_;
    SampleRate rate_;
    ChainSettings settings_;
    Frames delay_, length_, hop_;
    std::optional<CompressorEffect> compressor_;
    std::optional<Lufs> loudness_;
    std::vector<double> energies_;
    Decibels samplePeak_{};
    std::vector<float> levels_;
    std::vector<bool> looked_; ///< [hop]: levels_ is exact
};

} // namespace kilter
