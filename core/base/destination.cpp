// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/destination.h"

#include "core/base/atomic_file.h"
#include "core/base/utf8.h"

#include <string>
#include <system_error>

namespace kilter {

namespace fs = std::filesystem;

Result<Done> checkOutput(const Destination& destination) {
    const std::string path = utf8(destination.out);
    std::error_code ignored;
    for (const fs::path& input : destination.inputs) {
        if (fs::equivalent(destination.out, input, ignored)) // by device and inode
            return Error{ErrorCode::OutputIsInput, utf8(input), path};
    }
    if (fs::is_directory(destination.out, ignored))
        return Error{ErrorCode::NotAFile, {}, path};
    if (const fs::path folder = destination.out.parent_path();
        !folder.empty() && !fs::is_directory(folder, ignored))
        return Error{ErrorCode::FileNotFound, "there is no folder " + utf8(folder), path};
    if (!destination.overwrite && fs::exists(fs::symlink_status(destination.out, ignored)))
        return Error{ErrorCode::OutputExists, {}, path};
    return Done{};
}

Result<Done> writeFile(const Destination& destination, std::string_view content) {
    if (auto allowed = checkOutput(destination); !allowed)
        return allowed;
    return writeFileAtomically(destination.out, content,
                               destination.overwrite ? Existing::Replace : Existing::Keep);
}

} // namespace kilter
