// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/sample_collector.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace kilter {

namespace {

// What a header may claim without having shown it: 16 M frames are 128 MB of untouched pages.
constexpr std::int64_t kMostExpected = std::int64_t{1} << 24;
constexpr std::uint32_t kExponent = 0x7F800000u; ///< all set: infinity or NaN

struct Finding {
    std::int32_t nonFinite = 0;
    float peak = 0.0f;
};

// In blocks that fit an int32 count.
Finding inspect(const float* x, std::size_t n) {
    std::int32_t nonFinite = 0;
    // Magnitudes of floats sort like their bits, and infinities and NaNs above them all.
    std::uint32_t largest = 0;
#pragma omp simd reduction(+ : nonFinite) reduction(max : largest)
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(x[i]) & 0x7FFFFFFFu;
        const bool bad = magnitude >= kExponent;
        nonFinite += bad ? 1 : 0;
        const std::uint32_t finite = bad ? 0u : magnitude;
        largest = finite > largest ? finite : largest;
    }
    return {nonFinite, std::bit_cast<float>(largest)};
}

void zeroNonFinite(float* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if ((std::bit_cast<std::uint32_t>(x[i]) & kExponent) == kExponent)
            x[i] = 0.0f;
    }
}

} // namespace

SampleCollector::SampleCollector(int channels, Frames expected)
    : channels_(channels)
    , audio_(2, {std::clamp<std::int64_t>(expected.count, 0, kMostExpected)}) {}

void SampleCollector::makeRoom(std::size_t frames) {
    const std::size_t needed = used_ + frames;
    const auto capacity = static_cast<std::size_t>(audio_.frames().count);
    if (needed <= capacity)
        return;
    AudioBuffer larger(2, {static_cast<std::int64_t>(std::max(needed, capacity + capacity / 2))});
    for (int c = 0; c < channels_; ++c)
        std::copy_n(audio_.channel(c).data(), used_, larger.channel(c).data());
    audio_ = std::move(larger);
}

void SampleCollector::add(std::size_t frames) {
    for (int c = 0; c < channels_; ++c) {
        float* x = audio_.channel(c).data() + used_;
        const Finding finding = inspect(x, frames);
        peak_ = std::max(peak_, finding.peak);
        if (finding.nonFinite > 0) {
            nonFinite_ += finding.nonFinite;
            zeroNonFinite(x, frames);
        }
    }
    used_ += frames;
}

AudioBuffer SampleCollector::take() {
    audio_.truncate(frames());
    if (channels_ == 1)
        std::ranges::copy(std::as_const(audio_).channel(0), audio_.channel(1).begin());
    return std::move(audio_);
}

} // namespace kilter
