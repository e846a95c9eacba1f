// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace kilter {

/// Where something is to be written, and what it may not replace. The one door for every file that
/// Kilter writes on somebody's wish: master, report, session, profile, demo.
struct Destination {
    std::filesystem::path out;
    bool overwrite = false;
    std::vector<std::filesystem::path> inputs{}; ///< files that `out` may not be, by whatever name
};

/// Whether `destination` may be written at all: for asking before the long work. A symbolic link
/// that leads nowhere is something that exists, too. Errors: OutputIsInput (the same file by any
/// name, also with `overwrite`), OutputExists, NotAFile (a folder), FileNotFound (no folder to
/// write it in).
[[nodiscard]] Result<Done> checkOutput(const Destination& destination);

/// All of `content` or nothing, where checkOutput allows it. Errors: its, and AtomicFile's.
[[nodiscard]] Result<Done> writeFile(const Destination& destination, std::string_view content);

} // namespace kilter
