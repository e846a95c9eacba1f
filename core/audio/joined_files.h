// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"
#include "core/audio/sniff.h"
#include "core/base/progress.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kilter {

/// Several files one behind the other, as `cat` makes them, of the containers whose headers tell
/// where they end: RIFF, Wave64, AIFF, CAF, MP4, ASF. The ranges lie side by side from 0 to the
/// file's end, and each begins with such a file (the first one perhaps with an ID3v2 tag); one
/// range where nothing of the kind follows the first. What a header says is believed only where
/// another file's header stands there. At most 1000.
[[nodiscard]] std::vector<FileRange> joinedFiles(InputFile& file, const Sniffed& sniffed);

/// The part of `progress` that reading `range` of the file is.
[[nodiscard]] inline Progress progressOf(FileRange range, const InputFile& file,
                                         const Progress& progress) {
    const auto size = static_cast<double>(std::max<std::uint64_t>(file.size(), 1));
    const auto begin = static_cast<double>(range.offset);
    return progress.part(begin / size, (begin + static_cast<double>(range.size)) / size, "read");
}

} // namespace kilter
