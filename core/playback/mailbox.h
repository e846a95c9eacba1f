// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

namespace kilter {

/// The latest value from one thread to one other: neither ever waits, values that were not
/// fetched in time are overwritten. A triple buffer: each side owns one slot, the third one
/// changes hands.
template <class T>
class Mailbox {
    static_assert(std::is_trivially_copyable_v<T>, "a value has to cross by copying its bytes");

  public:
    /// Writer's thread.
    void publish(const T& value) noexcept {
        slots_[write_] = value;
        write_ = middle_.exchange(static_cast<std::uint8_t>(write_ | kFresh),
                                  std::memory_order_acq_rel) &
                 kSlot;
    }

    /// Reader's thread. The newest value if there is one since the last call, else null. Valid
    /// until the next call.
    [[nodiscard]] const T* fetch() noexcept {
        if ((middle_.load(std::memory_order_relaxed) & kFresh) == 0)
            return nullptr;
        read_ = middle_.exchange(read_, std::memory_order_acq_rel) & kSlot;
        return &slots_[read_];
    }

  private:
    static constexpr std::uint8_t kFresh = 4;
    static constexpr std::uint8_t kSlot = 3;

    std::array<T, 3> slots_{};
    alignas(64) std::uint8_t write_ = 0; ///< the writer's own
    alignas(64) std::atomic<std::uint8_t> middle_{1};
    alignas(64) std::uint8_t read_ = 2; ///< the reader's own
};

} // namespace kilter
