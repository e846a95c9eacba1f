// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace kilter {

/// Calls `work(index, onCaller)` once for every index below `count`, in ascending order, on the
/// calling thread (`onCaller`) and `threads` - 1 others, and returns when all are done. What a call
/// throws is thrown here, at the end; no index is begun after it.
template <class Work>
void forEachParallel(std::size_t count, std::size_t threads, const Work& work) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr thrown;
    const auto run = [&](bool onCaller) noexcept {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i, onCaller);
        } catch (...) {
            next = count;
            const std::lock_guard lock(mutex);
            if (!thrown)
                thrown = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min(threads, count); ++i)
            others.emplace_back(run, false);
        run(true);
    }
    if (thrown)
        std::rethrow_exception(thrown);
}

} // namespace kilter
