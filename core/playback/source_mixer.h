// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/realtime.h"
#include "core/playback/listening.h"
#include "core/playback/raised_cosine.h"

#include <array>

namespace kilter {

/// One lane per thing that can be heard.
inline constexpr int kMixLane = 0;
inline constexpr int kMasterLane = 1;
inline constexpr int kVersionLane = 2; ///< the first of kVersions
inline constexpr int kTakenLane = 4;   ///< the last of them, and the first that is another sound
inline constexpr int kDifferenceLane = 5;
inline constexpr int kReferenceLane = 6; ///< the first of kReferences
inline constexpr int kLanes = kReferenceLane + kReferences;

[[nodiscard]] int laneOf(HeardSource source, int reference) noexcept;
[[nodiscard]] HeardSource sourceOf(int lane) noexcept;

/// Listening in the callback's terms: amplitudes instead of dB.
struct MixerSettings {
    int lane = kMixLane;
    std::array<float, kLanes> gains{};
    std::array<float, 4> matrix{}; ///< to left from left, right; to right from left, right
};
[[nodiscard]] MixerSettings mixerSettings(const Listening& listening);

/// Switches between the lanes by gain only (PlaybackEngine says how), and sets level and image.
class SourceMixer {
  public:
    explicit SourceMixer(SampleRate rate);

    /// The lane to be heard from now on.
    void select(int lane) noexcept;
    void setLevels(const MixerSettings& settings) noexcept;
    /// Ends all fades at once: nobody listens.
    void arrive() noexcept;

    [[nodiscard]] int selected() const noexcept { return target_; }
    /// This lane is part of what is heard now.
    [[nodiscard]] bool sounds(int lane) const noexcept;

    /// `lanes` are read where they sound. `own`: the sum at the lanes' own levels, for the meters;
    /// `heard`: with levels and image.
    void mix(Realtime&, const std::array<StereoBlock, kLanes>& lanes, StereoBlock own,
             StereoBlock heard) noexcept;

  private:
    void mixSteady(const StereoBlock& lane, StereoBlock own, StereoBlock heard) noexcept;
    void mixFading(const std::array<StereoBlock, kLanes>& lanes, StereoBlock own,
                   StereoBlock heard) noexcept;
    void image(StereoBlock heard) noexcept;

    RaisedCosine shape_;
    int target_ = kMixLane;
    std::array<float, kLanes> from_{};    ///< weights where the present fade began
    std::array<float, kLanes> weights_{}; ///< not normalised; they sum to 1
    int position_ = -1;                   ///< in the fade; < 0: none
    std::array<CosineRamp, kLanes> gains_;
    std::array<CosineRamp, 4> matrix_;
};

} // namespace kilter
