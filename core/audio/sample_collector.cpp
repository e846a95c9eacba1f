// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/sample_collector.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <new>
#include <utility>

namespace kilter {

namespace {

// What a header may claim without having shown it: 16 M frames are 128 MB of untouched pages.
constexpr std::int64_t kMostExpected = std::int64_t{1} << 24;
constexpr auto kLargestBits = std::bit_cast<std::uint32_t>(kLargestSample);

struct Finding {
    std::int32_t unusable = 0;
    float peak = 0.0f;
};

// In blocks that fit an int32 count.
Finding inspect(const float* x, std::size_t n) {
    std::int32_t unusable = 0;
    // Magnitudes of floats sort like their bits, and infinities and NaNs above them all.
    std::uint32_t largest = 0;
#pragma omp simd reduction(+ : unusable) reduction(max : largest)
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(x[i]) & 0x7FFFFFFFu;
        const bool bad = magnitude > kLargestBits;
        unusable += bad ? 1 : 0;
        const std::uint32_t good = bad ? 0u : magnitude;
        largest = good > largest ? good : largest;
    }
    return {unusable, std::bit_cast<float>(largest)};
}

void zeroUnusable(float* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if ((std::bit_cast<std::uint32_t>(x[i]) & 0x7FFFFFFFu) > kLargestBits)
            x[i] = 0.0f;
    }
}

// Where the limit is no more than that, room for all of it: growing would hold everything twice.
Frames roomFor(Frames expected, Frames limit) {
    const std::int64_t wanted = limit.count <= kMostExpected ? limit.count : expected.count;
    return {std::clamp<std::int64_t>(wanted, 0, std::min(kMostExpected, limit.count))};
}

} // namespace

SampleCollector::SampleCollector(int channels, Frames expected, Frames limit)
    : channels_(channels)
    , expected_(static_cast<std::size_t>(std::clamp<std::int64_t>(expected.count, 0, limit.count)))
    , limit_(static_cast<std::size_t>(limit.count))
    , audio_(2, roomFor(expected, limit)) {}

// Half as much again; and of a file that has filled the memory it may, all that it expects, since
// moving hours of sound from file to file takes seconds that nobody can cancel.
AudioBuffer SampleCollector::larger(std::size_t needed) const {
    constexpr std::size_t kCredible = AudioBuffer::kMappedAboveBytes / (2 * sizeof(float));
    const auto capacity = static_cast<std::size_t>(audio_.frames().count);
    const std::size_t enough = std::min(std::max(needed, capacity + capacity / 2), limit_);
    if (enough > kCredible && expected_ > enough) {
        try {
            return AudioBuffer(2, {static_cast<std::int64_t>(expected_)});
        } catch (const std::bad_alloc&) { // no disk for it; perhaps it is not that long
        }
    }
    return AudioBuffer(2, {static_cast<std::int64_t>(enough)});
}

bool SampleCollector::makeRoom(std::size_t frames) {
    if (frames > limit_ - used_)
        return false;
    const std::size_t needed = used_ + frames;
    const auto capacity = static_cast<std::size_t>(audio_.frames().count);
    if (needed <= capacity)
        return true;
    AudioBuffer moved = larger(needed);
    for (int c = 0; c < channels_; ++c)
        std::copy_n(audio_.channel(c).data(), used_, moved.channel(c).data());
    audio_ = std::move(moved);
    return true;
}

void SampleCollector::add(std::size_t frames) {
    for (int c = 0; c < channels_; ++c) {
        float* x = audio_.channel(c).data() + used_;
        const Finding finding = inspect(x, frames);
        peak_ = std::max(peak_, finding.peak);
        if (finding.unusable > 0) {
            unusable_ += finding.unusable;
            zeroUnusable(x, frames);
        }
    }
    used_ += frames;
}

void SampleCollector::append(SampleCollector&& other) {
    if (other.channels_ > channels_)
        makeStereo();
    else if (other.channels_ < channels_)
        other.makeStereo();
    limit_ += other.limit_;
    [[maybe_unused]] const bool hasRoom = makeRoom(other.used_);
    assert(hasRoom);
    for (int c = 0; c < channels_; ++c)
        std::copy_n(std::as_const(other.audio_).channel(c).data(), other.used_,
                    audio_.channel(c).data() + used_);
    used_ += other.used_;
    unusable_ += other.unusable_;
    peak_ = std::max(peak_, other.peak_);
}

bool SampleCollector::insertSilence(Frames at, std::size_t frames) {
    if (!makeRoom(frames))
        return false;
    const auto from = static_cast<std::size_t>(at.count);
    for (int c = 0; c < channels_; ++c) {
        float* x = audio_.channel(c).data();
        std::copy_backward(x + from, x + used_, x + used_ + frames);
        std::fill_n(x + from, frames, 0.0f);
    }
    used_ += frames;
    return true;
}

void SampleCollector::erase(Frames at, std::size_t frames) {
    const auto from = static_cast<std::size_t>(at.count);
    for (int c = 0; c < channels_; ++c) {
        float* x = audio_.channel(c).data();
        std::copy(x + from + frames, x + used_, x + from);
    }
    used_ -= frames;
}

void SampleCollector::makeStereo() {
    if (channels_ == 1)
        std::copy_n(audio_.channel(0).data(), used_, audio_.channel(1).data());
    channels_ = 2;
}

AudioBuffer SampleCollector::take() {
    audio_.truncate(frames());
    if (channels_ == 1)
        std::ranges::copy(std::as_const(audio_).channel(0), audio_.channel(1).begin());
    return std::move(audio_);
}

} // namespace kilter
