// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/session/figures.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace kilter {

std::string figure(double value, int decimals, Sign sign) {
    if (std::isnan(value))
        return "—";
    const std::string minus = "−";
    if (std::isinf(value))
        return value < 0 ? minus + "∞" : "∞";
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(value),
                                   std::chars_format::fixed, decimals);
    std::string text(digits.data(), end.ptr);
    if (text.find_first_not_of("0.") == std::string::npos) // rounded to zero: no sign
        return text;
    if (value < 0)
        return minus + text;
    return sign == Sign::Always ? "+" + text : text;
}

std::string frequencyText(Hertz frequency) {
    const double f = frequency.value;
    if (f < 999.5)
        return figure(f, f < 99.95 && f != std::round(f) ? 1 : 0) + " Hz";
    std::string text = figure(f / 1000.0, f < 9995.0 ? 2 : 1);
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.')
        text.pop_back();
    return text + " kHz";
}

std::string timeText(Seconds time) {
    const long all = std::lround(time.value);
    std::array<char, 32> text{};
    if (all >= 3600)
        std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld", all / 3600, all / 60 % 60,
                      all % 60);
    else
        std::snprintf(text.data(), text.size(), "%ld:%02ld", all / 60, all % 60);
    return text.data();
}

std::string momentText(Seconds time) {
    const long tenths = std::lround(10.0 * time.value);
    const long seconds = tenths / 10;
    return timeText({static_cast<double>(seconds)}) + "." + std::to_string(tenths % 10);
}

} // namespace kilter
