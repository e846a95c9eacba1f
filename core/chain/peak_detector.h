// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/oversample.h"
#include "core/chain/quarter_phases.h"
#include "core/chain/short_interpolator.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kilter {

inline constexpr double kShortCoarseBeta = 6.0; ///< with 32 coarse taps: the Limiter's own
inline constexpr double kLongCoarseBeta = 7.5;  ///< with 48: StrictDetector

/// The largest magnitude that a signal reaches between each two samples.
///
/// Coarse to fine: intervals whose samples are under half the ceiling are taken as their sample;
/// the others are looked at in 4 phases of `CoarseTaps`; and what is a local maximum there and
/// comes near the ceiling, at 3 of 8 phases of `FineTaps`, through which a parabola is laid. Only
/// the intervals that hold a local maximum are exact then, which is all that a sliding maximum
/// needs. What a ShortInterpolator makes of the samples counts too where it is more: all stages
/// have to agree on the level of a tone, or the last would work on what the first left.
template <int CoarseTaps, int FineTaps>
class PeakDetector {
  public:
    using Coarse = QuarterPhases<CoarseTaps>;
    using Fine = SincBank<8, FineTaps>;
    static constexpr int kBefore = FineTaps / 2; ///< samples read before the first
    static constexpr int kAfter = FineTaps / 2;  ///< samples read after the last
    static constexpr int kGroup = Coarse::kIntervals;

    PeakDetector(double coarseBeta, double fineBeta, SampleRate rate, int hop)
        : coarse_(coarseBeta)
        , fine_(fineBeta)
        , short_(rate)
        , reach_(static_cast<std::size_t>(hop) + kGroup)
        , quarter_(static_cast<std::size_t>(hop))
        , half_(static_cast<std::size_t>(hop))
        , threeQuarters_(static_cast<std::size_t>(hop)) {}

    /// peak[n] = max |x(t)|, t in [n, n + 1), for n in [0, hop); the hop is a multiple of kGroup.
    /// `ceiling` > 0 decides where it looks closely.
    void process(const float* x, int hop, float ceiling, float* peak) {
        const float look = kLook * ceiling;
        const float lookClosely = kLookClosely * ceiling;
        // reach[i] of sample i - 1, as far as the group behind the last. Samples of alternating
        // sign reach far beyond themselves where their phase flips, so steps count like samples.
        float* reach = reach_.data();
#pragma omp simd
        for (int i = 0; i < hop + 3; ++i)
            reach[i] = std::max(std::abs(x[i - 1]), std::abs(x[i - 1] - x[i - 2]));
        float loudest = 0.0F;
        for (int n = 0; n < hop; n += kGroup) {
            float near = 0.0F;
            for (int i = n; i < n + kGroup + 3; ++i)
                near = reach[i] > near ? reach[i] : near;
            float* const to = peak + n;
#pragma omp simd
            for (int i = 0; i < kGroup; ++i)
                to[i] = std::abs(x[n + i]);
            float* const q = quarter_.data() + n;
            float* const h = half_.data() + n;
            float* const t = threeQuarters_.data() + n;
            if (near < look) {
                std::fill(t, t + kGroup, 0.0F);
                continue;
            }
            coarse_.at(x + n, q, h, t);
#pragma omp simd reduction(max : loudest)
            for (int i = 0; i < kGroup; ++i) {
                to[i] = std::max(std::max(to[i], std::abs(q[i])),
                                 std::max(std::abs(h[i]), std::abs(t[i])));
                loudest = std::max(loudest, to[i]);
            }
        }
        if (loudest >= lookClosely)
            lookAtMaxima(x, hop, lookClosely, peak);
    }

    /// The magnitude around phase `p` of 8, through a parabola if its top is among the three.
    [[nodiscard]] static float fineAt(const Fine& bank, const float* x, int p) {
        const float y0 = std::abs(p > 0 ? bank.at(x, p - 1) : bank.at(x - 1, 7));
        const float y1 = std::abs(bank.at(x, p));
        const float y2 = std::abs(bank.at(x, p + 1));
        const float bend = 2.0F * y1 - y0 - y2;
        const float slope = y2 - y0;
        if (bend <= 0.0F || std::abs(slope) > 2.0F * bend)
            return std::max(y1, std::max(y0, y2));
        return y1 + slope * slope / (8.0F * bend);
    }

    static constexpr float kLookClosely = 0.85F; ///< of the ceiling

  private:
    static constexpr float kLook = 0.5F;
    void lookAtMaxima(const float* x, int hop, float lookClosely, float* peak) const {
        float before = 0.0F; // three quarters into the interval before
        for (int n = 0; n < hop; ++n) {
            const auto i = static_cast<std::size_t>(n);
            const float here = peak[n];
            if (here >= lookClosely) {
                const bool onSample = here == std::abs(x[n]);
                if (onSample ? here >= before : here >= std::abs(x[n + 1])) {
                    const int phase = onSample                        ? 0
                                      : here == std::abs(quarter_[i]) ? 2
                                      : here == std::abs(half_[i])    ? 4
                                                                      : 6;
                    peak[n] = std::max(here, fineAt(fine_, x + n, phase));
                }
            }
            if (here >= lookClosely)
                peak[n] = std::max(peak[n], short_.peak(x + n));
            before = std::abs(threeQuarters_[i]);
        }
    }

    Coarse coarse_;
    Fine fine_;
    ShortInterpolator short_;
    std::vector<float> reach_, quarter_, half_, threeQuarters_;
};

} // namespace kilter
