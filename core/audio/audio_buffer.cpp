// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/audio_buffer.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace kilter {

namespace {

constexpr std::size_t kSamplesPerLine = 64 / sizeof(float);

std::size_t strideFor(Frames frames) {
    const auto n = static_cast<std::size_t>(frames.count);
    return (n + kSamplesPerLine - 1) / kSamplesPerLine * kSamplesPerLine;
}

SampleStorage storageFor(int channels, std::size_t stride) {
    const auto planes = static_cast<std::size_t>(channels);
    // What no machine can hold is refused here, before the product can wrap.
    if (stride > std::numeric_limits<std::size_t>::max() / 16 / std::max<std::size_t>(planes, 1))
        throw std::bad_alloc{};
    const std::size_t bytes = planes * stride * sizeof(float);
    return {bytes, bytes > AudioBuffer::kMappedAboveBytes ? SampleStorage::Backing::MappedFile
                                                          : SampleStorage::Backing::Memory};
}

} // namespace

AudioBuffer::AudioBuffer(int channels, Frames frames)
    : channels_(channels)
    , frames_(frames)
    , stride_(strideFor(frames))
    , storage_(storageFor(channels, stride_)) {
    assert(channels >= 0 && frames.count >= 0);
}

AudioBuffer::AudioBuffer(const AudioBuffer& other)
    : AudioBuffer(other.channels_, other.frames_) {
    for (int c = 0; c < channels_; ++c)
        std::ranges::copy(other.channel(c), channel(c).begin());
}

AudioBuffer::AudioBuffer(AudioBuffer&& other) noexcept
    : channels_(std::exchange(other.channels_, 0))
    , frames_(std::exchange(other.frames_, Frames{}))
    , stride_(std::exchange(other.stride_, 0))
    , storage_(std::move(other.storage_)) {}

AudioBuffer& AudioBuffer::operator=(const AudioBuffer& other) {
    if (this != &other)
        *this = AudioBuffer(other);
    return *this;
}

AudioBuffer& AudioBuffer::operator=(AudioBuffer&& other) noexcept {
    AudioBuffer taken(std::move(other));
    std::swap(channels_, taken.channels_);
    std::swap(frames_, taken.frames_);
    std::swap(stride_, taken.stride_);
    storage_ = std::move(taken.storage_);
    return *this;
}

} // namespace kilter
