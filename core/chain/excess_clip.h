// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/oversample.h"

#include <array>
#include <vector>

namespace kilter {

/// A soft clip, oversampled four times, of marked samples only.
///
/// It works on the difference between the clipped signal and the signal: only that is decimated,
/// and added to a signal that is otherwise left bit for bit.
class ExcessClip {
  public:
    static constexpr int kBefore = 24;  ///< samples read before the first of a hop
    static constexpr int kAfter = 24;   ///< samples read after the last
    static constexpr int kLatency = 23; ///< frames

    /// `lead`: how many samples before the stream's first it is given to begin with. It waits until
    /// nothing that it adds falls before the first.
    ExcessClip(int lead, int hop);

    /// Of an excess of e dB it shaves e (1 - exp(-e / knee)): at first gently, in the end all.
    void setKnee(double knee) { knee_ = static_cast<float>(knee); }

    /// `out`[n], n in [0, hop): the clipped signal kLatency samples before x[n].
    /// `excess`[n] > 0 marks sample n, and is read up to [hop]; `threshold` is the level, full
    /// scale = 1, from which the knee begins. `shaved`[n]: the largest shave in [n, n + 1), dB.
    void process(const float* x, const float* excess, const float* threshold, float* out,
                 float* shaved);
    void reset();
    /// Nothing that it shaved is still to come out.
    [[nodiscard]] bool rests() const { return !anyPending_; }

  private:
    static constexpr int kPhases = 4;
    static constexpr int kReach = kLatency; ///< of the decimator, to either side
    static constexpr int kWidth = 48;       ///< its taps, padded

    bool interval(const float* x, float threshold, float* difference, float* shaved) const;

    SincBank<kPhases, 48> interpolator_{7.5};
    /// [phase][k]: how much of a difference at n + phase/4 falls on sample n - kReach + k.
    std::array<std::array<float, kWidth>, kPhases> decimator_{};
    float knee_ = 1.0F;
    int hop_;
    int wait_, waited_ = 0;      ///< samples at the start
    std::vector<float> pending_; ///< [hop + kWidth): differences of samples from -kReach on
    bool anyPending_ = false;
};

} // namespace kilter
