// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace kilter {

/// The ID3v2 tag at `tag` with nothing but the first frames that hold a title, an artist or an
/// ISRC: pictures cost memory, chapters within chapters recurse as deep as a hostile file likes,
/// and a million of small frames takes half a minute to parse. Nothing where no such tag begins.
/// Cost: what lies between is passed over, not read. Memory: at most some hundred kB.
[[nodiscard]] std::optional<std::vector<std::byte>> id3TextFrames(InputFile& file, FileRange tag);

} // namespace kilter
