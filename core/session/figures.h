// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <optional>
#include <string>

/// Figures as people read them: a real minus sign, the same digits in every locale, a dash for
/// what has no value.
namespace kilter {

enum class Sign { WhenNegative, Always };

/// "−18.3", with `Always` "+0.4"; "−∞" and "—" for what is not finite.
[[nodiscard]] std::string figure(double value, int decimals = 1, Sign sign = Sign::WhenNegative);

template <class Unit>
[[nodiscard]] std::string figure(const std::optional<Unit>& value, int decimals = 1,
                                 Sign sign = Sign::WhenNegative) {
    return value ? figure(value->value, decimals, sign) : std::string("—");
}

/// "95 Hz", "2.95 kHz".
[[nodiscard]] std::string frequencyText(Hertz frequency);

/// "3:52", "1:02:07".
[[nodiscard]] std::string timeText(Seconds time);

/// "2:31.4", "1:02:07.0": a place to go to. `time` >= 0.
[[nodiscard]] std::string momentText(Seconds time);

} // namespace kilter
