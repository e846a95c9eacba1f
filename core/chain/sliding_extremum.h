// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cassert>
#include <cstddef>
#include <functional>
#include <vector>

namespace kilter {

/// The largest (Before = std::greater) or smallest (std::less) of the last `window` values, which
/// are zeros before the first. Amortised O(1) a value.
///
/// The ascending-minima ring: D. Lemire, "Streaming maximum-minimum filter using no more than three
/// comparisons per element", Nordic J. Computing 13 (2006).
template <class T, class Before>
class SlidingExtremum {
  public:
    explicit SlidingExtremum(int window)
        : window_(window)
        , ring_(static_cast<std::size_t>(window) + 1) {
        assert(window >= 1);
        reset();
    }

    [[nodiscard]] T push(T value) {
        ++time_;
        // What a newer value surpasses will never be the answer again.
        while (count_ > 0 && !Before{}(at(count_ - 1).value, value))
            --count_;
        at(count_++) = {value, time_};
        if (at(0).time <= time_ - window_) {
            first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
            --count_;
        }
        return at(0).value;
    }

    void reset() {
        first_ = 0;
        count_ = 1;
        time_ = 0;
        ring_[0] = {T{}, 0};
    }

  private:
    struct Entry {
        T value;
        long long time;
    };
    [[nodiscard]] Entry& at(std::size_t i) {
        const std::size_t k = first_ + i;
        return ring_[k < ring_.size() ? k : k - ring_.size()];
    }

    long long window_;
    std::vector<Entry> ring_;
    std::size_t first_ = 0, count_ = 0;
    long long time_ = 0;
};

template <class T>
using SlidingMaximum = SlidingExtremum<T, std::greater<T>>;
template <class T>
using SlidingMinimum = SlidingExtremum<T, std::less<T>>;

} // namespace kilter
