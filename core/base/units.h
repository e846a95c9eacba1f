// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

/// Quantities that carry their unit. Inside a DSP loop plain doubles and the source's symbols are
/// right; between functions these are.
namespace kilter {

/// A quantity that can be added and scaled: a difference in level, a frequency, a duration.
template <class Unit>
struct Quantity {
    double value = 0.0;

    friend constexpr auto operator<=>(Quantity, Quantity) = default;
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.value + b.value}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.value - b.value}; }
    friend constexpr Quantity operator-(Quantity a) { return {-a.value}; }
    friend constexpr Quantity operator*(Quantity a, double k) { return {a.value * k}; }
    friend constexpr Quantity operator*(double k, Quantity a) { return {a.value * k}; }
    friend constexpr Quantity operator/(Quantity a, double k) { return {a.value / k}; }
    friend constexpr double operator/(Quantity a, Quantity b) { return a.value / b.value; }
    friend Quantity abs(Quantity a) { return {std::abs(a.value)}; }
    constexpr Quantity& operator+=(Quantity b) { return *this = *this + b; }
    constexpr Quantity& operator-=(Quantity b) { return *this = *this - b; }
};

using Decibels = Quantity<struct DecibelUnit>; ///< a level, or a difference in level (1 LU = 1 dB)
using Hertz = Quantity<struct HertzUnit>;
using Seconds = Quantity<struct SecondUnit>;

/// A place on the loudness scale of ITU-R BS.1770. Two of them differ by Decibels (LU).
struct Lufs {
    double value = 0.0;

    friend constexpr auto operator<=>(Lufs, Lufs) = default;
    friend constexpr Decibels operator-(Lufs a, Lufs b) { return {a.value - b.value}; }
    friend constexpr Lufs operator+(Lufs a, Decibels b) { return {a.value + b.value}; }
    friend constexpr Lufs operator-(Lufs a, Decibels b) { return {a.value - b.value}; }
};

/// A number of sample frames (one sample of every channel), or a position counted in them.
struct Frames {
    std::int64_t count = 0;

    friend constexpr auto operator<=>(Frames, Frames) = default;
    friend constexpr Frames operator+(Frames a, Frames b) { return {a.count + b.count}; }
    friend constexpr Frames operator-(Frames a, Frames b) { return {a.count - b.count}; }
};

struct SampleRate {
    int hz = 0;

    friend constexpr auto operator<=>(SampleRate, SampleRate) = default;
    [[nodiscard]] constexpr Hertz nyquist() const { return {0.5 * hz}; }
};

[[nodiscard]] constexpr Seconds operator/(Frames frames, SampleRate rate) {
    return {static_cast<double>(frames.count) / rate.hz};
}

/// The nearest whole number of frames.
[[nodiscard]] inline Frames operator*(Seconds time, SampleRate rate) {
    return {std::llround(time.value * rate.hz)};
}

/// Amplitude ratio of a level difference, and back. `toDecibels(0)` is minus infinity.
[[nodiscard]] inline double amplitude(Decibels level) {
    return std::pow(10.0, level.value / 20.0);
}
[[nodiscard]] inline Decibels toDecibels(double amplitude) {
    return {20.0 * std::log10(amplitude)};
}

/// Power ratio of a level difference, and back. `powerToDecibels(0)` is minus infinity.
[[nodiscard]] inline double power(Decibels level) {
    return std::pow(10.0, level.value / 10.0);
}
[[nodiscard]] inline Decibels powerToDecibels(double power) {
    return {10.0 * std::log10(power)};
}

namespace literals {
constexpr Decibels operator""_dB(long double v) {
    return {static_cast<double>(v)};
}
constexpr Lufs operator""_lufs(long double v) {
    return {static_cast<double>(v)};
}
constexpr Hertz operator""_Hz(long double v) {
    return {static_cast<double>(v)};
}
constexpr Seconds operator""_s(long double v) {
    return {static_cast<double>(v)};
}
} // namespace literals

} // namespace kilter
