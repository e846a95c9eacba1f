// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace kilter {

/// r[i] = (1 - cos(pi (i + 1)/n))/2 for i = 0..n - 1, in a table: the callback computes no cosines.
/// The last one is exactly 1.
class RaisedCosine {
  public:
    explicit RaisedCosine(Frames length)
        : table_(static_cast<std::size_t>(std::max<std::int64_t>(1, length.count))) {
        const double n = static_cast<double>(table_.size());
        for (std::size_t i = 0; i < table_.size(); ++i)
            table_[i] = static_cast<float>(
                0.5 * (1.0 - std::cos(std::numbers::pi * static_cast<double>(i + 1) / n)));
    }

    [[nodiscard]] int length() const noexcept { return static_cast<int>(table_.size()); }
    [[nodiscard]] float operator[](int i) const noexcept {
        return table_[static_cast<std::size_t>(i)];
    }

  private:
    std::vector<float> table_;
};

/// A gain on its way along a raised cosine. A new target starts from wherever it is.
class CosineRamp {
  public:
    void set(float value) noexcept {
        from_ = to_ = value_ = value;
        position_ = kArrived;
    }
    void moveTo(float target) noexcept {
        if (target == to_)
            return;
        from_ = value_;
        to_ = target;
        position_ = 0;
    }
    [[nodiscard]] bool moving() const noexcept { return position_ != kArrived; }
    [[nodiscard]] float target() const noexcept { return to_; }
    [[nodiscard]] int framesLeft(const RaisedCosine& shape) const noexcept {
        return moving() ? shape.length() - position_ : 0;
    }

    /// The gain of the next frame.
    [[nodiscard]] float next(const RaisedCosine& shape) noexcept {
        if (!moving())
            return to_;
        value_ = from_ + (to_ - from_) * shape[position_];
        if (++position_ == shape.length()) {
            position_ = kArrived;
            value_ = to_;
        }
        return value_;
    }

  private:
    static constexpr int kArrived = -1;

    float from_ = 0.0F, to_ = 0.0F, value_ = 0.0F;
    int position_ = kArrived;
};

} // namespace kilter
