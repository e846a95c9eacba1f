// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace kilter {

/// A run of bytes in a file.
struct FileRange {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// A regular file, open for reading at any place.
class InputFile {
  public:
    /// Errors: FileNotFound, NotAFile (folder, FIFO, device, socket; they are not opened),
    /// NoPermission, ReadFailed.
    [[nodiscard]] static Result<InputFile> open(const std::filesystem::path& path);
    InputFile(InputFile&& other) noexcept;
    InputFile& operator=(InputFile&& other) noexcept;
    ~InputFile();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// Reads up to bytes.size() from `offset`, and gives how many there were: fewer only at the
    /// end, or after a device's error, which readError() then tells.
    std::size_t readAt(std::uint64_t offset, std::span<std::byte> bytes);
    /// The system's error number of the first read that failed; 0 if none did.
    [[nodiscard]] int readError() const { return readError_; }

    /// What of `range` is there; a declared size may go beyond the end.
    [[nodiscard]] FileRange within(FileRange range) const;

    /// A part of it, within it, as a file of its own. Error: ReadFailed.
    [[nodiscard]] Result<InputFile> part(FileRange range) const;

    [[nodiscard]] Error error(ErrorCode code, std::string detail = {}) const;

  private:
    InputFile() = default;

    std::filesystem::path path_;
    std::uint64_t begin_ = 0; ///< in what is on the disk
    std::uint64_t size_ = 0;
    int fd_ = -1;
    int readError_ = 0;
};

} // namespace kilter
