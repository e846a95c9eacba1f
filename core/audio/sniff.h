// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace kilter {

enum class Container { Riff, Wave64, Aiff, Flac, Ogg, Mpeg, Adts, Mp4, Asf, WavPack, Caf };

/// What a file is by its first bytes.
struct Sniffed {
    Container container{};
    FileRange id3{};         ///< an ID3v2 tag that stands before it; empty without one
    std::uint64_t start = 0; ///< where the container itself begins
};

/// Looks at the content only, and only at places that the allow-list of readTrack() knows.
/// Errors: UnknownFormat; UnsupportedCodec for formats that are known and not allowed, with their
/// name; ReadFailed.
[[nodiscard]] Result<Sniffed> sniff(InputFile& file);

} // namespace kilter
