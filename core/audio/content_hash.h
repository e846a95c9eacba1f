// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace kilter {

/// XXH64 with seed 0 over bytes that come in pieces: not cryptographic, some GB/s.
/// Source: Y. Collet, "xxHash fast digest algorithm", format specification 0.1.1, XXH64.
class ContentHash {
  public:
    void add(std::span<const std::byte> bytes);
    [[nodiscard]] std::uint64_t value() const;

  private:
    static constexpr std::size_t kStripe = 32;

    void mixStripe(const std::byte* stripe);

    // P1 + P2, P2, 0, -P1 of the specification.
    std::array<std::uint64_t, 4> lanes_{0x60EA27EEADC0B5D6u, 0xC2B2AE3D27D4EB4Fu, 0u,
                                        0x61C8864E7A143579u};
    std::uint64_t length_ = 0;
    std::array<std::byte, kStripe> pending_{};
    std::size_t pendingSize_ = 0;
};

} // namespace kilter
