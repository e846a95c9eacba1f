// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/fourier.h"

#include "core/demo/exact_math.h"

#include <utility>

namespace kilter::demo {

void transform(std::span<double> re, std::span<double> im) {
    const std::size_t size = re.size();
    for (std::size_t i = 1, reversed = 0; i < size; ++i) {
        std::size_t bit = size / 2;
        for (; (reversed & bit) != 0; bit /= 2)
            reversed ^= bit;
        reversed ^= bit;
        if (i < reversed) {
            std::swap(re[i], re[reversed]);
            std::swap(im[i], im[reversed]);
        }
    }
    std::vector<double> cosines(size / 2);
    std::vector<double> sines(size / 2);
    for (std::size_t k = 0; k < size / 2; ++k) {
        cosines[k] = cosine(static_cast<double>(k) / static_cast<double>(size));
        sines[k] = -sine(static_cast<double>(k) / static_cast<double>(size));
    }
    for (std::size_t half = 1; half < size; half *= 2)
        for (std::size_t start = 0; start < size; start += 2 * half)
            for (std::size_t k = 0; k < half; ++k) {
                const std::size_t even = start + k;
                const std::size_t odd = even + half;
                const double c = cosines[k * (size / 2 / half)];
                const double s = sines[k * (size / 2 / half)];
                const double turnedRe = re[odd] * c - im[odd] * s;
                const double turnedIm = re[odd] * s + im[odd] * c;
                re[odd] = re[even] - turnedRe;
                im[odd] = im[even] - turnedIm;
                re[even] += turnedRe;
                im[even] += turnedIm;
            }
}

std::vector<double> meanSpectrum(std::span<const float> left, std::span<const float> right,
                                 std::size_t size) {
    std::vector<double> window(size);
    for (std::size_t n = 0; n < size; ++n)
        window[n] = 0.5 - 0.5 * cosine(static_cast<double>(n) / static_cast<double>(size));
    std::vector<double> powers(size / 2 + 1, 0.0);
    std::vector<double> re(size);
    std::vector<double> im(size);
    int frames = 0;
    for (std::size_t start = 0; start + size <= left.size(); start += size / 2, ++frames) {
        // One transform for both: |Z(k)|^2 + |Z(-k)|^2 = 2 (|L(k)|^2 + |R(k)|^2) for z = l + i r.
        for (std::size_t n = 0; n < size; ++n) {
            re[n] = window[n] * static_cast<double>(left[start + n]);
            im[n] = window[n] * static_cast<double>(right[start + n]);
        }
        transform(re, im);
        const auto norm = [&](std::size_t k) { return re[k] * re[k] + im[k] * im[k]; };
        for (std::size_t k = 0; k <= size / 2; ++k)
            powers[k] += 0.5 * (norm(k) + norm((size - k) % size));
    }
    for (double& power : powers)
        power /= frames > 0 ? frames : 1;
    return powers;
}

} // namespace kilter::demo
