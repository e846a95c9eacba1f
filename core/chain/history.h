// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace kilter {

/// A signal's newest hop and what came before it, as one contiguous stretch of memory, so that
/// filters read it without wrapping. Starts as zeros. Allocates only when it is made.
template <class T>
class History {
  public:
    /// `past`: how many values before the newest hop stay readable.
    History(int past, int hop)
        : past_(static_cast<std::size_t>(past))
        , hop_(static_cast<std::size_t>(hop))
        , values_(past_ + hop_ * kHopsBetweenMoves)
        , now_(past_) {}

    /// The next hop's place: the caller fills [0, hop). Invalidates earlier pointers.
    [[nodiscard]] T* advance() {
        now_ += hop_;
        if (now_ + hop_ > values_.size()) {
            std::copy(values_.begin() + static_cast<std::ptrdiff_t>(now_ - past_),
                      values_.begin() + static_cast<std::ptrdiff_t>(now_), values_.begin());
            now_ = past_;
        }
        return now();
    }

    /// The newest hop's first value; readable from [-past] to [hop - 1].
    [[nodiscard]] T* now() { return values_.data() + now_; }

    void reset() {
        std::fill(values_.begin(), values_.end(), T{});
        now_ = past_;
    }

  private:
    static constexpr std::size_t kHopsBetweenMoves = 32;
    std::size_t past_, hop_;
    std::vector<T> values_;
    std::size_t now_;
};

} // namespace kilter
