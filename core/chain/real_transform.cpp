// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/real_transform.h"

#include "core/base/fftw_planner.h"

#include <cstddef>
#include <fftw3.h>

namespace kilter {

struct RealTransform::Plans {
    fftw_plan forward;
    fftw_plan inverse;
};

RealTransform::RealTransform(int size)
    : size_(size)
    , time_(fftw_alloc_real(static_cast<std::size_t>(size)))
    , real_(fftw_alloc_real(static_cast<std::size_t>(size) / 2 + 1))
    , imaginary_(fftw_alloc_real(static_cast<std::size_t>(size) / 2 + 1))
    , plans_(std::make_unique<Plans>()) {
    const auto lock = lockFftwPlanner();
    const fftw_iodim dimension{size, 1, 1};
    plans_->forward = fftw_plan_guru_split_dft_r2c(1, &dimension, 0, nullptr, time_, real_,
                                                   imaginary_, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
    plans_->inverse = fftw_plan_guru_split_dft_c2r(1, &dimension, 0, nullptr, real_, imaginary_,
                                                   time_, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
}

RealTransform::~RealTransform() {
    const auto lock = lockFftwPlanner();
    fftw_destroy_plan(plans_->forward);
    fftw_destroy_plan(plans_->inverse);
    fftw_free(time_);
    fftw_free(real_);
    fftw_free(imaginary_);
}

void RealTransform::forward() noexcept {
    fftw_execute(plans_->forward);
}

void RealTransform::inverse() noexcept {
    fftw_execute(plans_->inverse);
}

} // namespace kilter
