// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/oversample.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kilter {

/// The largest magnitude that a signal reaches between each two samples.
///
/// Coarse to fine: intervals whose samples are under half the ceiling are taken as their sample;
/// the others are looked at in 4 phases of `CoarseTaps`; and the peaks of what comes near the
/// ceiling at 3 of 8 phases of `FineTaps`, through which a parabola is laid. Only the intervals
/// that hold a local maximum are exact then, which is all that a sliding maximum needs.
template <int CoarseTaps, int FineTaps>
class PeakDetector {
  public:
    using Coarse = SincBank<4, CoarseTaps>;
    using Fine = SincBank<8, FineTaps>;
    static constexpr int kBefore = FineTaps / 2; ///< samples read before the first
    static constexpr int kAfter = FineTaps / 2;  ///< samples read after the last

    PeakDetector(double coarseBeta, double fineBeta, int hop)
        : coarse_(coarseBeta)
        , fine_(fineBeta)
        , phase_(static_cast<std::size_t>(hop)) {}

    /// peak[n] = max |x(t)|, t in [n, n + 1), for n in [0, hop); the hop is a multiple of kGroup.
    /// `ceiling` > 0 decides where it looks closely.
    void process(const float* x, int hop, float ceiling, float* peak) {
        const float look = kLook * ceiling;
        const float lookClosely = kLookClosely * ceiling;
        bool close = false;
        for (int n = 0; n < hop; n += kGroup) {
            float loudest = 0.0F;
#pragma omp simd reduction(max : loudest)
            for (int i = n - 1; i < n + kGroup + 2; ++i)
                loudest = std::max(loudest, std::abs(x[i]));
            if (loudest >= look) {
                close |= coarseGroup(x + n, peak + n, phase_.data() + n) >= lookClosely;
            } else {
                for (int i = n; i < n + kGroup; ++i)
                    peak[i] = std::abs(x[i]);
            }
        }
        if (!close)
            return;
        float before = 0.0F;
        for (int n = 0; n < hop; ++n) {
            const float here = peak[n];
            if (here >= lookClosely && here >= before &&
                here >= (n + 1 < hop ? peak[n + 1] : std::abs(x[n + 1])))
                peak[n] = std::max(here, fineAt(x + n, 2 * phase_[static_cast<std::size_t>(n)]));
            before = here;
        }
    }

    static constexpr int kGroup = 8;

  private:
    static constexpr float kLook = 0.5F;
    static constexpr float kLookClosely = 0.85F;

    /// kGroup intervals in 4 phases; `phase` is where the maximum lies. The largest of them.
    float coarseGroup(const float* x, float* peak, int* phase) const {
        alignas(32) float a1[kGroup] = {}, a2[kGroup] = {}, a3[kGroup] = {};
        const float* h1 = coarse_.kernel(1).data();
        const float* h2 = coarse_.kernel(2).data();
        const float* h3 = coarse_.kernel(3).data();
        const float* from = x - Coarse::kBefore;
        for (int k = 0; k < CoarseTaps; ++k) {
            const float c1 = h1[k], c2 = h2[k], c3 = h3[k];
#pragma omp simd
            for (int i = 0; i < kGroup; ++i) {
                const float v = from[k + i];
                a1[i] += c1 * v;
                a2[i] += c2 * v;
                a3[i] += c3 * v;
            }
        }
#pragma omp simd
        for (int i = 0; i < kGroup; ++i) {
            const float p0 = std::abs(x[i]), p1 = std::abs(a1[i]);
            const float p2 = std::abs(a2[i]), p3 = std::abs(a3[i]);
            const float p = std::max(std::max(p0, p1), std::max(p2, p3));
            peak[i] = p;
            phase[i] = p == p0 ? 0 : p == p1 ? 1 : p == p2 ? 2 : 3;
        }
        float loudest = 0.0F;
#pragma omp simd reduction(max : loudest)
        for (int i = 0; i < kGroup; ++i)
            loudest = std::max(loudest, peak[i]);
        return loudest;
    }

    /// The signal around phase `p` of 8, through a parabola.
    [[nodiscard]] float fineAt(const float* x, int p) const {
        const float y0 = std::abs(p > 0 ? fine_.at(x, p - 1) : fine_.at(x - 1, 7));
        const float y1 = std::abs(fine_.at(x, p));
        const float y2 = std::abs(fine_.at(x, p + 1));
        const float bend = 2.0F * y1 - y0 - y2;
        const float top = std::max(y1, std::max(y0, y2));
        if (bend <= 0.0F || top > y1)
            return top;
        const float slope = y2 - y0;
        return y1 + slope * slope / (8.0F * bend);
    }

    Coarse coarse_;
    Fine fine_;
    std::vector<int> phase_;
};

} // namespace kilter
