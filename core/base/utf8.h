// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace kilter {

/// Bytes of the UTF-8 sequence at the front of `text`, 1 to 4; 0 if there is none (RFC 3629).
[[nodiscard]] std::size_t utf8SequenceLength(std::string_view text);

[[nodiscard]] bool isUtf8(std::string_view text);

/// A path as text for messages, pages and documents, in the one type of string that we use for
/// those. Always UTF-8: a file system allows other names, and what is none of it becomes U+FFFD.
[[nodiscard]] std::string utf8(const std::filesystem::path& path);

/// Somebody else's text (a file's name, a tag, a library's message) as a user may safely see it,
/// on one line: control characters, and those that turn the direction of writing, are spelt out
/// ("\x1b", "\u202e"), and what is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string shown(std::string_view text);
[[nodiscard]] std::string shownPath(const std::filesystem::path& path);

/// Whether `sequence`, one character in UTF-8, is spelt out by shown().
[[nodiscard]] bool isUnseen(std::string_view sequence);

/// The file that `utf8` names. On Unix the bytes stay as they are, also those that are no UTF-8; on
/// Windows the system's own code page is never used.
[[nodiscard]] inline std::filesystem::path pathOf(std::string_view utf8) {
    return std::u8string(utf8.begin(), utf8.end());
}

} // namespace kilter
