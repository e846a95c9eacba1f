// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/audio/legacy_text.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iconv.h>

namespace kilter {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

unsigned char byteAt(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

bool isLatinLetter(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// The two bytes of a character of JIS X 0208; without those that are Windows's own.
bool isPair(unsigned char lead, unsigned char trail) {
    const bool leads = (lead >= 0x81 && lead <= 0x84) || (lead >= 0x88 && lead <= 0x9F) ||
                       (lead >= 0xE0 && lead <= 0xEA);
    return leads && ((trail >= 0x40 && trail <= 0x7E) || (trail >= 0x80 && trail <= 0xFC));
}

bool isKana(unsigned char lead, unsigned char trail) {
    return (lead == 0x82 && trail >= 0x9F && trail <= 0xF1) || // hiragana
           (lead == 0x83 && trail >= 0x40 && trail <= 0x96);   // katakana
}

bool readsAsShiftJis(std::string_view bytes) {
    int kana = 0;
    int pairs = 0;
    int inARow = 0;
    int longest = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const unsigned char c = byteAt(bytes, i);
        if (c < 0x80) {
            inARow = 0;
            continue;
        }
        if (i + 1 >= bytes.size() || !isPair(c, byteAt(bytes, i + 1)))
            return false; // half-width kana too: as single bytes they look like accented letters
        const unsigned char trail = byteAt(bytes, i + 1);
        const bool afterLetter = i > 0 && isLatinLetter(byteAt(bytes, i - 1)) && inARow == 0;
        if (afterLetter && isLatinLetter(trail) && !isKana(c, trail))
            return false; // "don't" and "Léa" with their Windows quotes and accents
        kana += isKana(c, trail) ? 1 : 0;
        ++pairs;
        longest = std::max(longest, ++inARow);
        ++i;
    }
    return kana > 0 || (pairs > 1 && longest > 1);
}

std::string converted(std::string_view bytes, const char* encoding) {
    const iconv_t conversion = ::iconv_open("UTF-8", encoding);
    std::string text;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): how POSIX says that there is no such encoding
    if (conversion == reinterpret_cast<iconv_t>(-1))
        return std::string(kReplacement);
    std::string input(bytes);
    char* in = input.data();
    std::size_t left = input.size();
    while (left > 0) {
        std::array<char, 256> block{};
        char* out = block.data();
        std::size_t room = block.size();
        const std::size_t done = ::iconv(conversion, &in, &left, &out, &room);
        text.append(block.data(), block.size() - room);
        if (done == static_cast<std::size_t>(-1) && room > 16) { // not for want of room
            text += kReplacement;
            ++in;
            --left;
        }
    }
    ::iconv_close(conversion);
    return text;
}

/// U+00C0 to U+017F without their accents; a space where ASCII has no such letter.
constexpr std::string_view kPlain =
    "AAAAAA CEEEEIIIIDNOOOOO OUUUUY  aaaaaa ceeeeiiiidnooooo ouuuuy y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi  JjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOo  RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kPlain.size() == 0x180 - 0xC0);

} // namespace

LegacyEncoding legacyEncodingOf(std::string_view bytes) {
    if (isUtf8(bytes))
        return LegacyEncoding::Utf8;
    return readsAsShiftJis(bytes) ? LegacyEncoding::ShiftJis : LegacyEncoding::Windows1252;
}

std::string fromLegacy(std::string_view bytes) {
    switch (legacyEncodingOf(bytes)) {
    case LegacyEncoding::Utf8:
        return std::string(bytes);
    case LegacyEncoding::Windows1252:
        return converted(bytes, "CP1252");
    case LegacyEncoding::ShiftJis:
        return converted(bytes, "CP932");
    }
    return {};
}

std::string toAscii(std::string_view text) {
    std::string ascii;
    while (!text.empty()) {
        const std::size_t n = std::max<std::size_t>(utf8SequenceLength(text), 1);
        const std::string_view one = text.substr(0, n);
        text.remove_prefix(n);
        const unsigned code =
            n == 2 ? (byteAt(one, 0) & 0x1FU) << 6U | (byteAt(one, 1) & 0x3FU) : 0;
        if (n == 1)
            ascii += byteAt(one, 0) >= 0x20 && byteAt(one, 0) < 0x7F ? one[0] : '?';
        else if (one == "\xE2\x80\x99" || one == "\xE2\x80\x98")
            ascii += '\''; // the curly ones
        else if (one == "\xE2\x80\x93" || one == "\xE2\x80\x94")
            ascii += '-';
        else if (code == 0xDF)
            ascii += "ss";
        else if (code == 0xC6 || code == 0xE6)
            ascii += code == 0xC6 ? "AE" : "ae";
        else if (code == 0x152 || code == 0x153)
            ascii += code == 0x152 ? "OE" : "oe";
        else if (code >= 0xC0 && code < 0x180 && kPlain[code - 0xC0] != ' ')
            ascii += kPlain[code - 0xC0];
        else
            ascii += '?';
    }
    return ascii;
}

} // namespace kilter
