// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/atomic_file.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>

namespace kilter {

struct DemoFiles {
    std::filesystem::path mix, referenceA, referenceB;
};

/// Writes the mix and its two references, 24 bit, 44.1 kHz, into `folder`, which is made if it does
/// not exist. Each file appears whole or not at all; the same seed gives the same bytes. With
/// `Existing::Keep` nothing is written where one of the three names is taken.
/// Errors: OutputExists, NotAFile (something else has the folder's name), NoPermission, DiskFull,
/// WriteFailed, Cancelled. Cost: the three songs are made at the same time, on threads of their
/// own.
[[nodiscard]] Result<DemoFiles> writeDemo(const std::filesystem::path& folder,
                                          std::uint64_t seed = 1,
                                          Existing existing = Existing::Keep,
                                          const Progress& progress = {});

} // namespace kilter
