// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <csignal>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/mount.h>
#endif

/// Disks that are full and disks that can't be written, for tests.
namespace kilter::testing {

/// A small file system of its own, or a read-only view of a folder. Needs root on Linux: ask
/// isMounted() and skip.
class Mount {
  public:
    /// A disk of `bytes`.
    static Mount smallDisk(const std::filesystem::path& at, std::uint64_t bytes) {
        std::filesystem::create_directories(at);
        Mount mount(at);
#ifdef __linux__
        const std::string size = "size=" + std::to_string(bytes);
        mount.isMounted_ = ::mount("tmpfs", at.c_str(), "tmpfs", 0, size.c_str()) == 0;
#endif
        return mount;
    }
    /// `folder`, and what is in it, can't be written as long as this lives.
    static Mount readOnly(const std::filesystem::path& folder) {
        Mount mount(folder);
#ifdef __linux__
        mount.isMounted_ = ::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) == 0;
        if (mount.isMounted_ && ::mount(nullptr, folder.c_str(), nullptr,
                                        MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0) {
            ::umount2(folder.c_str(), MNT_DETACH);
            mount.isMounted_ = false;
        }
#endif
        return mount;
    }
    Mount(Mount&& other) noexcept
        : at_(other.at_)
        , isMounted_(other.isMounted_) {
        other.isMounted_ = false;
    }
    Mount& operator=(Mount&&) = delete;
    ~Mount() {
#ifdef __linux__
        if (isMounted_)
            ::umount2(at_.c_str(), MNT_DETACH);
#endif
    }
    [[nodiscard]] bool isMounted() const {
        return isMounted_;
    }

  private:
    explicit Mount(std::filesystem::path at)
        : at_(std::move(at)) {}

    std::filesystem::path at_;
    bool isMounted_ = false;
};

/// No file of this process may grow beyond `bytes` as long as this lives: the system's answer
/// (EFBIG) is treated as a full disk, and needs no rights.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(std::uint64_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &old_);
        rlimit limit = old_;
        limit.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        oldHandler_ = std::signal(SIGXFSZ, SIG_IGN);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, oldHandler_);
    }

  private:
    rlimit old_{};
    void (*oldHandler_)(int) = SIG_DFL;
};

} // namespace kilter::testing
