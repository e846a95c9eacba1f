// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/input_file.h"

#include <cstdint>
#include <vector>

namespace kilter {

/// Where the atoms of an MP4 begin that no honest one has, and for which libavformat would give up
/// all of it: those that nest deeper than the format's own, and an index without a track. In
/// order. At most 10,000 atoms are looked at, the sound's not among them; files that
/// have more are read as they are.
[[nodiscard]] std::vector<std::uint64_t> atomsToPassOver(InputFile& file);

} // namespace kilter
