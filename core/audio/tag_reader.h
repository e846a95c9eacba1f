// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/audio/track.h"

#include <cstddef>
#include <span>
#include <string>

namespace kilter {

/// Title, artist and ISRC of an ID3v2 tag, over what is in `tags` already. Nothing else of it is
/// parsed. False if it can't be read.
[[nodiscard]] bool readId3(InputFile& file, FileRange tag, Tags& tags);

/// The same of a Vorbis comment, as FLAC and Ogg hold it.
[[nodiscard]] bool readComments(std::span<const std::byte> comment, Tags& tags);

/// Makes a tag fit to be shown and written again: cut to a sensible length, on one line, without
/// control characters. False, and `text` empty, if it is not valid UTF-8.
[[nodiscard]] bool tidyTag(std::string& text);

/// Leaves the first valid ISRC of those that `isrc` holds ("A; B"). Answers the others, and what is
/// none; empty where nothing is lost.
[[nodiscard]] std::string tidyIsrc(std::string& isrc);

} // namespace kilter
