// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include <unistd.h>

namespace kilter {

/// An unfinished file that an encoder writes to, with the first error kept, which the encoders'
/// libraries would only report as "system error".
struct FileSink {
    int fd = -1;
    std::int64_t position = 0;
    std::int64_t size = 0;
    int error = 0; ///< the system's number

    /// How many bytes were written: fewer than `count` after an error.
    std::int64_t write(const void* bytes, std::int64_t count) {
        const auto* from = static_cast<const char*>(bytes);
        std::int64_t done = 0;
        while (done < count && error == 0) {
            const ssize_t n =
                ::pwrite(fd, from + done, static_cast<std::size_t>(count - done), position);
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0) {
                error = n < 0 ? errno : EIO;
                break;
            }
            done += n;
            position += n;
            size = std::max(size, position);
        }
        return done;
    }
};

} // namespace kilter
