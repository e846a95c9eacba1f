// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/audio_buffer.h"

#include <cstdint>

namespace kilter {

/// A magnitude that no sound has: +100 dBFS. A floating-point file whose samples are scaled like
/// 16-bit integers stays below; what lies above is a damaged or made-up number, and one such sample
/// would decide every figure of the file.
inline constexpr float kLargestSample = 1e5f;

/// Gathers what a decoder gives into a two-channel buffer that grows by what arrives, so that no
/// declared length is believed. Samples that are not finite, or beyond kLargestSample, become 0 and
/// are counted.
class SampleCollector {
  public:
    /// Room for `expected` frames is set aside, as far as what has arrived makes them credible
    /// (untouched pages cost nothing). No more than `limit` are ever taken: see mostFrames() in
    /// limits.h.
    SampleCollector(int channels, Frames expected, Frames limit);

    /// Where the next `frames` go: write them to left() and right() (the latter only for two
    /// channels), then add(frames). False, and no room, beyond the limit.
    [[nodiscard]] bool makeRoom(std::size_t frames);
    [[nodiscard]] float* left() { return audio_.channel(0).data() + used_; }
    [[nodiscard]] float* right() { return audio_.channel(1).data() + used_; }
    void add(std::size_t frames);

    /// What another one gathered, behind what is here; its limit comes on top of this one's.
    void append(SampleCollector&& other);
    /// Silence from frame `at` on; what was there moves back. False beyond the limit.
    [[nodiscard]] bool insertSilence(Frames at, std::size_t frames);
    /// Takes `frames` out from frame `at` on.
    void erase(Frames at, std::size_t frames);
    /// Keeps the first `frames` of those there are.
    void truncate(Frames frames) { used_ = static_cast<std::size_t>(frames.count); }
    /// From now on there are two channels; both hold what was gathered of the one.
    void makeStereo();

    [[nodiscard]] int channels() const { return channels_; }
    [[nodiscard]] Frames frames() const { return {static_cast<std::int64_t>(used_)}; }
    /// How many samples were zeroed.
    [[nodiscard]] std::int64_t unusable() const { return unusable_; }
    [[nodiscard]] float peak() const { return peak_; } ///< largest magnitude of those kept

    /// What was gathered; mono is in both channels. Call once.
    [[nodiscard]] AudioBuffer take();

  private:
    [[nodiscard]] AudioBuffer larger(std::size_t needed) const;

    int channels_;
    std::size_t expected_, limit_;
    AudioBuffer audio_;
    std::size_t used_ = 0;
    std::int64_t unusable_ = 0;
    float peak_ = 0.0f;
};

} // namespace kilter
