// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/audio_output.h"
#include "core/playback/output_timing.h"
#include "core/playback/output_watchdog.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace kilter {

/// Stands between a sound system and the callback: lets it through until it is closed, and counts
/// what passes. Every output has one.
///
/// `fill` and `countDropout` on the audio thread, everything else on the gui thread.
class CallbackGate {
  public:
    using Clock = std::chrono::steady_clock; // read without a system call

    void open(AudioCallback& callback, SampleRate rate) noexcept;
    /// When it returns, the callback does not run, nor will it. Waits for at most the block that
    /// is being computed, never for the sound system.
    void close() noexcept;

    /// `frames` of stereo; silence when closed. False: give up, whoever asks plays nothing.
    bool fill(float* interleaved, int frames) noexcept;
    /// The system says that sound was missing.
    void countDropout() noexcept { dropouts_.fetch_add(1, std::memory_order_relaxed); }

    [[nodiscard]] OutputHealth health(bool systemSaysLost) const noexcept;
    [[nodiscard]] std::int64_t dropouts() const noexcept {
        return dropouts_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] double load() const noexcept { return load_.load(std::memory_order_relaxed); }
    /// As OutputTiming says.
    [[nodiscard]] Seconds lead() const noexcept { return {lead_.load(std::memory_order_relaxed)}; }
    [[nodiscard]] Seconds ahead() const noexcept {
        return {ahead_.load(std::memory_order_relaxed)};
    }
    [[nodiscard]] double speed() const noexcept { return speed_.load(std::memory_order_relaxed); }

  private:
    void measure(Clock::time_point began, Seconds block) noexcept;

    std::atomic<AudioCallback*> callback_{nullptr};
    std::atomic<bool> inside_{false};

    SampleRate rate_{48000};
    Clock::time_point opened_;
    std::atomic<Clock::rep> lastAsked_{0}, windowBegan_{0}; ///< ticks of Clock
    std::atomic<double> windowAsked_{0.0};                  ///< seconds
    std::atomic<double> block_{0.0};                        ///< seconds
    std::atomic<double> load_{0.0};
    OutputTiming timing_; ///< the audio thread's, once it is open
    std::atomic<double> lead_{0.0}, ahead_{0.0}, speed_{0.0};
    std::atomic<std::int64_t> dropouts_{0};
};

} // namespace kilter
