// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KILTER_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KILTER_SANITIZED 1
#endif
#endif
#ifdef KILTER_SANITIZED
extern "C" { // of <sanitizer/allocator_interface.h>, which GCC does not install
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void*, size_t),
                                              void (*freed)(const volatile void*));
size_t __sanitizer_get_allocated_size(const volatile void* memory);
}
#endif

namespace kilter::testing {

/// How much more memory this process had at one time than when this was made. Of one at a time.
///
/// Plain builds ask the system, so that pages which were never touched cost nothing. A sanitizer
/// keeps what was freed, and a shadow of everything: there, what was asked of the allocator is
/// counted instead, touched or not.
#ifdef KILTER_SANITIZED
class PeakMemory {
  public:
    PeakMemory() {
        [[maybe_unused]] static const int installed =
            __sanitizer_install_malloc_and_free_hooks(&allocated, &freed);
        assert(installed != 0);
        before_ = live();
        highest() = before_;
    }
    [[nodiscard]] std::int64_t bytes() const { return highest() - before_; }

  private:
    static std::atomic<std::int64_t>& live() {
        static std::atomic<std::int64_t> bytes;
        return bytes;
    }
    static std::atomic<std::int64_t>& highest() {
        static std::atomic<std::int64_t> bytes;
        return bytes;
    }
    static void allocated(const volatile void*, std::size_t size) {
        const std::int64_t now = live() += static_cast<std::int64_t>(size);
        std::int64_t before = highest();
        while (now > before && !highest().compare_exchange_weak(before, now)) {
        }
    }
    static void freed(const volatile void* memory) {
        if (memory)
            live() -= static_cast<std::int64_t>(__sanitizer_get_allocated_size(memory));
    }

    std::int64_t before_ = 0;
};
#else
class PeakMemory {
  public:
    PeakMemory() {
        std::ofstream("/proc/self/clear_refs") << '5'; // the peak begins anew
        before_ = statusBytes("VmRSS:");
    }
    [[nodiscard]] std::int64_t bytes() const { return statusBytes("VmHWM:") - before_; }

  private:
    static std::int64_t statusBytes(const std::string& field) {
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word;) {
            std::int64_t kilobytes = 0;
            if (word == field && status >> kilobytes)
                return 1024 * kilobytes;
        }
        return 0;
    }

    std::int64_t before_ = 0;
};
#endif

} // namespace kilter::testing
