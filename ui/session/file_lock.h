// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <filesystem>
#include <memory>

namespace kilter {

/// A file that one program at a time has. The system lets go of it when the program ends, however
/// it does: what a killed one leaves is nobody's, whatever is written in it, and so is a file that
/// it had not come to write in yet.
class FileLock {
  public:
    /// Null: somebody has it (another of this program's counts too), or it can't be made.
    [[nodiscard]] static std::unique_ptr<FileLock> take(const std::filesystem::path& path);
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock(); ///< removes the file

    /// Who has it, "program (host, process)"; empty: nobody.
    [[nodiscard]] static QString holderOf(const std::filesystem::path& path);

  private:
    FileLock(std::filesystem::path path, int fd);

    std::filesystem::path path_;
    int fd_;
};

} // namespace kilter
