// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/reference/profile.h"
#include "core/session/session.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace kilter {

/// The text of a .kilter file: JSON with a version. Reading it back gives an equal Session, and
/// writing that the same text. Paths are UTF-8; those below `folder`, where the file lies, are
/// written relative to it too, so that a folder can be moved with its session.
[[nodiscard]] std::string sessionToJson(const Session& session,
                                        const std::filesystem::path& folder);

/// Errors: BadSession (not JSON, a field of another kind or out of its range, deeper than 32 or
/// longer than 64 MB, of a newer version; detail says which).
[[nodiscard]] Result<Session> sessionFromJson(std::string_view text,
                                              const std::filesystem::path& folder);

/// Whole or not at all. Errors: those of AtomicFile.
[[nodiscard]] Result<Done> writeSession(const Session& session, const std::filesystem::path& path);

/// Errors: FileNotFound, NotAFile, NoPermission, ReadFailed, BadSession.
[[nodiscard]] Result<Session> readSession(const std::filesystem::path& path);

/// A saved target, likewise: a document of another kind is a BadSession too.
[[nodiscard]] Result<Done> writeProfile(const Profile& profile, const std::filesystem::path& path);
[[nodiscard]] Result<Profile> readProfile(const std::filesystem::path& path);

} // namespace kilter
