// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>

namespace kilter {

/// The discrete Fourier transform of a real signal in double precision, and its inverse, both
/// unnormalised, on buffers of its own.
///
/// Plans are made without measuring, so that the same bytes come out on every run. Construction
/// allocates and locks (FFTW's planner is one for all threads); transforming does neither, as the
/// tests of what the audio thread may do show for the sizes that it uses.
class RealTransform {
  public:
    explicit RealTransform(int size); ///< even
    ~RealTransform();
    RealTransform(const RealTransform&) = delete;
    RealTransform& operator=(const RealTransform&) = delete;

    [[nodiscard]] int size() const { return size_; }
    [[nodiscard]] double* time() { return time_.get(); }           ///< [size]
    [[nodiscard]] double* real() { return real_.get(); }           ///< [size / 2 + 1]
    [[nodiscard]] double* imaginary() { return imaginary_.get(); } ///< [size / 2 + 1]

    void forward() noexcept; ///< time -> spectrum; time is destroyed
    void inverse() noexcept; ///< spectrum -> time; the spectrum is destroyed

  private:
    struct Plans;
    struct Free {
        void operator()(double* p) const;
    };

    int size_;
    std::unique_ptr<double[], Free> time_, real_, imaginary_;
    std::unique_ptr<Plans> plans_;
};

} // namespace kilter
