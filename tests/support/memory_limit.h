// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace kilter::testing {

/// This process gets at most `bytes` more address space as long as this lives. Not under a
/// sanitizer, whose own is beyond any limit: ask isPossible() and skip.
class MemoryLimit {
  public:
    explicit MemoryLimit(std::uint64_t bytes) {
        ::getrlimit(RLIMIT_AS, &old_);
        std::uint64_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        rlimit limit = old_;
        limit.rlim_cur = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + bytes;
        ::setrlimit(RLIMIT_AS, &limit);
    }
    MemoryLimit(const MemoryLimit&) = delete;
    MemoryLimit& operator=(const MemoryLimit&) = delete;
    ~MemoryLimit() { ::setrlimit(RLIMIT_AS, &old_); }

    static bool isPossible() {
#if !defined(__linux__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        return false;
#else
        return true;
#endif
    }

  private:
    rlimit old_{};
};

} // namespace kilter::testing
