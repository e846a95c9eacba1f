// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace kilter {

/// A Vorbis comment (Vorbis I, section 5) with nothing but the first fields that hold a title, an
/// artist or an ISRC: covers and a million of small fields cost parsers much. Nothing if it is
/// none.
[[nodiscard]] std::optional<std::vector<std::byte>>
wantedComments(std::span<const std::byte> comment);

} // namespace kilter
