// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/sample_storage.h"
#include "core/base/units.h"

#include <cassert>
#include <cstddef>
#include <span>

namespace kilter {

/// Planar float audio, [channel][frame], full scale = 1.0. A value: copying copies the samples.
/// Every channel begins on a 64-byte boundary. Above kMappedAboveBytes the samples lie in an
/// unlinked, mapped temporary file, so that hours of audio do not fill the memory.
/// Throws std::bad_alloc where there is no room.
class AudioBuffer {
  public:
    static constexpr std::size_t kMappedAboveBytes = std::size_t{1} << 29;

    AudioBuffer() = default;
    /// Silence.
    AudioBuffer(int channels, Frames frames);
    AudioBuffer(const AudioBuffer& other);
    AudioBuffer(AudioBuffer&& other) noexcept;
    AudioBuffer& operator=(const AudioBuffer& other);
    AudioBuffer& operator=(AudioBuffer&& other) noexcept;
    ~AudioBuffer() = default;

    [[nodiscard]] int channels() const { return channels_; }
    [[nodiscard]] Frames frames() const { return frames_; }

    [[nodiscard]] std::span<float> channel(int c) { return {plane(c), size()}; }
    [[nodiscard]] std::span<const float> channel(int c) const { return {plane(c), size()}; }

    /// Keeps the first `frames` (at most those there are); nothing moves.
    void truncate(Frames frames) {
        assert(frames.count >= 0 && frames <= frames_);
        frames_ = frames;
    }

    /// Whether the samples lie in a file.
    [[nodiscard]] bool mapped() const { return storage_.mapped(); }

  private:
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(frames_.count); }
    [[nodiscard]] float* plane(int c) const {
        assert(c >= 0 && c < channels_);
        return storage_.samples() + static_cast<std::size_t>(c) * stride_;
    }

    int channels_ = 0;
    Frames frames_;
    std::size_t stride_ = 0; ///< samples from one channel's beginning to the next one's
    SampleStorage storage_;
};

} // namespace kilter
