// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

/// What may not happen on the audio thread, caught in the act. A test that links
/// `kilter_realtime_interposer` has the memory, locking, waiting and file functions of the C
/// library replaced by ones that note the call, when a RealtimeWatch lives on the calling thread,
/// and go on.
namespace kilter::testing {

class RealtimeWatch {
  public:
    RealtimeWatch() noexcept;
    ~RealtimeWatch();
    RealtimeWatch(const RealtimeWatch&) = delete;
    RealtimeWatch& operator=(const RealtimeWatch&) = delete;

    /// Name of the first forbidden function called on this thread since construction; nullptr:
    /// none.
    [[nodiscard]] const char* offence() const noexcept;

    /// Whether calls are caught at all: not under the sanitizers, which replace the same functions,
    /// nor with another C library than glibc.
    [[nodiscard]] static bool available() noexcept;
};

} // namespace kilter::testing
