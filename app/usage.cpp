// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/usage.h"

#include "app/option_values.h"

namespace kilter {

void refuse(const std::string& option, const std::string& value, const std::string& expected) {
    throw BadUsage{option + ": '" + value + "' is not " + expected};
}

std::string plainDecimal(double x) {
    std::string s = std::to_string(x);
    s.erase(s.find_last_not_of('0') + 1);
    if (s.back() == '.')
        s.pop_back();
    return s;
}

double decimal(const std::string& option, const std::string& text, limits::Range range) {
    const auto value = parseDecimal(text);
    if (!value || !range.holds(*value))
        refuse(option, text,
               "a plain decimal from " + plainDecimal(range.least) + " to " +
                   plainDecimal(range.most));
    return *value;
}

void refuseMany(const std::string& option, std::size_t given, std::size_t most) {
    if (given > most)
        throw BadUsage{option + ": given " + std::to_string(given) + " times, and at most " +
                       std::to_string(most) + " are held"};
}

} // namespace kilter
