// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>

namespace kilter {

/// `i` as an index. We count in int, whose differences may be negative; the containers of the
/// standard library take std::size_t, and -Wconversion asks for every step between the two.
[[nodiscard]] constexpr std::size_t at(int i) noexcept {
    return static_cast<std::size_t>(i);
}

} // namespace kilter
