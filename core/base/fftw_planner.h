// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <fftw3.h>
#include <mutex>
#include <new>

namespace kilter {

/// FFTW's planner is not thread-safe: whoever makes or destroys a plan, single or double
/// precision, holds this. Executing plans needs no lock.
[[nodiscard]] inline std::unique_lock<std::mutex> lockFftwPlanner() {
    static std::mutex mutex;
    return std::unique_lock(mutex);
}

/// FFTW ends the program where it gets no memory for a plan of this length, or for running it the
/// first time. So there has to be more than enough beforehand: throws std::bad_alloc if not. What
/// other threads take in between is not held back.
inline void requirePlanMemory(int length) {
    constexpr std::size_t kPlanner = std::size_t{4} << 20;
    constexpr std::size_t kPerSample = 128;
    void* memory = fftwf_malloc(kPlanner + kPerSample * static_cast<std::size_t>(length));
    if (memory == nullptr)
        throw std::bad_alloc();
    fftwf_free(memory);
}

/// Has FFTW make its planners, which takes most of their memory, while there is plenty: at a
/// program's start, before it has other threads. Throws std::bad_alloc.
inline void prepareFftw() {
    constexpr int kLength = 32;
    const auto lock = lockFftwPlanner();
    requirePlanMemory(kLength);
    float* single = fftwf_alloc_real(kLength + 2);
    double* twice = fftw_alloc_real(kLength + 2);
    if (single != nullptr && twice != nullptr) {
        fftwf_destroy_plan(fftwf_plan_dft_r2c_1d(
            kLength, single, reinterpret_cast<fftwf_complex*>(single), FFTW_ESTIMATE));
        fftw_destroy_plan(fftw_plan_dft_r2c_1d(
            kLength, twice, reinterpret_cast<fftw_complex*>(twice), FFTW_ESTIMATE));
    }
    fftwf_free(single);
    fftw_free(twice);
}

} // namespace kilter
