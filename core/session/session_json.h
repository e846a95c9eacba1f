// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/destination.h"
#include "core/base/result.h"
#include "core/reference/profile.h"
#include "core/session/session.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kilter {

/// The text of a .kilter file: JSON with a version. Reading it back gives an equal Session, and
/// writing that the same text, for whatever keeps to the limits (limits.h). Paths are absolute;
/// those below `folder`, where the file lies, are written relative to it too, so that a folder can
/// be moved with its session. A name that is no UTF-8 is written byte by byte as well.
[[nodiscard]] std::string sessionToJson(const Session& session,
                                        const std::filesystem::path& folder);

/// Errors: BadSession (not JSON, a field of another kind or out of its range, deeper than 32 or
/// longer than 4 MB; detail says which); NewerVersion.
[[nodiscard]] Result<Session> sessionFromJson(std::string_view text,
                                              const std::filesystem::path& folder);

/// Every file that the session names: its mix, references and profiles.
[[nodiscard]] std::vector<std::filesystem::path> filesOf(const Session& session);

/// Whether a session may be saved over what is at `path`, for asking before the long work. Errors:
/// NewerVersion.
[[nodiscard]] Result<Done> checkNotNewer(const std::filesystem::path& path);

/// Whole or not at all; what could not be read again is not written, nor is anything over one of
/// the session's own files, or over a session of a newer Kilter.
/// Errors: those of writeFile; WriteFailed (a value beyond its limits: detail says which),
/// NewerVersion.
[[nodiscard]] Result<Done> writeSession(const Session& session, const Destination& destination);

/// Errors: FileNotFound, NotAFile, NoPermission, ReadFailed, BadSession, NewerVersion.
[[nodiscard]] Result<Session> readSession(const std::filesystem::path& path);

/// A session as it can be looked at.
struct OpenedSession {
    Session session;
    /// A newer Kilter's: there may be more in it than is known here, so that it is only to be read.
    bool newer = false;
};

/// As readSession, but what is known of a newer Kilter's session is read, too. Errors: NewerVersion
/// only where even that can't be.
[[nodiscard]] Result<OpenedSession> openSession(const std::filesystem::path& path);

/// A saved target, likewise: a document of another kind is a BadSession too.
[[nodiscard]] Result<Done> writeProfile(const Profile& profile, const Destination& destination);
[[nodiscard]] Result<Profile> readProfile(const std::filesystem::path& path);

} // namespace kilter
