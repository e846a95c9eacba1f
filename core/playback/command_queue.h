// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace kilter {

/// What must not be lost, in order, from one thread to one other: a ring in which neither side
/// ever waits. Carries commands to the callback, and what it plays back from it.
template <class T>
class CommandQueue {
    static_assert(std::is_trivially_copyable_v<T>, "a value has to cross by copying its bytes");

  public:
    /// Holds at least `capacity` values. Allocates here and nowhere else.
    explicit CommandQueue(std::size_t capacity)
        : slots_(std::bit_ceil(capacity))
        , mask_(slots_.size() - 1) {}

    [[nodiscard]] std::size_t capacity() const noexcept { return slots_.size(); }

    /// Writer's thread. As many of `values` as there is room for, from the first; says how many.
    std::size_t write(std::span<const T> values) noexcept {
        const std::size_t written = written_.load(std::memory_order_relaxed);
        const std::size_t room = slots_.size() - (written - read_.load(std::memory_order_acquire));
        const std::size_t n = std::min(room, values.size());
        const std::size_t first = std::min(n, slots_.size() - (written & mask_));
        std::copy_n(values.data(), first, slots_.data() + (written & mask_));
        std::copy_n(values.data() + first, n - first, slots_.data());
        written_.store(written + n, std::memory_order_release);
        return n;
    }
    /// False when it is full.
    [[nodiscard]] bool push(const T& value) noexcept { return write({&value, 1}) == 1; }

    /// Reader's thread. As many values as there are, up to `values.size()`; says how many.
    std::size_t read(std::span<T> values) noexcept {
        const std::size_t done = read_.load(std::memory_order_relaxed);
        const std::size_t there = written_.load(std::memory_order_acquire) - done;
        const std::size_t n = std::min(there, values.size());
        const std::size_t first = std::min(n, slots_.size() - (done & mask_));
        std::copy_n(slots_.data() + (done & mask_), first, values.data());
        std::copy_n(slots_.data(), n - first, values.data() + first);
        read_.store(done + n, std::memory_order_release);
        return n;
    }
    /// False when there is none.
    [[nodiscard]] bool pop(T& value) noexcept { return read({&value, 1}) == 1; }

  private:
    std::vector<T> slots_;
    std::size_t mask_;
    alignas(64) std::atomic<std::size_t> written_{0}; ///< ever; wraps with the type
    alignas(64) std::atomic<std::size_t> read_{0};
};

} // namespace kilter
