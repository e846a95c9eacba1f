// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/units.h"

#include <QString>

#include <optional>

/// Figures as people read and type them: real minus signs, no exponent, a dash where there is
/// no value.
namespace kilter {

inline constexpr QChar kMinus{0x2212};
[[nodiscard]] QString dash(); ///< stands for a value that does not exist

enum class Sign { Negative, Both }; ///< Both: "+1.5" as well; zero has none

/// "−1.5". A dash for what is not finite.
[[nodiscard]] QString number(double value, int decimals, Sign sign = Sign::Negative);
[[nodiscard]] QString number(std::optional<double> value, int decimals, Sign s = Sign::Negative);
[[nodiscard]] QString decibelText(Decibels level, Sign sign = Sign::Both); ///< "+1.5 dB"
[[nodiscard]] QString frequencyText(Hertz f);                              ///< "95 Hz", "2.95 kHz"
[[nodiscard]] QString tickText(Hertz f);                                   ///< "50", "2k"
[[nodiscard]] QString qText(double q);                                     ///< "0.71", "1.10"
[[nodiscard]] QString timeText(Seconds t);                                 ///< "3:52"
[[nodiscard]] QString preciseTimeText(Seconds t);                          ///< "1:24.310"
[[nodiscard]] QString percentText(double share);                           ///< "86 %"

/// What was typed. Comma or point, "−" or "-", with or without its unit; nullopt for nonsense.
[[nodiscard]] std::optional<double> parseNumber(const QString& text);
[[nodiscard]] std::optional<Decibels> parseDecibels(const QString& text);
[[nodiscard]] std::optional<Hertz> parseFrequency(const QString& text); ///< "2.5k", "440 Hz"

} // namespace kilter
