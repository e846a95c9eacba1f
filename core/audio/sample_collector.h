// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"

#include <cstdint>

namespace kilter {

/// Gathers what a decoder gives into a two-channel buffer that grows by what arrives, so that no
/// declared length is believed. Samples that are not finite become 0 and are counted.
class SampleCollector {
  public:
    /// Room for `expected` frames is set aside (up to a limit; untouched pages cost nothing).
    SampleCollector(int channels, Frames expected);

    /// Where the next `frames` go: write them to left() and right() (the latter only for two
    /// channels), then add(frames).
    void makeRoom(std::size_t frames);
    [[nodiscard]] float* left() { return audio_.channel(0).data() + used_; }
    [[nodiscard]] float* right() { return audio_.channel(1).data() + used_; }
    void add(std::size_t frames);

    /// Keeps the first `frames` of those there are.
    void truncate(Frames frames) { used_ = static_cast<std::size_t>(frames.count); }

    [[nodiscard]] int channels() const { return channels_; }
    [[nodiscard]] Frames frames() const { return {static_cast<std::int64_t>(used_)}; }
    [[nodiscard]] std::int64_t nonFinite() const { return nonFinite_; }
    [[nodiscard]] float peak() const { return peak_; } ///< largest magnitude of a finite sample

    /// What was gathered; mono is in both channels. Call once.
    [[nodiscard]] AudioBuffer take();

  private:
    int channels_;
    AudioBuffer audio_;
    std::size_t used_ = 0;
    std::int64_t nonFinite_ = 0;
    float peak_ = 0.0f;
};

} // namespace kilter
