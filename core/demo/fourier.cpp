// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/demo/fourier.h"

#include "core/demo/exact_math.h"

#include <utility>

namespace kilter::demo {

namespace {

std::complex<double> turn(double turns) {
    return {cosine(turns), sine(turns)};
}

/// Products by hand: the operator of std::complex also cares for infinities.
std::complex<double> product(std::complex<double> a, std::complex<double> b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

} // namespace

void transform(std::span<std::complex<double>> values) {
    const std::size_t size = values.size();
    for (std::size_t i = 1, reversed = 0; i < size; ++i) {
        std::size_t bit = size / 2;
        for (; (reversed & bit) != 0; bit /= 2)
            reversed ^= bit;
        reversed ^= bit;
        if (i < reversed)
            std::swap(values[i], values[reversed]);
    }
    std::vector<std::complex<double>> turns(size / 2);
    for (std::size_t k = 0; k < turns.size(); ++k)
        turns[k] = turn(-static_cast<double>(k) / static_cast<double>(size));
    for (std::size_t half = 1; half < size; half *= 2)
        for (std::size_t start = 0; start < size; start += 2 * half)
            for (std::size_t k = 0; k < half; ++k) {
                auto& even = values[start + k];
                auto& odd = values[start + k + half];
                const auto turned = product(odd, turns[k * (size / 2 / half)]);
                odd = even - turned;
                even += turned;
            }
}

std::vector<double> meanSpectrum(std::span<const float> left, std::span<const float> right,
                                 std::size_t size) {
    std::vector<double> window(size);
    for (std::size_t n = 0; n < size; ++n)
        window[n] = 0.5 - 0.5 * cosine(static_cast<double>(n) / static_cast<double>(size));
    std::vector<double> powers(size / 2 + 1, 0.0);
    std::vector<std::complex<double>> frame(size);
    int frames = 0;
    for (std::size_t start = 0; start + size <= left.size(); start += size / 2, ++frames) {
        // One transform for both: |Z(k)|^2 + |Z(-k)|^2 = 2 (|L(k)|^2 + |R(k)|^2) for z = l + i r.
        for (std::size_t n = 0; n < size; ++n)
            frame[n] = {window[n] * static_cast<double>(left[start + n]),
                        window[n] * static_cast<double>(right[start + n])};
        transform(frame);
        for (std::size_t k = 0; k <= size / 2; ++k)
            powers[k] += 0.5 * (std::norm(frame[k]) + std::norm(frame[(size - k) % size]));
    }
    for (double& power : powers)
        power /= frames > 0 ? frames : 1;
    return powers;
}

} // namespace kilter::demo
