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

/// Complex forward transform in place, single precision. Two real signals fit in one: with
/// Z = A + iB, A = (Z[k] + Z*[N-k])/2 and B = (Z[k] - Z*[N-k])/2i.
class Fourier {
  public:
    explicit Fourier(int length)
        : length_(length)
        , data_(fftwf_alloc_real(2 * static_cast<std::size_t>(length))) {
        if (!data_)
            throw std::bad_alloc();
        auto* z = reinterpret_cast<fftwf_complex*>(data_.get());
        {
            const auto lock = lockFftwPlanner();
            // An estimated plan depends on nothing but the length: the same bytes everywhere.
            plan_ = fftwf_plan_dft_1d(length, z, z, FFTW_FORWARD, FFTW_ESTIMATE);
        }
        if (!plan_)
            throw std::bad_alloc();
        std::fill_n(data_.get(), 2 * static_cast<std::size_t>(length), 0.0F);
    }
    ~Fourier() {
        const auto lock = lockFftwPlanner();
        fftwf_destroy_plan(plan_);
    }
    Fourier(const Fourier&) = delete;
    Fourier& operator=(const Fourier&) = delete;

    [[nodiscard]] int length() const { return length_; }
    /// Real and imaginary parts, alternating.
    [[nodiscard]] float* data() { return data_.get(); }
    void execute() { fftwf_execute(plan_); }

  private:
    struct Free {
        void operator()(float* p) const { fftwf_free(p); }
    };

    int length_;
    std::unique_ptr<float[], Free> data_;
    fftwf_plan plan_ = nullptr;
};

} // namespace kilter
