// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace kilter {

/// What becomes of a file that is already where another is to go.
enum class Existing { Replace, Keep };

/// A file that appears whole or not at all: it is written beside its target and takes its place
/// in one step. Without commit() nothing is left, and an existing target stays as it was.
///
/// While it is written it has no name (Linux, O_TMPFILE) or, where the file system can't do that,
/// the hidden name .TARGET.kilter-XXXXXX.tmp. What a killed program leaves of those, the next
/// create() for the same target removes; a living one's are locked (flock), and stay.
class AtomicFile {
  public:
    enum class Staging {
        Best,  ///< without a name where that works
        Named, ///< always under a hidden name
    };

    /// A symbolic link as target is followed: what it points to is replaced. An existing target
    /// gives its permission bits to the new file.
    /// Errors: NoPermission, NotAFile (the target is a folder or device), FileNotFound (its folder
    /// does not exist), DiskFull, WriteFailed.
    [[nodiscard]] static Result<AtomicFile> create(const std::filesystem::path& target,
                                                   Staging staging = Staging::Best);
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;
    ~AtomicFile();

    /// The target, as it was given.
    [[nodiscard]] const std::filesystem::path& target() const { return target_; }
    /// Opens the unfinished file again, for as long as this object lives in this process.
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// Open for reading and writing.
    [[nodiscard]] int fd() const { return fd_; }

    /// Writes all of it at the file's position. Errors: DiskFull, WriteFailed.
    [[nodiscard]] Result<Done> write(std::span<const std::byte> bytes);

    /// The error that the system's error number `code` stands for, about this file. `bytesNeeded`
    /// is said to the user when the disk is full; 0 if unknown.
    [[nodiscard]] Error failure(int code, std::uint64_t bytesNeeded = 0) const;

    /// Flushes to the disk, takes the target's place, flushes the folder. After an error the
    /// target is as it was. Call once. Errors: DiskFull, WriteFailed; with `Existing::Keep`
    /// OutputExists, should anything be there by now.
    [[nodiscard]] Result<Done> commit(Existing existing = Existing::Replace);

  private:
    AtomicFile() = default;
    void discard() noexcept;
    [[nodiscard]] int takePlace(Existing existing) const;

    std::filesystem::path target_; ///< as given
    std::filesystem::path place_;  ///< with symbolic links followed
    std::filesystem::path path_;
    std::filesystem::path name_; ///< the hidden name; empty while there is none
    int fd_ = -1;
};

/// For small files: all of `content` or nothing. Errors as AtomicFile.
[[nodiscard]] Result<Done> writeFileAtomically(const std::filesystem::path& target,
                                               std::string_view content,
                                               Existing existing = Existing::Replace);

} // namespace kilter
