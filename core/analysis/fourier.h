// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/fftw_planner.h"

#include <algorithm>
#include <cstddef>
#include <fftw3.h>
#include <memory>
#include <new>

namespace kilter {

/// A length that FFTW is quick at: not less than n, a multiple of 32, a product of 2, 3, 5 and 7.
[[nodiscard]] inline int fastLength(int n) {
    for (int length = (n + 31) / 32 * 32;; length += 32) {
        int rest = length;
        for (const int factor : {2, 3, 5, 7})
            while (rest % factor == 0)
                rest /= factor;
        if (rest == 1)
            return length;
    }
}

/// Forward transform of real data, single precision: two of these are quicker than one complex
/// transform of twice the data.
class RealFourier {
  public:
    explicit RealFourier(int length)
        : length_(length)
        , input_(fftwf_alloc_real(static_cast<std::size_t>(length)))
        , output_(fftwf_alloc_real(static_cast<std::size_t>(length) + 2)) {
        if (!input_ || !output_)
            throw std::bad_alloc();
        {
            const auto lock = lockFftwPlanner();
            requirePlanMemory(length);
            // An estimated plan depends on nothing but the length: the same bytes everywhere.
            plan_ = fftwf_plan_dft_r2c_1d(length, input_.get(),
                                          reinterpret_cast<fftwf_complex*>(output_.get()),
                                          FFTW_ESTIMATE);
        }
        if (!plan_)
            throw std::bad_alloc();
        std::fill_n(input_.get(), length, 0.0F);
    }
    ~RealFourier() {
        const auto lock = lockFftwPlanner();
        fftwf_destroy_plan(plan_);
    }
    RealFourier(const RealFourier&) = delete;
    RealFourier& operator=(const RealFourier&) = delete;

    [[nodiscard]] int length() const { return length_; }
    [[nodiscard]] float* input() { return input_.get(); } ///< lost in the transform
    /// Real and imaginary parts, alternating, of the bins 0 to length/2.
    [[nodiscard]] const float* output() const { return output_.get(); }
    void execute() { fftwf_execute(plan_); }
    void clear() { std::fill_n(output_.get(), length_ + 2, 0.0F); } ///< the output

  private:
    struct Free {
        void operator()(float* p) const { fftwf_free(p); }
    };

    int length_;
    std::unique_ptr<float[], Free> input_, output_;
    fftwf_plan plan_ = nullptr;
};

} // namespace kilter
