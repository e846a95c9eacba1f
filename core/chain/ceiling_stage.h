// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/chain/brick_wall.h"
#include "core/chain/history.h"
#include "core/chain/peak_gain.h"

#include <algorithm>
#include <array>
#include <vector>

namespace kilter {

/// Measures two channels with a `Detector` and holds them under a ceiling by a BrickWall each.
template <class Detector>
class CeilingStage {
  public:
    CeilingStage(Detector detector, int lookAhead, int hop)
        : detector_(std::move(detector))
        , lookAhead_(lookAhead)
        , hop_(hop)
        , peak_(static_cast<std::size_t>(hop))
        , channels_{Channel(lookAhead, hop), Channel(lookAhead, hop)} {}

    /// Frames between what goes in and what comes out.
    [[nodiscard]] int latency() const { return Detector::kAfter + lookAhead_; }

    /// Where the next hop of a channel goes before `process`.
    [[nodiscard]] float* input(std::size_t channel) { return channels_[channel].signal.advance(); }

    /// `link`, 0..1: how much of the other channel's need each one takes over.
    void process(float ceiling, float link) noexcept {
        for (Channel& c : channels_) {
            detector_.process(c.signal.now() - Detector::kAfter, hop_, ceiling, peak_.data());
            reductionAsked(peak_.data(), c.peakBefore, ceiling, hop_, c.needed.data());
        }
        float* left = channels_[0].needed.data();
        float* right = channels_[1].needed.data();
#pragma omp simd
        for (int n = 0; n < hop_; ++n) {
            const float linked = link * std::max(left[n], right[n]);
            left[n] = std::max(left[n], linked);
            right[n] = std::max(right[n], linked);
        }
        for (Channel& c : channels_)
            c.reduces = c.wall.process(c.needed.data(), c.reduction.data());
    }

    /// After `process`: the delayed hop, with its gain applied. [hop]
    void output(std::size_t channel, float* out) noexcept {
        Channel& c = channels_[channel];
        const float* x = c.signal.now() - latency();
        if (!c.reduces) {
            std::copy(x, x + hop_, out);
            return;
        }
        const float* reduction = c.reduction.data();
#pragma omp simd
        for (int n = 0; n < hop_; ++n)
            out[n] = x[n] * gainOf(reduction[n]);
    }

    /// Of that hop, in dB. [hop]
    [[nodiscard]] const float* reduction(std::size_t channel) const {
        return channels_[channel].reduction.data();
    }

    /// Whether that hop loses anything on its way, or may.
    [[nodiscard]] bool works() const {
        return channels_[0].reduces || channels_[1].reduces;
    }

    void reset() noexcept {
        for (Channel& c : channels_) {
            c.signal.reset();
            c.wall.reset();
            c.peakBefore = 0.0F;
        }
    }

  private:
    struct Channel {
        Channel(int lookAhead, int hop)
            : signal(
                  std::max(Detector::kAfter + Detector::kBefore + 2, Detector::kAfter + lookAhead),
                  hop)
            , wall(lookAhead, hop)
            , needed(static_cast<std::size_t>(hop))
            , reduction(static_cast<std::size_t>(hop)) {}
        History<float> signal;
        BrickWall wall;
        std::vector<float> needed, reduction;
        float peakBefore = 0.0F;
        bool reduces = false;
    };

    Detector detector_;
    int lookAhead_, hop_;
    std::vector<float> peak_;
    std::array<Channel, 2> channels_;
};

} // namespace kilter
