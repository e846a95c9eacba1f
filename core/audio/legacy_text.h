// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace kilter {

/// RIFF's and AIFF's own texts know no encoding: programs write UTF-8, or what their Windows has,
/// which is mostly one of these two.
enum class LegacyEncoding { Utf8, Windows1252, ShiftJis };

/// By the bytes alone. Shift-JIS is believed where it spells kana, or kanji in a row, and no
/// accented letter among plain ones.
[[nodiscard]] LegacyEncoding legacyEncodingOf(std::string_view bytes);

/// As UTF-8; what has no meaning in its encoding becomes U+FFFD.
[[nodiscard]] std::string fromLegacy(std::string_view bytes);

/// As ASCII, for fields that know nothing else: letters without their accents, and "?" for what has
/// none. `text` is UTF-8.
[[nodiscard]] std::string toAscii(std::string_view text);

} // namespace kilter
