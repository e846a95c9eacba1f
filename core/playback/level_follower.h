// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/level_curve.h"
#include "core/chain/realtime.h"
#include "core/playback/raised_cosine.h"

#include <array>
#include <cstdint>

namespace kilter {

/// Rides the level of what is heard along a curve over the song's time, such as a codec guard's.
/// What is played from a place is `x * run gain * everywhere`, as an offline render has it.
class LevelFollower {
  public:
    static constexpr int kChunk = 256; ///< the most that one block can have

    /// `fade` outlives it.
    explicit LevelFollower(const RaisedCosine& fade)
        : fade_(fade) {}

    /// The curve holds at once.
    void arrive() noexcept { position_ = kArrived; }
    /// Another curve, or another place: from the gain that was heard last to that, faded.
    void bend() noexcept;

    /// The gains of the next frames, which are those from `position` on. `curve` may be null.
    void advance(Realtime&, const LevelCurve* curve, std::int64_t position, int frames) noexcept;
    /// `block` with the gains that advance() found last.
    void apply(StereoBlock block) const noexcept;

  private:
    static constexpr int kArrived = -1;

    const RaisedCosine& fade_;
    std::array<float, kChunk> gains_{};
    float everywhere_ = 1.0F;
    bool neutral_ = true; ///< nothing to do in this block
    float last_ = 1.0F, from_ = 1.0F;
    int position_ = kArrived; ///< in the fade
};

} // namespace kilter
