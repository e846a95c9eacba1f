// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/excess_clip.h"

#include "core/chain/decibel_math.h"

#include <algorithm>
#include <cmath>

namespace kilter {

namespace {

constexpr float kLog2E = 1.442695041F;
constexpr double kDecimatorCutoff = 0.8; ///< of Nyquist
constexpr double kDecimatorBeta = 7.0;

} // namespace

ExcessClip::ExcessClip(int lead, int hop)
    : hop_(hop)
    , wait_(lead + kReach)
    , pending_(static_cast<std::size_t>(hop + kWidth)) {
    double sum = 0.0;
    std::array<std::array<double, kWidth>, kPhases> h{};
    for (int p = 0; p < kPhases; ++p)
        for (int k = 0; k < kWidth; ++k) {
            const double t = k - kReach - static_cast<double>(p) / kPhases;
            const double w =
                sinc(kDecimatorCutoff * t) * kaiserWindow(t / (kReach + 1.0), kDecimatorBeta);
            h[static_cast<std::size_t>(p)][static_cast<std::size_t>(k)] = w;
            sum += w;
        }
    for (std::size_t p = 0; p < kPhases; ++p)
        for (std::size_t k = 0; k < kWidth; ++k)
            decimator_[p][k] = static_cast<float>(h[p][k] / sum);
}

bool ExcessClip::interval(const float* x, float threshold, float* difference, float* shaved) const {
    bool any = false;
    float most = 0.0F;
    for (int p = 0; p < kPhases; ++p) {
        const float v = p == 0 ? x[0] : interpolator_.at(x, p);
        const float excess = decibelsOver(std::abs(v) / threshold);
        difference[p] = 0.0F;
        if (excess > 0.0F) {
            const float rest = fastExp2(kLog2E * std::max(-excess / knee_, -80.0F));
            const float shave = excess * (1.0F - rest);
            difference[p] = v * (gainOf(shave) - 1.0F);
            most = std::max(most, shave);
            any = true;
        }
    }
    *shaved = most;
    return any;
}

void ExcessClip::process(const float* x, const float* excess, const float* threshold, float* out,
                         float* shaved) {
    const int first = std::min(hop_, wait_ - waited_);
    waited_ += first;
    std::fill(shaved, shaved + hop_, 0.0F);
    for (int n = first; n < hop_; ++n) {
        if (excess[n] <= 0.0F && excess[n + 1] <= 0.0F)
            continue;
        float difference[kPhases];
        if (!interval(x + n, threshold[n], difference, shaved + n))
            continue;
        anyPending_ = true;
        float* to = pending_.data() + n;
        for (std::size_t p = 0; p < kPhases; ++p) {
            const float d = difference[p];
            const float* h = decimator_[p].data();
#pragma omp simd
            for (int k = 0; k < kWidth; ++k)
                to[k] += d * h[k];
        }
    }
    const float* from = x - kLatency;
    if (!anyPending_) {
        std::copy(from, from + hop_, out);
        return;
    }
#pragma omp simd
    for (int n = 0; n < hop_; ++n)
        out[n] = from[n] + pending_[static_cast<std::size_t>(n)];
    std::copy(pending_.begin() + hop_, pending_.end(), pending_.begin());
    std::fill(pending_.end() - hop_, pending_.end(), 0.0F);
    anyPending_ = std::any_of(pending_.begin(), pending_.end(), [](float v) { return v != 0.0F; });
}

void ExcessClip::reset() {
    std::fill(pending_.begin(), pending_.end(), 0.0F);
    anyPending_ = false;
    waited_ = 0;
}

} // namespace kilter
