// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <mutex>

namespace kilter {

/// FFTW's planner is not thread-safe: whoever makes or destroys a plan, single or double
/// precision, holds this. Executing plans needs no lock.
[[nodiscard]] inline std::unique_lock<std::mutex> lockFftwPlanner() {
    static std::mutex mutex;
    return std::unique_lock(mutex);
}

} // namespace kilter
