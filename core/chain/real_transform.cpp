// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/real_transform.h"

#include "core/base/fftw_planner.h"

#include <cstddef>
#include <fftw3.h>
#include <new>

namespace kilter {

struct RealTransform::Plans {
    fftw_plan forward = nullptr;
    fftw_plan inverse = nullptr;

    Plans() = default;
    Plans(const Plans&) = delete;
    Plans& operator=(const Plans&) = delete;
    ~Plans() {
        const auto lock = lockFftwPlanner();
        fftw_destroy_plan(forward);
        fftw_destroy_plan(inverse);
    }
};

void RealTransform::Free::operator()(double* p) const {
    fftw_free(p);
}

RealTransform::RealTransform(int size)
    : size_(size)
    , time_(fftw_alloc_real(static_cast<std::size_t>(size)))
    , real_(fftw_alloc_real(static_cast<std::size_t>(size) / 2 + 1))
    , imaginary_(fftw_alloc_real(static_cast<std::size_t>(size) / 2 + 1))
    , plans_(std::make_unique<Plans>()) {
    if (!time_ || !real_ || !imaginary_)
        throw std::bad_alloc();
    const auto plan = [&] {
        const auto lock = lockFftwPlanner();
        requirePlanMemory(size);
        const fftw_iodim dimension{size, 1, 1};
        plans_->forward =
            fftw_plan_guru_split_dft_r2c(1, &dimension, 0, nullptr, time(), real(), imaginary(),
                                         FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
        plans_->inverse =
            fftw_plan_guru_split_dft_c2r(1, &dimension, 0, nullptr, real(), imaginary(), time(),
                                         FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
    };
    plan(); // and lets go of the planner before anything is thrown
    if (!plans_->forward || !plans_->inverse)
        throw std::bad_alloc();
}

RealTransform::~RealTransform() = default;

void RealTransform::forward() noexcept {
    fftw_execute(plans_->forward);
}

void RealTransform::inverse() noexcept {
    fftw_execute(plans_->inverse);
}

} // namespace kilter
